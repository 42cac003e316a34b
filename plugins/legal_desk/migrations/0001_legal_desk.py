"""The legal desk's tables"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "legal_desk_consultation",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="WAITING, ASSIGNED, CLOSED, RETURNED or CANCELLED"),
        sa.Column("source", sa.Text(), nullable=False, comment="REFERRED by a person, or AUTOMATIC by the category"),
        sa.Column("reason", sa.Text(), nullable=False, comment="code of the set legal_desk_reason"),
        sa.Column("matter", sa.Text(), nullable=False, comment="code of the set legal_desk_matter"),
        sa.Column("question_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("question_mask", sa.Text(), nullable=True),
        sa.Column("referred_by", sa.UUID(), nullable=False, comment="all zeros for the system"),
        sa.Column("referred_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("lawyer_id", sa.UUID(), nullable=True),
        sa.Column("assigned_by", sa.UUID(), nullable=True, comment="all zeros for the system"),
        sa.Column("assigned_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("clock_id", sa.UUID(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True, comment="code of the set legal_desk_outcome"),
        sa.Column("return_reason", sa.Text(), nullable=True, comment="code of the set legal_desk_return_reason"),
        sa.Column("return_note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("return_note_mask", sa.Text(), nullable=True),
        sa.Column("ended_by", sa.UUID(), nullable=True),
        sa.Column("ended_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_legal_desk_consultation_case_id_case_file")
        ),
        sa.ForeignKeyConstraint(
            ["clock_id"],
            ["clock.id"],
            name=op.f("fk_legal_desk_consultation_clock_id_clock"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["lawyer_id"], ["account.id"], name=op.f("fk_legal_desk_consultation_lawyer_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_desk_consultation")),
    )
    op.create_index(op.f("ix_legal_desk_consultation_case_id"), "legal_desk_consultation", ["case_id"], unique=False)
    op.create_index(
        "ix_legal_desk_consultation_lawyer", "legal_desk_consultation", ["lawyer_id", "assigned_at"], unique=False
    )
    op.create_index(
        "ix_legal_desk_consultation_queue", "legal_desk_consultation", ["state", "referred_at", "id"], unique=False
    )
    op.create_index(
        "uq_legal_desk_consultation_open",
        "legal_desk_consultation",
        ["case_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "legal_desk_template",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("district", sa.Text(), nullable=False),
        sa.Column("district_path", sa.Text(collation="C"), nullable=False),
        sa.Column("gate", sa.Text(), nullable=False, comment="six-digit code of the district that switches plug-ins"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("by", sa.UUID(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("retired_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["district"], ["district.code"], name=op.f("fk_legal_desk_template_district_district")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_desk_template")),
    )
    op.create_index("ix_legal_desk_template_name", "legal_desk_template", ["name", "id"], unique=False)
    op.create_table(
        "legal_desk_opinion",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("consultation_id", sa.UUID(), nullable=False),
        sa.Column(
            "number", sa.SmallInteger(), nullable=False, comment="1 for the first; the highest is the one in force"
        ),
        sa.Column("template_id", sa.UUID(), nullable=True),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("content_mask", sa.Text(), nullable=True),
        sa.Column("by", sa.UUID(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_legal_desk_opinion_case_id_case_file")),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["legal_desk_consultation.id"],
            name=op.f("fk_legal_desk_opinion_consultation_id_legal_desk_consultation"),
        ),
        sa.ForeignKeyConstraint(
            ["template_id"],
            ["legal_desk_template.id"],
            name=op.f("fk_legal_desk_opinion_template_id_legal_desk_template"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_desk_opinion")),
        sa.UniqueConstraint("consultation_id", "number", name=op.f("uq_legal_desk_opinion_consultation_id_number")),
    )
    op.create_index(op.f("ix_legal_desk_opinion_case_id"), "legal_desk_opinion", ["case_id"], unique=False)
    op.create_index(
        op.f("ix_legal_desk_opinion_consultation_id"), "legal_desk_opinion", ["consultation_id"], unique=False
    )
    op.create_table(
        "legal_desk_provision",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("opinion_id", sa.UUID(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("article", sa.Text(), nullable=False),
        sa.Column("quotation", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_legal_desk_provision_case_id_case_file")),
        sa.ForeignKeyConstraint(
            ["opinion_id"],
            ["legal_desk_opinion.id"],
            name=op.f("fk_legal_desk_provision_opinion_id_legal_desk_opinion"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_desk_provision")),
        sa.UniqueConstraint("opinion_id", "position", name=op.f("uq_legal_desk_provision_opinion_id_position")),
    )
    op.create_index(op.f("ix_legal_desk_provision_case_id"), "legal_desk_provision", ["case_id"], unique=False)
    op.create_table(
        "legal_desk_advice",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("consultation_id", sa.UUID(), nullable=False),
        sa.Column("opinion_id", sa.UUID(), nullable=False),
        sa.Column("told_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("told_mask", sa.Text(), nullable=True),
        sa.Column("method", sa.Text(), nullable=False, comment="code of the set contact_method"),
        sa.Column("told_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column(
            "answered_case", sa.Boolean(), nullable=False, comment="whether the case itself was answered with it"
        ),
        sa.Column("by", sa.UUID(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_legal_desk_advice_case_id_case_file")),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["legal_desk_consultation.id"],
            name=op.f("fk_legal_desk_advice_consultation_id_legal_desk_consultation"),
        ),
        sa.ForeignKeyConstraint(
            ["opinion_id"], ["legal_desk_opinion.id"], name=op.f("fk_legal_desk_advice_opinion_id_legal_desk_opinion")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_desk_advice")),
        sa.UniqueConstraint("consultation_id", name=op.f("uq_legal_desk_advice_consultation_id")),
    )
    op.create_index(op.f("ix_legal_desk_advice_case_id"), "legal_desk_advice", ["case_id"], unique=False)
    op.create_table(
        "legal_desk_screening",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("consultation_id", sa.UUID(), nullable=False),
        sa.Column("matter", sa.Text(), nullable=False, comment="code of the set legal_desk_aid_matter"),
        sa.Column("means", sa.Text(), nullable=False, comment="code of the set legal_desk_aid_means"),
        sa.Column("belongs_here", sa.Boolean(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False, comment="ELIGIBLE, NOT_ELIGIBLE or REFER_TO_CENTRE"),
        sa.Column(
            "grounds", postgresql.ARRAY(sa.Text()), nullable=False, comment="codes of the set legal_desk_aid_ground"
        ),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("note_mask", sa.Text(), nullable=True),
        sa.Column("by", sa.UUID(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_legal_desk_screening_case_id_case_file")),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["legal_desk_consultation.id"],
            name=op.f("fk_legal_desk_screening_consultation_id_legal_desk_consultation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_desk_screening")),
    )
    op.create_index(op.f("ix_legal_desk_screening_case_id"), "legal_desk_screening", ["case_id"], unique=False)
    op.create_index(
        op.f("ix_legal_desk_screening_consultation_id"), "legal_desk_screening", ["consultation_id"], unique=False
    )
    op.create_table(
        "legal_desk_party",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("consultation_id", sa.UUID(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False, comment="code of the set legal_desk_side"),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("name_mask", sa.Text(), nullable=True),
        sa.Column("name_index", sa.LargeBinary(), nullable=True),
        sa.Column("by", sa.UUID(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_legal_desk_party_case_id_case_file")),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["legal_desk_consultation.id"],
            name=op.f("fk_legal_desk_party_consultation_id_legal_desk_consultation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_desk_party")),
    )
    op.create_index(op.f("ix_legal_desk_party_case_id"), "legal_desk_party", ["case_id"], unique=False)
    op.create_index(op.f("ix_legal_desk_party_consultation_id"), "legal_desk_party", ["consultation_id"], unique=False)
    op.create_index("ix_legal_desk_party_name_index", "legal_desk_party", ["name_index"], unique=False)
    op.create_table(
        "legal_desk_conflict",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("lawyer_id", sa.UUID(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=True, comment="with this case, or"),
        sa.Column(
            "party_kind", sa.Text(), nullable=True, comment="with this party: PHONE, IDENTITY_NO, NAME or COMPANY"
        ),
        sa.Column(
            "party_index",
            sa.LargeBinary(),
            nullable=True,
            comment="keyed, so that the party is recognised and not read",
        ),
        sa.Column("party_mask", sa.Text(), nullable=True),
        sa.Column("company", sa.Text(), nullable=True, comment="a company is known by its plain name"),
        sa.Column("ground", sa.Text(), nullable=False, comment="code of the set legal_desk_conflict_ground"),
        sa.Column("district", sa.Text(), nullable=False),
        sa.Column("district_path", sa.Text(collation="C"), nullable=False),
        sa.Column("gate", sa.Text(), nullable=False, comment="six-digit code of the district that switches plug-ins"),
        sa.Column("by", sa.UUID(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("lifted_by", sa.UUID(), nullable=True),
        sa.Column("lifted_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("lift_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(case_id is null) <> (party_kind is null)", name=op.f("ck_legal_desk_conflict_case_or_party")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_legal_desk_conflict_case_id_case_file")),
        sa.ForeignKeyConstraint(["district"], ["district.code"], name=op.f("fk_legal_desk_conflict_district_district")),
        sa.ForeignKeyConstraint(["lawyer_id"], ["account.id"], name=op.f("fk_legal_desk_conflict_lawyer_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_desk_conflict")),
    )
    op.create_index("ix_legal_desk_conflict_case_id", "legal_desk_conflict", ["case_id"], unique=False)
    op.create_index(
        "ix_legal_desk_conflict_lawyer_id",
        "legal_desk_conflict",
        ["lawyer_id"],
        unique=False,
        postgresql_where=sa.text("lifted_at IS NULL"),
    )
    op.create_table(
        "legal_desk_roster",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("lawyer_id", sa.UUID(), nullable=False),
        sa.Column("district", sa.Text(), nullable=False),
        sa.Column("district_path", sa.Text(collation="C"), nullable=False),
        sa.Column("gate", sa.Text(), nullable=False, comment="six-digit code of the district that switches plug-ins"),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=True),
        sa.Column(
            "weekdays",
            postgresql.ARRAY(sa.SmallInteger()),
            nullable=False,
            comment="1 Monday to 7; empty for every day",
        ),
        sa.Column("working_days_only", sa.Boolean(), nullable=False),
        sa.Column("begins", sa.SmallInteger(), nullable=False, comment="minute of the day"),
        sa.Column(
            "minutes", sa.SmallInteger(), nullable=False, comment="how long; past midnight it lasts into the next day"
        ),
        sa.Column("capacity", sa.SmallInteger(), nullable=False, comment="open consultations at most"),
        sa.Column("by", sa.UUID(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("ended_by", sa.UUID(), nullable=True),
        sa.Column("ended_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["district"], ["district.code"], name=op.f("fk_legal_desk_roster_district_district")),
        sa.ForeignKeyConstraint(["lawyer_id"], ["account.id"], name=op.f("fk_legal_desk_roster_lawyer_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_desk_roster")),
    )
    op.create_index("ix_legal_desk_roster_lawyer_id", "legal_desk_roster", ["lawyer_id"], unique=False)
    op.create_index(
        "ix_legal_desk_roster_live",
        "legal_desk_roster",
        ["gate"],
        unique=False,
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("legal_desk_roster")
    op.drop_table("legal_desk_conflict")
    op.drop_table("legal_desk_party")
    op.drop_table("legal_desk_screening")
    op.drop_table("legal_desk_advice")
    op.drop_table("legal_desk_provision")
    op.drop_table("legal_desk_opinion")
    op.drop_table("legal_desk_template")
    op.drop_table("legal_desk_consultation")
