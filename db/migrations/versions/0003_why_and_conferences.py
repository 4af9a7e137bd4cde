"""Why a person is under IOM and for how long; risk beside the plan; the case conference.

Columns are added in place, so that a store of many cases is not copied.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_TABLES = (
    "screening",
    "withheld",
    "safeguarding_check",
    "risk_measure",
    "risk_assessment",
    "referral",
    "offending",
    "minute",
    "marac",
    "deselection",
    "conference_case",
    "conference_action",
    "condition",
    "case_status",
    "agenda_request",
    "pack_copy",
    "attendance",
    "conference",
)


def upgrade() -> None:

    op.create_table(
        "conference",
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("chair", sa.Text(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("agencies", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conference")),
    )
    op.create_index(op.f("ix_conference_held_on"), "conference", ["held_on"], unique=False)
    op.create_table(
        "attendance",
        sa.Column("conference_id", sa.String(length=32), nullable=False),
        sa.Column("agency", sa.String(length=200), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.Column("contribution", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conference.id"], name=op.f("fk_attendance_conference_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
    )
    op.create_index(op.f("ix_attendance_conference_id"), "attendance", ["conference_id"], unique=False)
    op.create_table(
        "pack_copy",
        sa.Column("conference_id", sa.String(length=32), nullable=False),
        sa.Column("document", sa.String(length=20), nullable=False),
        sa.Column("audience", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("recipients", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conference.id"], name=op.f("fk_pack_copy_conference_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack_copy")),
    )
    op.create_index(op.f("ix_pack_copy_conference_id"), "pack_copy", ["conference_id"], unique=False)
    op.create_table(
        "agenda_request",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("matter", sa.String(length=20), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("conference_id", sa.String(length=32), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["iom_case.id"], name=op.f("fk_agenda_request_case_id")),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conference.id"], name=op.f("fk_agenda_request_conference_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_request")),
    )
    op.create_index(op.f("ix_agenda_request_case_id"), "agenda_request", ["case_id"], unique=False)
    op.create_index(
        op.f("ix_agenda_request_conference_id"), "agenda_request", ["conference_id"], unique=False
    )
    op.create_index(
        "ix_agenda_request_settled", "agenda_request", ["settled_on", "matter", "case_id"], unique=False
    )
    op.create_table(
        "case_status",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("conference_id", sa.String(length=32), nullable=True),
        sa.Column("aspect", sa.String(length=20), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["iom_case.id"], name=op.f("fk_case_status_case_id")),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conference.id"], name=op.f("fk_case_status_conference_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_status")),
    )
    op.create_index(op.f("ix_case_status_case_id"), "case_status", ["case_id"], unique=False)
    op.create_index(op.f("ix_case_status_conference_id"), "case_status", ["conference_id"], unique=False)
    op.create_index("ix_case_status_from", "case_status", ["aspect", "from_on", "case_id"], unique=False)
    op.create_table(
        "condition",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("category", sa.String(length=60), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("needs_action", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["iom_case.id"], name=op.f("fk_condition_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_condition")),
    )
    op.create_index(op.f("ix_condition_case_id"), "condition", ["case_id"], unique=False)
    op.create_table(
        "conference_action",
        sa.Column("conference_id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("lineage", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["iom_case.id"], name=op.f("fk_conference_action_case_id")),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conference.id"], name=op.f("fk_conference_action_conference_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conference_action")),
    )
    op.create_index(op.f("ix_conference_action_case_id"), "conference_action", ["case_id"], unique=False)
    op.create_index(
        op.f("ix_conference_action_conference_id"), "conference_action", ["conference_id"], unique=False
    )
    op.create_index(op.f("ix_conference_action_lineage"), "conference_action", ["lineage"], unique=False)
    op.create_table(
        "conference_case",
        sa.Column("conference_id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("ask", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("off_reason", sa.Text(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["iom_case.id"], name=op.f("fk_conference_case_case_id")),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conference.id"], name=op.f("fk_conference_case_conference_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conference_case")),
        sa.UniqueConstraint(
            "conference_id", "case_id", name=op.f("uq_conference_case_conference_id_case_id")
        ),
    )
    op.create_index(op.f("ix_conference_case_case_id"), "conference_case", ["case_id"], unique=False)
    op.create_table(
        "deselection",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("conference_id", sa.String(length=32), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("adopted_on", sa.Date(), nullable=True),
        sa.Column("reason_code", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("exit_plan", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.JSON(), nullable=False),
        sa.Column("dissent", sa.Text(), nullable=False),
        sa.Column("supersede_reason", sa.Text(), nullable=False),
        sa.Column("superseded_on", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["iom_case.id"], name=op.f("fk_deselection_case_id")),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conference.id"], name=op.f("fk_deselection_conference_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deselection")),
    )
    op.create_index(op.f("ix_deselection_case_id"), "deselection", ["case_id"], unique=False)
    op.create_index(op.f("ix_deselection_conference_id"), "deselection", ["conference_id"], unique=False)
    op.create_table(
        "marac",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("referred_on", sa.Date(), nullable=True),
        sa.Column("heard_on", sa.Date(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["iom_case.id"], name=op.f("fk_marac_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marac")),
    )
    op.create_index(op.f("ix_marac_case_id"), "marac", ["case_id"], unique=False)
    op.create_table(
        "minute",
        sa.Column("conference_id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=True),
        sa.Column("minute", sa.String(length=20), nullable=False),
        sa.Column("agency", sa.String(length=200), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("replaces_id", sa.String(length=32), nullable=True),
        sa.Column("correction_reason", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["iom_case.id"], name=op.f("fk_minute_case_id")),
        sa.ForeignKeyConstraint(["conference_id"], ["conference.id"], name=op.f("fk_minute_conference_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minute")),
    )
    op.create_index(op.f("ix_minute_case_id"), "minute", ["case_id"], unique=False)
    op.create_index(op.f("ix_minute_conference_id"), "minute", ["conference_id"], unique=False)
    op.create_table(
        "offending",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("event", sa.String(length=20), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("offence", sa.Text(), nullable=False),
        sa.Column("neighbourhood", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("struck_on", sa.Date(), nullable=True),
        sa.Column("struck_reason", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["iom_case.id"], name=op.f("fk_offending_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offending")),
    )
    op.create_index(op.f("ix_offending_case_id"), "offending", ["case_id"], unique=False)
    op.create_table(
        "referral",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("referred_on", sa.Date(), nullable=False),
        sa.Column("referrer", sa.Text(), nullable=False),
        sa.Column("agency", sa.String(length=200), nullable=False),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("panel_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["iom_case.id"], name=op.f("fk_referral_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
    )
    op.create_index(op.f("ix_referral_case_id"), "referral", ["case_id"], unique=False)
    op.create_index("ix_referral_state", "referral", ["state", "case_id"], unique=False)
    op.create_table(
        "risk_assessment",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=False),
        sa.Column("assessed_by", sa.Text(), nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("nature", sa.Text(), nullable=False),
        sa.Column("greatest", sa.Text(), nullable=False),
        sa.Column("increases", sa.Text(), nullable=False),
        sa.Column("reduces", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["iom_case.id"], name=op.f("fk_risk_assessment_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_assessment")),
    )
    op.create_index(op.f("ix_risk_assessment_case_id"), "risk_assessment", ["case_id"], unique=False)
    op.create_table(
        "risk_measure",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("pillar", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("who_name", sa.Text(), nullable=False),
        sa.Column("agency", sa.String(length=200), nullable=False),
        sa.Column("groups", sa.JSON(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_reason", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["iom_case.id"], name=op.f("fk_risk_measure_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_measure")),
    )
    op.create_index(op.f("ix_risk_measure_case_id"), "risk_measure", ["case_id"], unique=False)
    op.create_table(
        "safeguarding_check",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("about", sa.String(length=20), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_of", sa.Text(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["iom_case.id"], name=op.f("fk_safeguarding_check_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safeguarding_check")),
    )
    op.create_index(op.f("ix_safeguarding_check_case_id"), "safeguarding_check", ["case_id"], unique=False)
    op.create_table(
        "withheld",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_reason", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["iom_case.id"], name=op.f("fk_withheld_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withheld")),
    )
    op.create_index(op.f("ix_withheld_case_id"), "withheld", ["case_id"], unique=False)
    op.create_table(
        "screening",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("referral_id", sa.String(length=32), nullable=False),
        sa.Column("screened_on", sa.Date(), nullable=False),
        sa.Column("screened_by", sa.Text(), nullable=False),
        sa.Column("agency", sa.String(length=200), nullable=False),
        sa.Column("eligibility", sa.JSON(), nullable=False),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("matrix_on", sa.Date(), nullable=False),
        sa.Column("recommendation", sa.String(length=20), nullable=False),
        sa.Column("override_reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["iom_case.id"], name=op.f("fk_screening_case_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_screening_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening")),
    )
    op.create_index(op.f("ix_screening_case_id"), "screening", ["case_id"], unique=False)
    op.create_index(op.f("ix_screening_referral_id"), "screening", ["referral_id"], unique=False)
    op.execute(
        "ALTER TABLE decision ADD COLUMN referral_id VARCHAR(32) "
        "CONSTRAINT fk_decision_referral_id REFERENCES referral (id)"
    )
    op.execute(
        "ALTER TABLE decision ADD COLUMN conference_id VARCHAR(32) "
        "CONSTRAINT fk_decision_conference_id REFERENCES conference (id)"
    )
    op.add_column(
        "decision", sa.Column("outcome", sa.String(length=20), nullable=False, server_default="accept")
    )
    op.add_column("decision", sa.Column("additionality", sa.Text(), nullable=False, server_default=""))
    op.add_column("decision", sa.Column("objectives", sa.Text(), nullable=False, server_default=""))
    op.add_column("decision", sa.Column("timescale", sa.Text(), nullable=False, server_default=""))
    op.add_column("decision", sa.Column("elsewhere", sa.Text(), nullable=False, server_default=""))
    op.add_column("decision", sa.Column("dissent", sa.Text(), nullable=False, server_default=""))
    op.create_index(op.f("ix_decision_conference_id"), "decision", ["conference_id"], unique=False)
    op.create_index(op.f("ix_decision_referral_id"), "decision", ["referral_id"], unique=False)
    op.add_column("flag", sa.Column("reviewed_on", sa.Date(), nullable=True))
    op.add_column("flag", sa.Column("reviewed_by", sa.Text(), nullable=False, server_default=""))
    op.add_column(
        "iom_case", sa.Column("iom_status", sa.String(length=20), nullable=False, server_default="adopted")
    )
    op.add_column("iom_case", sa.Column("release_on", sa.Date(), nullable=True))
    op.add_column(
        "iom_case", sa.Column("mappa_category", sa.String(length=20), nullable=False, server_default="")
    )
    op.add_column("iom_case", sa.Column("mappa_reference", sa.Text(), nullable=False, server_default=""))
    op.add_column("iom_case", sa.Column("next_due_on", sa.Date(), nullable=True))
    op.create_index(
        "ix_iom_case_agenda",
        "iom_case",
        ["iom_status", "rag", "review_on", "release_on", "next_due_on", "id"],
        unique=False,
    )
    op.execute(
        "ALTER TABLE required_action ADD COLUMN condition_id VARCHAR(32) "
        "CONSTRAINT fk_required_action_condition_id REFERENCES condition (id)"
    )
    op.create_index(
        op.f("ix_required_action_condition_id"), "required_action", ["condition_id"], unique=False
    )
    # What follows from the plans on record.
    op.execute(
        "UPDATE iom_case SET next_due_on = (SELECT min(required_action.due_on) FROM required_action "
        "JOIN plan ON plan.id = required_action.plan_id JOIN goal ON goal.id = required_action.goal_id "
        "WHERE required_action.case_id = iom_case.id AND goal.state = 'active' "
        "AND required_action.status IN ('not_started', 'in_progress', 'cannot_be_done_yet') "
        "AND plan.state = CASE WHEN iom_case.plan_agreed THEN 'agreed' ELSE 'draft' END)"
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_required_action_condition_id"), "required_action")
    with op.batch_alter_table("required_action") as batch_op:
        batch_op.drop_column("condition_id")
    op.drop_index("ix_iom_case_agenda", "iom_case")
    for column in ("next_due_on", "mappa_reference", "mappa_category", "release_on", "iom_status"):
        op.drop_column("iom_case", column)
    for column in ("reviewed_by", "reviewed_on"):
        op.drop_column("flag", column)
    op.drop_index(op.f("ix_decision_conference_id"), "decision")
    op.drop_index(op.f("ix_decision_referral_id"), "decision")
    with op.batch_alter_table("decision") as batch_op:
        for column in (
            "dissent",
            "elsewhere",
            "timescale",
            "objectives",
            "additionality",
            "outcome",
            "conference_id",
            "referral_id",
        ):
            batch_op.drop_column(column)
    for table in _TABLES:
        op.drop_table(table)
