"""Counters of cases and assignments; the first server that starts fills them"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def _keys() -> list[sa.Column[object]]:
    return [
        sa.Column("subject", sa.Text(), nullable=False, comment="CASE or ASSIGNMENT"),
        sa.Column(
            "place", sa.Text(collation="C"), nullable=False, comment="path of the case's district, or of the unit"
        ),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="the case's"),
        sa.Column(
            "secrecy",
            sa.SmallInteger(),
            nullable=False,
            comment="the case's, 0 to 2: what is kept closer is not counted",
        ),
        sa.Column("due_on", sa.Date(), nullable=True, comment="the local date of what is due next; null if nothing is"),
    ]


def upgrade() -> None:
    op.create_table("counter", *_keys(), sa.Column("n", sa.BigInteger(), nullable=False))
    op.create_index(
        "uq_counter_sort",
        "counter",
        ["subject", "place", "state", "kind", "secrecy", "due_on"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "counted",
        sa.Column("id", sa.UUID(), nullable=False),
        *_keys(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counted")),
    )
    op.create_table(
        "counter_cursor",
        sa.Column("name", sa.Text(), nullable=False, comment="main"),
        sa.Column("pos", sa.BigInteger(), nullable=False, comment="every event up to it is counted"),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counter_cursor")),
    )


def downgrade() -> None:
    op.drop_table("counter_cursor")
    op.drop_table("counted")
    op.drop_index("uq_counter_sort", table_name="counter")
    op.drop_table("counter")
