"""Service areas, duty rosters, tickets with their leases, and outage notices"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "utility_queues_service_area",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.UUID(), nullable=False),
        sa.Column("utility", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=True, comment="only this part of the utility; the whole if null"),
        sa.Column("district", sa.Text(), nullable=False),
        sa.Column("district_path", sa.Text(collation="C"), nullable=False),
        sa.Column("gate", sa.CHAR(length=6), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False, comment="why the company serves the place: concession, by-law"),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True, comment="the last day it applies"),
        sa.Column("by", sa.UUID(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["category"], ["category.code"], name=op.f("fk_utility_queues_service_area_category_category")
        ),
        sa.ForeignKeyConstraint(
            ["district"], ["district.code"], name=op.f("fk_utility_queues_service_area_district_district")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_utility_queues_service_area_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_utility_queues_service_area")),
    )
    op.create_index(
        "ix_utility_queues_service_area_place", "utility_queues_service_area", ["district", "utility"], unique=False
    )
    op.create_index(
        op.f("ix_utility_queues_service_area_unit_id"), "utility_queues_service_area", ["unit_id"], unique=False
    )
    op.create_table(
        "utility_queues_roster",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.UUID(), nullable=False),
        sa.Column("unit_path", sa.Text(collation="C"), nullable=False),
        sa.Column("district_path", sa.Text(collation="C"), nullable=False, comment="of the company's seat"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_utility_queues_roster_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_utility_queues_roster")),
        sa.UniqueConstraint("unit_id", name=op.f("uq_utility_queues_roster_unit_id")),
    )
    op.create_table(
        "utility_queues_shift",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("roster_id", sa.UUID(), nullable=False),
        sa.Column("line", sa.SmallInteger(), nullable=False, comment="1 answers first, further ones are its deputies"),
        sa.Column("weekday", sa.SmallInteger(), nullable=False, comment="0 Monday to 6 Sunday, local"),
        sa.Column("starts", sa.SmallInteger(), nullable=False, comment="minute of the local day"),
        sa.Column("minutes", sa.SmallInteger(), nullable=False, comment="how long; past midnight if it lasts so long"),
        sa.Column("account_id", sa.UUID(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True, comment="the last day it begins on"),
        sa.Column("by", sa.UUID(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_utility_queues_shift_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["roster_id"],
            ["utility_queues_roster.id"],
            name=op.f("fk_utility_queues_shift_roster_id_utility_queues_roster"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_utility_queues_shift")),
    )
    op.create_index(op.f("ix_utility_queues_shift_roster_id"), "utility_queues_shift", ["roster_id"], unique=False)
    op.create_table(
        "utility_queues_duty_override",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("roster_id", sa.UUID(), nullable=False),
        sa.Column("line", sa.SmallInteger(), nullable=False),
        sa.Column("starts_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("ends_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("account_id", sa.UUID(), nullable=True, comment="null: nobody"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.UUID(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_utility_queues_duty_override_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["roster_id"],
            ["utility_queues_roster.id"],
            name=op.f("fk_utility_queues_duty_override_roster_id_utility_queues_roster"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_utility_queues_duty_override")),
    )
    op.create_index(
        op.f("ix_utility_queues_duty_override_roster_id"), "utility_queues_duty_override", ["roster_id"], unique=False
    )
    op.create_table(
        "utility_queues_gap_alarm",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("unit_id", sa.UUID(), nullable=False),
        sa.Column("unit_path", sa.Text(collation="C"), nullable=False),
        sa.Column("district_path", sa.Text(collation="C"), nullable=False, comment="of the company's seat"),
        sa.Column("starts_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("ends_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("raised_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("closed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_utility_queues_gap_alarm_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_utility_queues_gap_alarm")),
    )
    op.create_index(
        "ix_utility_queues_gap_alarm_open",
        "utility_queues_gap_alarm",
        ["unit_id"],
        unique=False,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "utility_queues_ticket",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("assignment_id", sa.UUID(), nullable=False),
        sa.Column("unit_id", sa.UUID(), nullable=False),
        sa.Column("utility", sa.Text(), nullable=True, comment="of the case's category; null for another matter"),
        sa.Column(
            "state",
            sa.Text(),
            nullable=False,
            comment="READY, ACKNOWLEDGED, REPLIED or ENDED, as the assignment stands",
        ),
        sa.Column("made_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column(
            "lease_token",
            sa.Integer(),
            nullable=False,
            comment="raised by every claim: who has an older one writes nothing",
        ),
        sa.Column("lease_until", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("leased_by", sa.UUID(), nullable=True),
        sa.Column("first_claimed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("acknowledged_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("replied_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("ended_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_utility_queues_ticket_assignment_id_assignment")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_utility_queues_ticket_case_id_case_file")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_utility_queues_ticket_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_utility_queues_ticket")),
        sa.UniqueConstraint("assignment_id", name=op.f("uq_utility_queues_ticket_assignment_id")),
    )
    op.create_index(op.f("ix_utility_queues_ticket_case_id"), "utility_queues_ticket", ["case_id"], unique=False)
    op.create_index(
        "ix_utility_queues_ticket_queue", "utility_queues_ticket", ["unit_id", "state", "made_at", "id"], unique=False
    )
    op.create_index(
        "ix_utility_queues_ticket_ready",
        "utility_queues_ticket",
        ["made_at", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'READY'"),
    )
    op.create_table(
        "utility_queues_escalation",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("ticket_id", sa.UUID(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False, comment="NEXT_ON_DUTY or HOTLINE"),
        sa.Column("account_id", sa.UUID(), nullable=True, comment="who was next on duty, if anybody"),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_utility_queues_escalation_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["utility_queues_ticket.id"],
            name=op.f("fk_utility_queues_escalation_ticket_id_utility_queues_ticket"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_utility_queues_escalation")),
        sa.UniqueConstraint("ticket_id", "step", name=op.f("uq_utility_queues_escalation_ticket_id_step")),
    )
    op.create_table(
        "utility_queues_extension",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("assignment_id", sa.UUID(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False, comment="code of the set extension_reason"),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("citizen_told_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("by", sa.UUID(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True, comment="APPROVED or REJECTED"),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.UUID(), nullable=True),
        sa.Column("decided_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_utility_queues_extension_assignment_id_assignment")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_utility_queues_extension_case_id_case_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_utility_queues_extension")),
    )
    op.create_index(
        op.f("ix_utility_queues_extension_assignment_id"), "utility_queues_extension", ["assignment_id"], unique=False
    )
    op.create_index(op.f("ix_utility_queues_extension_case_id"), "utility_queues_extension", ["case_id"], unique=False)
    op.create_table(
        "utility_queues_outage",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.UUID(), nullable=False),
        sa.Column("unit_path", sa.Text(collation="C"), nullable=False),
        sa.Column("district_path", sa.Text(collation="C"), nullable=False, comment="of the company's seat"),
        sa.Column(
            "gate", sa.CHAR(length=6), nullable=False, comment="the district its areas lie in; the city if several"
        ),
        sa.Column("utility", sa.Text(), nullable=False),
        sa.Column(
            "categories", postgresql.ARRAY(sa.Text()), nullable=False, comment="what it explains, with what lies below"
        ),
        sa.Column("cause", sa.Text(), nullable=False, comment="code of the set utility_queues_cause"),
        sa.Column("planned", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True, comment="what the public is told besides"),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("starts_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("expected_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("restored_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("master_id", sa.UUID(), nullable=True, comment="the first matching case"),
        sa.Column("by", sa.UUID(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["master_id"], ["case_file.id"], name=op.f("fk_utility_queues_outage_master_id_case_file")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_utility_queues_outage_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_utility_queues_outage")),
    )
    op.create_index(
        "ix_utility_queues_outage_open",
        "utility_queues_outage",
        ["utility"],
        unique=False,
        postgresql_where=sa.text("state = 'PUBLISHED'"),
    )
    op.create_table(
        "utility_queues_outage_area",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("outage_id", sa.UUID(), nullable=False),
        sa.Column("district", sa.Text(), nullable=False),
        sa.Column("district_path", sa.Text(collation="C"), nullable=False),
        sa.Column("gate", sa.CHAR(length=6), nullable=False),
        sa.Column("grid_code", sa.Text(), nullable=True, comment="only this grid cell of the place; the whole if null"),
        sa.ForeignKeyConstraint(
            ["district"], ["district.code"], name=op.f("fk_utility_queues_outage_area_district_district")
        ),
        sa.ForeignKeyConstraint(
            ["outage_id"],
            ["utility_queues_outage.id"],
            name=op.f("fk_utility_queues_outage_area_outage_id_utility_queues_outage"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_utility_queues_outage_area")),
    )
    op.create_index(
        op.f("ix_utility_queues_outage_area_outage_id"), "utility_queues_outage_area", ["outage_id"], unique=False
    )
    op.create_table(
        "utility_queues_outage_change",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("outage_id", sa.UUID(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="PUBLISHED, CHANGED or ENDED"),
        sa.Column(
            "fields", postgresql.JSONB(astext_type=sa.Text()), nullable=False, comment="{field: [before, after]}"
        ),
        sa.Column("by", sa.UUID(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["outage_id"],
            ["utility_queues_outage.id"],
            name=op.f("fk_utility_queues_outage_change_outage_id_utility_queues_outage"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_utility_queues_outage_change")),
        sa.UniqueConstraint("outage_id", "version", name=op.f("uq_utility_queues_outage_change_outage_id_version")),
    )
    op.create_table(
        "utility_queues_outage_case",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("outage_id", sa.UUID(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False, comment="MATCHED, MASTER, MERGED or LEFT"),
        sa.Column("matched_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("gathered_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_utility_queues_outage_case_case_id_case_file")
        ),
        sa.ForeignKeyConstraint(
            ["outage_id"],
            ["utility_queues_outage.id"],
            name=op.f("fk_utility_queues_outage_case_outage_id_utility_queues_outage"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_utility_queues_outage_case")),
        sa.UniqueConstraint("case_id", name=op.f("uq_utility_queues_outage_case_case_id")),
    )
    op.create_index(
        op.f("ix_utility_queues_outage_case_outage_id"), "utility_queues_outage_case", ["outage_id"], unique=False
    )


def downgrade() -> None:
    op.drop_table("utility_queues_outage_case")
    op.drop_table("utility_queues_outage_change")
    op.drop_table("utility_queues_outage_area")
    op.drop_table("utility_queues_outage")
    op.drop_table("utility_queues_extension")
    op.drop_table("utility_queues_escalation")
    op.drop_table("utility_queues_ticket")
    op.drop_table("utility_queues_gap_alarm")
    op.drop_table("utility_queues_duty_override")
    op.drop_table("utility_queues_shift")
    op.drop_table("utility_queues_roster")
    op.drop_table("utility_queues_service_area")
