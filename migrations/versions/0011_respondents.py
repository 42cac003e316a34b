"""The unit a report is about"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "case_file",
        sa.Column(
            "respondent_path",
            sa.Text(collation="C"),
            nullable=False,
            server_default="",
            comment="the unit a report is about, which is told nothing of it; empty if there is none",
        ),
    )
    op.create_index(
        "ix_case_file_respondent_path",
        "case_file",
        ["respondent_path"],
        postgresql_where=sa.text("respondent_path <> ''"),
    )


def downgrade() -> None:
    op.drop_index("ix_case_file_respondent_path", "case_file")
    op.drop_column("case_file", "respondent_path")
