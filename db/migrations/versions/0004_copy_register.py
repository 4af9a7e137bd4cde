"""Every paper on one copy register, with its check code; the leads' telephone numbers; indexes for Today.

The numbered copies of conference papers become entries of the register; they have no check code.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "document_copy",
        sa.Column("document", sa.String(length=20), nullable=False),
        sa.Column("series", sa.String(length=80), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("paper_version", sa.Text(), nullable=False),
        sa.Column("audience", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("large_print", sa.Boolean(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("check_code", sa.String(length=9), nullable=True),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=True),
        sa.Column("case_ids", sa.JSON(), nullable=False),
        sa.Column("conference_id", sa.String(length=32), nullable=True),
        sa.Column("plan_id", sa.String(length=32), nullable=True),
        sa.Column("plan_version", sa.Integer(), nullable=True),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("form", sa.String(length=20), nullable=False),
        sa.Column("means", sa.String(length=20), nullable=False),
        sa.Column("marking", sa.Text(), nullable=False),
        sa.Column("marking_reason", sa.Text(), nullable=False),
        sa.Column("due", sa.String(length=20), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("settled", sa.String(length=20), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("settled_note", sa.Text(), nullable=False),
        sa.Column("not_made", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["iom_case.id"], name=op.f("fk_document_copy_case_id")),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conference.id"], name=op.f("fk_document_copy_conference_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_copy")),
        sa.UniqueConstraint("check_code", name=op.f("uq_document_copy_check_code")),
    )
    op.create_index(op.f("ix_document_copy_case_id"), "document_copy", ["case_id"], unique=False)
    op.create_index(op.f("ix_document_copy_conference_id"), "document_copy", ["conference_id"], unique=False)
    op.create_index(
        "ix_document_copy_owed",
        "document_copy",
        ["due_on", "id"],
        unique=False,
        sqlite_where=sa.text("settled = '' AND due <> ''"),
    )
    op.create_index("ix_document_copy_series_number", "document_copy", ["series", "number"], unique=True)
    op.execute(
        "INSERT INTO document_copy (document, series, title, paper_version, audience, language, large_print, number, "
        "copies, check_code, content, case_id, case_ids, conference_id, plan_id, plan_version, recipient, purpose, "
        "form, means, marking, marking_reason, due, due_on, settled, settled_on, settled_note, not_made, "
        "id, version, made_at, made_by, changed_at, changed_by) "
        "SELECT pack_copy.document, pack_copy.document || ':' || pack_copy.conference_id, "
        "CASE pack_copy.document WHEN 'pack' THEN 'Conference pack' WHEN 'minutes' THEN 'Conference minutes' "
        "ELSE 'Conference action list' END, '', pack_copy.audience, 'en', 0, pack_copy.number, pack_copy.number, "
        "NULL, '', NULL, '[]', pack_copy.conference_id, NULL, NULL, pack_copy.recipients, '', 'saved', '', "
        "'OFFICIAL-SENSITIVE', '', '', NULL, '', NULL, '', 0, pack_copy.id, pack_copy.version, pack_copy.made_at, "
        "pack_copy.made_by, pack_copy.changed_at, pack_copy.changed_by FROM pack_copy"
    )
    op.drop_index(op.f("ix_pack_copy_conference_id"), table_name="pack_copy")
    op.drop_table("pack_copy")
    op.add_column("iom_case", sa.Column("police_phone", sa.Text(), nullable=False, server_default=""))
    op.add_column("iom_case", sa.Column("probation_phone", sa.Text(), nullable=False, server_default=""))
    op.create_index(op.f("ix_marac_next_on"), "marac", ["next_on"], unique=False)
    op.create_index(
        op.f("ix_safeguarding_check_answered_on"), "safeguarding_check", ["answered_on"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_safeguarding_check_answered_on"), "safeguarding_check")
    op.drop_index(op.f("ix_marac_next_on"), "marac")
    for column in ("probation_phone", "police_phone"):
        op.drop_column("iom_case", column)
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
    op.execute(
        "INSERT INTO pack_copy (conference_id, document, audience, number, recipients, id, version, made_at, made_by, "
        "changed_at, changed_by) SELECT conference_id, document, audience, number, recipient, id, version, made_at, "
        "made_by, changed_at, changed_by FROM document_copy WHERE document IN ('pack', 'minutes', 'actions')"
    )
    op.drop_table("document_copy")
