"""Referrals, their persons, officers, steps, evidence, and the audit that nobody changes"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_REFUSE = """
create function discipline_referral_refuse() returns trigger language plpgsql as $$
begin
    raise exception 'the audit of referrals is append-only';
end $$
"""
_GUARD = """
create trigger discipline_referral_audit_append_only before update or delete on discipline_referral_audit
for each row execute function discipline_referral_refuse()
"""


def upgrade() -> None:
    op.create_table(
        "discipline_referral_chain_head",
        sa.Column("name", sa.Text(), nullable=False, comment="always `main`"),
        sa.Column("last_pos", sa.BigInteger(), nullable=False),
        sa.Column("chain", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_discipline_referral_chain_head")),
    )
    op.create_table(
        "discipline_referral_referral",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("district_path", sa.Text(collation="C"), nullable=False, comment="the case's"),
        sa.Column("gate", sa.CHAR(length=6), nullable=False, comment="the case's district, which switches the plug-in"),
        sa.Column(
            "agency_path", sa.Text(collation="C"), nullable=False, comment="the hotline agency's; no superior of a unit"
        ),
        sa.Column("unit_id", sa.UUID(), nullable=False, comment="the accused unit"),
        sa.Column("unit_path", sa.Text(collation="C"), nullable=False),
        sa.Column("organ", sa.Text(), nullable=False, comment="code of the discipline organ of the unit's level"),
        sa.Column("organ_name", sa.Text(), nullable=False),
        sa.Column("grounds", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("consequence", sa.Text(), nullable=True, comment="missing while only the system proposes"),
        sa.Column("trigger", sa.Text(), nullable=True, comment="why the system proposed it; none if a person did"),
        sa.Column("case_key", sa.LargeBinary(), nullable=False, comment="wrapped; the referral's own"),
        sa.Column("facts_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("facts_mask", sa.Text(), nullable=True),
        sa.Column("proposed_by", sa.UUID(), nullable=True, comment="none while only the system proposes"),
        sa.Column("reviewed_by", sa.UUID(), nullable=True),
        sa.Column("approved_by", sa.UUID(), nullable=True),
        sa.Column("receipt_no", sa.Text(), nullable=True, comment="the organ's own number"),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("transferred_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("received_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("concluded_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint(
            "consequence is not null or state in ('PROPOSED', 'REJECTED')",
            name=op.f("ck_discipline_referral_referral_consequence"),
        ),
        sa.CheckConstraint(
            "approved_by is null or approved_by <> proposed_by",
            name=op.f("ck_discipline_referral_referral_four_eyes_approval"),
        ),
        sa.CheckConstraint(
            "reviewed_by is null or reviewed_by <> proposed_by",
            name=op.f("ck_discipline_referral_referral_four_eyes_review"),
        ),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["account.id"], name=op.f("fk_discipline_referral_referral_approved_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_discipline_referral_referral_case_id_case_file")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["account.id"], name=op.f("fk_discipline_referral_referral_proposed_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by"], ["account.id"], name=op.f("fk_discipline_referral_referral_reviewed_by_account")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_discipline_referral_referral_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discipline_referral_referral")),
    )
    op.create_index(
        "ix_discipline_referral_referral_case_id", "discipline_referral_referral", ["case_id"], unique=False
    )
    op.create_index(
        "ix_discipline_referral_referral_created", "discipline_referral_referral", ["created_at", "id"], unique=False
    )
    op.create_index(
        "uq_discipline_referral_referral_trigger",
        "discipline_referral_referral",
        ["case_id", "unit_id", "trigger"],
        unique=True,
        postgresql_where=sa.text("trigger IS NOT NULL"),
    )
    op.create_table(
        "discipline_referral_audit",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("pos", sa.BigInteger(), nullable=False),
        sa.Column("referral_id", sa.UUID(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("actor", sa.UUID(), nullable=False, comment="account id; all zeros for system and command line"),
        sa.Column(
            "body",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="ids, codes, field names and hashes; never a sealed text",
        ),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("chain", sa.LargeBinary(), nullable=False, comment="SHA-256 over the previous link and this entry"),
        sa.ForeignKeyConstraint(
            ["referral_id"],
            ["discipline_referral_referral.id"],
            name="fk_discipline_referral_audit_referral_id",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discipline_referral_audit")),
        sa.UniqueConstraint("pos", name=op.f("uq_discipline_referral_audit_pos")),
    )
    op.create_index(
        "ix_discipline_referral_audit_referral_id", "discipline_referral_audit", ["referral_id", "pos"], unique=False
    )
    op.create_table(
        "discipline_referral_evidence",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("referral_id", sa.UUID(), nullable=False),
        sa.Column(
            "root", sa.LargeBinary(), nullable=False, comment="SHA-256 of the manifest, which holds that of every entry"
        ),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("bundle_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("bundle_mask", sa.Text(), nullable=True),
        sa.Column("by", sa.UUID(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["referral_id"],
            ["discipline_referral_referral.id"],
            name="fk_discipline_referral_evidence_referral_id",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discipline_referral_evidence")),
    )
    op.create_index(
        "ix_discipline_referral_evidence_referral_id", "discipline_referral_evidence", ["referral_id"], unique=False
    )
    op.create_table(
        "discipline_referral_officer",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("referral_id", sa.UUID(), nullable=False),
        sa.Column("account_id", sa.UUID(), nullable=False),
        sa.Column("added_by", sa.UUID(), nullable=False, comment="all zeros for the settings' standing officers"),
        sa.Column("added_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("removed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_discipline_referral_officer_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"],
            ["discipline_referral_referral.id"],
            name="fk_discipline_referral_officer_referral_id",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discipline_referral_officer")),
    )
    op.create_index(
        "uq_discipline_referral_officer_named",
        "discipline_referral_officer",
        ["referral_id", "account_id"],
        unique=True,
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_table(
        "discipline_referral_person",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("referral_id", sa.UUID(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("name_mask", sa.Text(), nullable=True),
        sa.Column("position_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("position_mask", sa.Text(), nullable=True),
        sa.Column("account_id", sa.UUID(), nullable=True, comment="the accused's own, if there is one"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_discipline_referral_person_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"],
            ["discipline_referral_referral.id"],
            name="fk_discipline_referral_person_referral_id",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discipline_referral_person")),
    )
    op.create_index(
        "ix_discipline_referral_person_referral_id", "discipline_referral_person", ["referral_id"], unique=False
    )
    op.create_table(
        "discipline_referral_step",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("referral_id", sa.UUID(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, comment="the version it made"),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="in which it left the referral"),
        sa.Column("by", sa.UUID(), nullable=True, comment="account id; none for the system"),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("note_mask", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["referral_id"],
            ["discipline_referral_referral.id"],
            name="fk_discipline_referral_step_referral_id",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discipline_referral_step")),
        sa.UniqueConstraint("referral_id", "version", name=op.f("uq_discipline_referral_step_referral_id_version")),
    )
    op.execute(_REFUSE)
    op.execute(_GUARD)


def downgrade() -> None:
    op.drop_table("discipline_referral_step")
    op.drop_index("ix_discipline_referral_person_referral_id", table_name="discipline_referral_person")
    op.drop_table("discipline_referral_person")
    op.drop_index(
        "uq_discipline_referral_officer_named",
        table_name="discipline_referral_officer",
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.drop_table("discipline_referral_officer")
    op.drop_index("ix_discipline_referral_evidence_referral_id", table_name="discipline_referral_evidence")
    op.drop_table("discipline_referral_evidence")
    op.drop_index("ix_discipline_referral_audit_referral_id", table_name="discipline_referral_audit")
    op.drop_table("discipline_referral_audit")
    op.drop_index(
        "uq_discipline_referral_referral_trigger",
        table_name="discipline_referral_referral",
        postgresql_where=sa.text("trigger IS NOT NULL"),
    )
    op.drop_index("ix_discipline_referral_referral_created", table_name="discipline_referral_referral")
    op.drop_index("ix_discipline_referral_referral_case_id", table_name="discipline_referral_referral")
    op.drop_table("discipline_referral_referral")
    op.drop_table("discipline_referral_chain_head")
    op.execute("drop function discipline_referral_refuse()")
