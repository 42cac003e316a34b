"""The switches of plug-ins, and how far each has read the log"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plugin_cursor",
        sa.Column("plugin", sa.Text(), nullable=False),
        sa.Column("pos", sa.BigInteger(), nullable=False, comment="the last position of event_log it has passed"),
        sa.Column("minute_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("plugin", name=op.f("pk_plugin_cursor")),
    )
    op.create_table(
        "plugin_district",
        sa.Column("plugin", sa.Text(), nullable=False),
        sa.Column("district", sa.CHAR(length=6), nullable=False),
        sa.PrimaryKeyConstraint("plugin", "district", name=op.f("pk_plugin_district")),
    )
    op.create_table(
        "plugin_switch",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("district", sa.CHAR(length=6), nullable=False),
        sa.Column("plugin", sa.Text(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.UUID(), nullable=False, comment="account id; all zeros for the command line"),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column(
            "number",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="drawn under the table's lock",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plugin_switch")),
        sa.UniqueConstraint("number", name=op.f("uq_plugin_switch_number")),
    )
    op.create_index(
        "ix_plugin_switch_newest",
        "plugin_switch",
        ["district", "plugin", sa.literal_column("number DESC")],
        unique=False,
    )
    op.create_table(
        "plugin_effect",
        sa.Column("plugin", sa.Text(), nullable=False),
        sa.Column("pos", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.UUID(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="WAITING or DEAD"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column(
            "fault", sa.Text(), nullable=True, comment="type of the exception, and where in the plug-in; never its text"
        ),
        sa.Column("next_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("failed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_plugin_effect_case_id_case_file")),
        sa.PrimaryKeyConstraint("plugin", "pos", name=op.f("pk_plugin_effect")),
    )
    op.create_index("ix_plugin_effect_case_id", "plugin_effect", ["case_id"], unique=False)
    op.create_index(
        "ix_plugin_effect_waiting",
        "plugin_effect",
        ["next_at"],
        unique=False,
        postgresql_where=sa.text("state = 'WAITING'"),
    )


def downgrade() -> None:
    op.drop_index("ix_plugin_effect_waiting", table_name="plugin_effect", postgresql_where=sa.text("state = 'WAITING'"))
    op.drop_index("ix_plugin_effect_case_id", table_name="plugin_effect")
    op.drop_table("plugin_effect")
    op.drop_index("ix_plugin_switch_newest", table_name="plugin_switch")
    op.drop_table("plugin_switch")
    op.drop_table("plugin_district")
    op.drop_table("plugin_cursor")
