"""Appointments that are moved, enforced and written about; services with a directory and a longer ladder.

Columns are added in place, so that a store of a million appointments is not copied.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_TABLES = (
    "letter",
    "enforcement_step",
    "appointment_move",
    "support",
    "proceeding",
    "provider_service",
    "provider",
)


def upgrade() -> None:
    op.create_table(
        "provider",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider")),
    )
    op.create_table(
        "provider_service",
        sa.Column("provider_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("eligibility", sa.Text(), nullable=False),
        sa.Column("how_to_refer", sa.Text(), nullable=False),
        sa.Column("capacity", sa.Text(), nullable=False),
        sa.Column("target_days", sa.Integer(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_provider_service_provider_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_service")),
    )
    op.create_index(op.f("ix_provider_service_provider_id"), "provider_service", ["provider_id"])

    op.create_table(
        "proceeding",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("proceeding", sa.String(length=20), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("status_code", sa.String(length=40), nullable=False),
        sa.Column("status_on", sa.Date(), nullable=False),
        sa.Column("resolved_on", sa.Date(), nullable=True),
        sa.Column("result_note", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["iom_case.id"], name=op.f("fk_proceeding_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proceeding")),
    )
    op.create_index(op.f("ix_proceeding_case_id"), "proceeding", ["case_id"])

    op.create_table(
        "support",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("need_code", sa.String(length=40), nullable=False),
        sa.Column("kind_code", sa.String(length=40), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("given_by", sa.Text(), nullable=False),
        sa.Column("agency", sa.String(length=20), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["iom_case.id"], name=op.f("fk_support_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support")),
    )
    op.create_index(op.f("ix_support_case_id"), "support", ["case_id"])

    op.create_table(
        "appointment_move",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("appointment_id", sa.String(length=32), nullable=False),
        sa.Column("from_at", sa.DateTime(), nullable=False),
        sa.Column("from_minutes", sa.Integer(), nullable=False),
        sa.Column("from_place", sa.Text(), nullable=False),
        sa.Column("to_at", sa.DateTime(), nullable=False),
        sa.Column("to_minutes", sa.Integer(), nullable=False),
        sa.Column("to_place", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_appointment_move_appointment_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["iom_case.id"], name=op.f("fk_appointment_move_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment_move")),
    )
    op.create_index(op.f("ix_appointment_move_appointment_id"), "appointment_move", ["appointment_id"])
    op.create_index(op.f("ix_appointment_move_case_id"), "appointment_move", ["case_id"])

    op.create_table(
        "enforcement_step",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("appointment_id", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("evidence_by", sa.Date(), nullable=True),
        sa.Column("respond_by", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("settled_note", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_enforcement_step_appointment_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["iom_case.id"], name=op.f("fk_enforcement_step_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enforcement_step")),
    )
    op.create_index(op.f("ix_enforcement_step_appointment_id"), "enforcement_step", ["appointment_id"])
    op.create_index(op.f("ix_enforcement_step_case_id"), "enforcement_step", ["case_id"])
    op.create_index(op.f("ix_enforcement_step_respond_by"), "enforcement_step", ["respond_by"])

    op.create_table(
        "letter",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("appointment_id", sa.String(length=32), nullable=True),
        sa.Column("template_code", sa.String(length=40), nullable=False),
        sa.Column("letter_format", sa.String(length=20), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("sent_by", sa.String(length=20), nullable=False),
        sa.Column("addressed_to", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_letter_appointment_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["iom_case.id"], name=op.f("fk_letter_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
    )
    op.create_index(op.f("ix_letter_appointment_id"), "letter", ["appointment_id"])
    op.create_index(op.f("ix_letter_case_id"), "letter", ["case_id"])

    op.add_column(
        "appointment", sa.Column("also_statutory", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column(
        "appointment", sa.Column("cancel_asked_by", sa.String(length=20), nullable=False, server_default="")
    )
    op.add_column(
        "appointment", sa.Column("source_key", sa.String(length=64), nullable=False, server_default="")
    )
    op.create_index("ix_appointment_outcome_code", "appointment", ["outcome_code", "starts_at", "case_id"])
    op.create_index(op.f("ix_appointment_source_key"), "appointment", ["source_key"])
    op.add_column(
        "person", sa.Column("letter_format", sa.String(length=20), nullable=False, server_default="standard")
    )
    # A column that refers to another table can be added in place only by the statement itself.
    op.execute(
        "ALTER TABLE service_access ADD COLUMN provider_service_id VARCHAR(32) "
        "CONSTRAINT fk_service_access_provider_service_id REFERENCES provider_service (id)"
    )
    op.add_column("service_access", sa.Column("wanted_on", sa.Date(), nullable=True))
    op.add_column("service_access", sa.Column("engaged_on", sa.Date(), nullable=True))
    op.add_column("service_access", sa.Column("rung_records", sa.JSON(), nullable=False, server_default="[]"))
    op.create_index(op.f("ix_service_access_provider_service_id"), "service_access", ["provider_service_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_service_access_provider_service_id"), "service_access")
    with op.batch_alter_table("service_access") as batch_op:
        for column in ("rung_records", "engaged_on", "wanted_on", "provider_service_id"):
            batch_op.drop_column(column)
    op.drop_column("person", "letter_format")
    op.drop_index(op.f("ix_appointment_source_key"), "appointment")
    op.drop_index("ix_appointment_outcome_code", "appointment")
    for column in ("source_key", "cancel_asked_by", "also_statutory"):
        op.drop_column("appointment", column)
    for table in _TABLES:
        op.drop_table(table)
