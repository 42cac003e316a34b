"""Texts that were still kept plain: companies, bases, details, reasons of a dispatch"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_DETAIL = "the line called, the statutory channel, the kind of secret, the competent place"
_WORDS = (
    ("reporter", "company", True, None),
    ("triage", "detail", True, _DETAIL),
    ("triage", "basis", True, None),
    ("assignment", "basis", False, None),
)
"""Table, column, whether it could be null and what it said. `hotline keys seal-text` moves what they hold."""

_COMMENT = "what was written before it was sealed"
_TRACE = "why this unit: the catalogue's trace, in ids and codes"
_TRACE_BEFORE = "why this unit: the catalogue's trace or the dispatcher's reason"
_SAYS = (
    ("key_rotation", "level", "ROOT or CASES", "CASES or INDEXES"),
    (
        "key_rotation",
        "step",
        "of CASES: PUBLISH, then RESEAL",
        "of CASES: PUBLISH, then RESEAL; of INDEXES: ANNOUNCE, then RELINK",
    ),
    (
        "derivation_key",
        "purpose",
        "`main`: blind indexes, cursors, signed heads",
        "`main`: blind indexes, cursors, signed heads; `index|number|suite`: a link of the blind indexes",
    ),
)


def upgrade() -> None:
    for table, name, nullable, before in _WORDS:
        op.alter_column(
            table, name, existing_type=sa.Text(), nullable=True, existing_nullable=nullable, comment=_COMMENT,
            existing_comment=before,
        )  # fmt: skip
        _add(table, name)
    op.add_column("assignment", sa.Column("reason", sa.Text(), nullable=True, comment=_COMMENT))
    _add("assignment", "reason")
    op.add_column("reporter", sa.Column("company_index", sa.LargeBinary(), nullable=True))
    op.alter_column(
        "assignment", "proposal", existing_type=postgresql.JSONB(), existing_nullable=False, comment=_TRACE,
        existing_comment=_TRACE_BEFORE,
    )  # fmt: skip
    for table, name, before, now in _SAYS:
        op.alter_column(
            table, name, existing_type=sa.Text(), existing_nullable=False, comment=now, existing_comment=before
        )


def downgrade() -> None:
    for table, name, before, now in _SAYS:
        op.alter_column(
            table, name, existing_type=sa.Text(), existing_nullable=False, comment=before, existing_comment=now
        )
    op.alter_column(
        "assignment", "proposal", existing_type=postgresql.JSONB(), existing_nullable=False, comment=_TRACE_BEFORE,
        existing_comment=_TRACE,
    )  # fmt: skip
    op.drop_column("reporter", "company_index")
    _drop("assignment", "reason")
    op.drop_column("assignment", "reason")
    for table, name, nullable, before in reversed(_WORDS):
        # Nothing can be opened here: the mask tells that there was a text. Who wants the text goes back to a backup.
        least = "null" if nullable else "''"
        op.execute(f"update {table} set {name} = coalesce({name}, {name}_mask, {least})")  # noqa: S608 - our own names
        _drop(table, name)
        op.alter_column(
            table, name, existing_type=sa.Text(), nullable=nullable, existing_nullable=True, comment=before,
            existing_comment=_COMMENT,
        )  # fmt: skip


def _add(table: str, name: str) -> None:
    op.add_column(table, sa.Column(f"{name}_sealed", sa.LargeBinary(), nullable=True))
    op.add_column(table, sa.Column(f"{name}_mask", sa.Text(), nullable=True))


def _drop(table: str, name: str) -> None:
    op.drop_column(table, f"{name}_mask")
    op.drop_column(table, f"{name}_sealed")
