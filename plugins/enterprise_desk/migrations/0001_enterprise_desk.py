"""The enterprise desk's tables"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "enterprise_desk_enterprise",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("credit_code", sa.CHAR(length=18), nullable=False, comment="GB 32100-2015, checked"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("industry", sa.CHAR(length=1), nullable=False, comment="section of GB/T 4754, A to T"),
        sa.Column("size", sa.Text(), nullable=False, comment="MICRO, SMALL, MEDIUM or LARGE"),
        sa.Column("district", sa.Text(), nullable=False),
        sa.Column("district_path", sa.Text(collation="C"), nullable=False),
        sa.Column("gate", sa.CHAR(length=6), nullable=False, comment="the six-digit code that switches the plug-in"),
        sa.Column(
            "case_key", sa.LargeBinary(), nullable=False, comment="wrapped key of the contact, made like a case's"
        ),
        sa.Column("contact_name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("contact_name_mask", sa.Text(), nullable=True),
        sa.Column("contact_phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("contact_phone_mask", sa.Text(), nullable=True),
        sa.Column("registered_by", sa.UUID(), nullable=False),
        sa.Column("registered_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("changed_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["district"], ["district.code"], name=op.f("fk_enterprise_desk_enterprise_district_district")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_desk_enterprise")),
        sa.UniqueConstraint("credit_code", name=op.f("uq_enterprise_desk_enterprise_credit_code")),
    )
    op.create_index(
        "ix_enterprise_desk_enterprise_place",
        "enterprise_desk_enterprise",
        ["district_path", "name", "id"],
        unique=False,
    )
    op.create_table(
        "enterprise_desk_revision",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("enterprise_id", sa.UUID(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("industry", sa.CHAR(length=1), nullable=False),
        sa.Column("size", sa.Text(), nullable=False),
        sa.Column("district", sa.Text(), nullable=False),
        sa.Column("by", sa.UUID(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["district"], ["district.code"], name=op.f("fk_enterprise_desk_revision_district_district")
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise_desk_enterprise.id"], name="fk_enterprise_desk_revision_enterprise"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_desk_revision")),
        sa.UniqueConstraint("enterprise_id", "version", name=op.f("uq_enterprise_desk_revision_enterprise_id_version")),
    )
    op.create_table(
        "enterprise_desk_identification",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("enterprise_id", sa.UUID(), nullable=False),
        sa.Column("profile_version", sa.Integer(), nullable=False),
        sa.Column("credit_code", sa.CHAR(length=18), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("industry", sa.CHAR(length=1), nullable=False),
        sa.Column("size", sa.Text(), nullable=False),
        sa.Column("district", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False, comment="DESK, or RECOGNISED by the caller"),
        sa.Column("by", sa.UUID(), nullable=True),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_enterprise_desk_identification_case_id_case_file")
        ),
        sa.ForeignKeyConstraint(
            ["district"], ["district.code"], name=op.f("fk_enterprise_desk_identification_district_district")
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise_desk_enterprise.id"], name="fk_enterprise_desk_identification_enterprise"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_desk_identification")),
        sa.UniqueConstraint("case_id", name=op.f("uq_enterprise_desk_identification_case_id")),
    )
    op.create_index(
        "ix_enterprise_desk_identification_enterprise_id",
        "enterprise_desk_identification",
        ["enterprise_id", "at"],
        unique=False,
    )
    op.create_table(
        "enterprise_desk_feedback",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("round", sa.SmallInteger(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False, comment="code of contact_method"),
        sa.Column("told_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("told_mask", sa.Text(), nullable=True),
        sa.Column("by", sa.UUID(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_enterprise_desk_feedback_case_id_case_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_desk_feedback")),
    )
    op.create_index(op.f("ix_enterprise_desk_feedback_case_id"), "enterprise_desk_feedback", ["case_id"], unique=False)
    op.create_table(
        "enterprise_desk_measure",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("issuing_unit_id", sa.UUID(), nullable=False),
        sa.Column("industries", postgresql.ARRAY(sa.Text()), nullable=False, comment="empty: every industry"),
        sa.Column("sizes", postgresql.ARRAY(sa.Text()), nullable=False, comment="empty: every size"),
        sa.Column(
            "districts",
            postgresql.ARRAY(sa.Text()),
            nullable=False,
            comment="codes, each with what lies below; empty: everywhere",
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True, comment="the last day"),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("benefit", sa.Text(), nullable=False),
        sa.Column("by", sa.UUID(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("withdrawn_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint(
            "valid_to is null or valid_from <= valid_to", name=op.f("ck_enterprise_desk_measure_period")
        ),
        sa.ForeignKeyConstraint(
            ["issuing_unit_id"], ["unit.id"], name=op.f("fk_enterprise_desk_measure_issuing_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_desk_measure")),
    )
    op.create_index("ix_enterprise_desk_measure_valid", "enterprise_desk_measure", ["valid_from", "id"], unique=False)
    op.create_table(
        "enterprise_desk_coordination",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="OPEN, CONCLUDED or ENDED"),
        sa.Column("lead_unit_id", sa.UUID(), nullable=False),
        sa.Column("matter_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("matter_mask", sa.Text(), nullable=True),
        sa.Column("due_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("opened_by", sa.UUID(), nullable=False),
        sa.Column("opened_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True, comment="how it was concluded"),
        sa.Column("conclusion_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("conclusion_mask", sa.Text(), nullable=True),
        sa.Column("concluded_by", sa.UUID(), nullable=True),
        sa.Column("ended_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_enterprise_desk_coordination_case_id_case_file")
        ),
        sa.ForeignKeyConstraint(
            ["lead_unit_id"], ["unit.id"], name=op.f("fk_enterprise_desk_coordination_lead_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_desk_coordination")),
    )
    op.create_index(
        op.f("ix_enterprise_desk_coordination_case_id"), "enterprise_desk_coordination", ["case_id"], unique=False
    )
    op.create_index(
        "uq_enterprise_desk_coordination_open",
        "enterprise_desk_coordination",
        ["case_id"],
        unique=True,
        postgresql_where=sa.text("state = 'OPEN'"),
    )
    op.create_table(
        "enterprise_desk_participant",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("coordination_id", sa.UUID(), nullable=False),
        sa.Column("unit_id", sa.UUID(), nullable=False),
        sa.Column("unit_path", sa.Text(collation="C"), nullable=False),
        sa.Column("leads", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_enterprise_desk_participant_case_id_case_file")
        ),
        sa.ForeignKeyConstraint(
            ["coordination_id"], ["enterprise_desk_coordination.id"], name="fk_enterprise_desk_participant_coordination"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_enterprise_desk_participant_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_desk_participant")),
        sa.UniqueConstraint(
            "coordination_id", "unit_id", name=op.f("uq_enterprise_desk_participant_coordination_id_unit_id")
        ),
    )
    op.create_index(
        op.f("ix_enterprise_desk_participant_case_id"), "enterprise_desk_participant", ["case_id"], unique=False
    )
    op.create_table(
        "enterprise_desk_task",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("coordination_id", sa.UUID(), nullable=False),
        sa.Column("unit_id", sa.UUID(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("content_mask", sa.Text(), nullable=True),
        sa.Column("due_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("given_by", sa.UUID(), nullable=False),
        sa.Column("given_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("result_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("result_mask", sa.Text(), nullable=True),
        sa.Column("done_by", sa.UUID(), nullable=True),
        sa.Column("done_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_enterprise_desk_task_case_id_case_file")),
        sa.ForeignKeyConstraint(
            ["coordination_id"], ["enterprise_desk_coordination.id"], name="fk_enterprise_desk_task_coordination"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_enterprise_desk_task_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_desk_task")),
    )
    op.create_index(op.f("ix_enterprise_desk_task_case_id"), "enterprise_desk_task", ["case_id"], unique=False)
    op.create_index(
        op.f("ix_enterprise_desk_task_coordination_id"), "enterprise_desk_task", ["coordination_id"], unique=False
    )
    op.create_table(
        "enterprise_desk_opinion",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("coordination_id", sa.UUID(), nullable=False),
        sa.Column("unit_id", sa.UUID(), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("opinion_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("opinion_mask", sa.Text(), nullable=True),
        sa.Column("by", sa.UUID(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_enterprise_desk_opinion_case_id_case_file")
        ),
        sa.ForeignKeyConstraint(
            ["coordination_id"], ["enterprise_desk_coordination.id"], name="fk_enterprise_desk_opinion_coordination"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_enterprise_desk_opinion_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_desk_opinion")),
    )
    op.create_index(op.f("ix_enterprise_desk_opinion_case_id"), "enterprise_desk_opinion", ["case_id"], unique=False)
    op.create_index(
        op.f("ix_enterprise_desk_opinion_coordination_id"), "enterprise_desk_opinion", ["coordination_id"], unique=False
    )
    op.create_table(
        "enterprise_desk_follow_up",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("round", sa.SmallInteger(), nullable=False, comment="the round that was closed"),
        sa.Column("closed_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("due_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("raised_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("visited_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("method", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("note_mask", sa.Text(), nullable=True),
        sa.Column("recorded_by", sa.UUID(), nullable=True),
        sa.Column("recorded_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("dropped_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_enterprise_desk_follow_up_case_id_case_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_desk_follow_up")),
        sa.UniqueConstraint("case_id", "round", name=op.f("uq_enterprise_desk_follow_up_case_id_round")),
    )
    op.create_index("ix_enterprise_desk_follow_up_due", "enterprise_desk_follow_up", ["due_at", "id"], unique=False)
    op.create_index(
        "ix_enterprise_desk_follow_up_open",
        "enterprise_desk_follow_up",
        ["due_at", "id"],
        unique=False,
        postgresql_where=sa.text("recorded_at IS NULL AND dropped_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("enterprise_desk_follow_up")
    op.drop_table("enterprise_desk_opinion")
    op.drop_table("enterprise_desk_task")
    op.drop_table("enterprise_desk_participant")
    op.drop_table("enterprise_desk_coordination")
    op.drop_table("enterprise_desk_measure")
    op.drop_table("enterprise_desk_feedback")
    op.drop_table("enterprise_desk_identification")
    op.drop_table("enterprise_desk_revision")
    op.drop_table("enterprise_desk_enterprise")
