"""Rotation of keys, and the keys of notes in the log"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


_WORDS = (
    ("adjudication", "question", False),
    ("adjudication", "ruling", True),
    ("adjudication", "basis", True),
    ("merge", "reason", False),
    ("termination_request", "explanation", False),
    ("termination_request", "decision_reason", True),
    ("case_correction", "reason", False),
    ("return_request", "explanation", False),
    ("return_request", "basis", False),
    ("return_request", "decision_reason", True),
    ("extension_request", "explanation", False),
    ("extension_request", "decision_reason", True),
    ("feedback", "unresolved_reason", True),
    ("feedback", "decision_reason", True),
    ("commitment", "text", False),
    ("finding", "reason", False),
)
"""Table, column, and whether it could be null. `hotline keys seal-text` moves what they hold: only the server has the key."""

_COMMENT = "what was written before it was sealed"


def upgrade() -> None:
    for table, name, nullable in _WORDS:
        op.alter_column(
            table, name, existing_type=sa.Text(), nullable=True, existing_nullable=nullable, comment=_COMMENT
        )
        op.add_column(table, sa.Column(f"{name}_sealed", sa.LargeBinary(), nullable=True))
        op.add_column(table, sa.Column(f"{name}_mask", sa.Text(), nullable=True))
    op.create_table(
        "derivation_key",
        sa.Column("purpose", sa.Text(), nullable=False, comment="`main`: blind indexes, cursors, signed heads"),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("purpose", name=op.f("pk_derivation_key")),
    )
    op.create_table(
        "key_rotation",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False, comment="ROOT or CASES"),
        sa.Column("step", sa.Text(), nullable=False, comment="of CASES: PUBLISH, then RESEAL"),
        sa.Column("holder", sa.Text(), nullable=True, comment="the table that is gone through"),
        sa.Column("cursor", sa.UUID(), nullable=True, comment="the last of its rows that is done"),
        sa.Column("upto", sa.UUID(), nullable=False, comment="rows born later have fresh keys"),
        sa.Column("done", sa.BigInteger(), nullable=False, comment="keys that were changed"),
        sa.Column("begun_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("published_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("ended_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_rotation")),
    )
    op.create_table(
        "log_note",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("key_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("key_mask", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_log_note_case_id_case_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_note")),
    )
    op.create_index("ix_log_note_case_id", "log_note", ["case_id"])


def downgrade() -> None:
    for table, name, nullable in reversed(_WORDS):
        # Nothing can be opened here: the mask tells that there was a text. Who wants the text goes back to a backup.
        least = "null" if nullable else "''"
        op.execute(f"update {table} set {name} = coalesce({name}, {name}_mask, {least})")  # noqa: S608 - our own names
        op.drop_column(table, f"{name}_mask")
        op.drop_column(table, f"{name}_sealed")
        op.alter_column(table, name, existing_type=sa.Text(), nullable=nullable, existing_nullable=True, comment=None)
    op.drop_index("ix_log_note_case_id", table_name="log_note")
    op.drop_table("log_note")
    op.drop_table("key_rotation")
    op.drop_table("derivation_key")
