"""The core's tables"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("create sequence case_number maxvalue 999999 cycle")

    op.create_table(
        "access_attempt",
        sa.Column("key", sa.LargeBinary(), nullable=False, comment="keyed hash of case number and source"),
        sa.Column(
            "tried",
            postgresql.ARRAY(postgresql.TIMESTAMP(timezone=True)),
            nullable=False,
            comment="failed tries of the last hour",
        ),
        sa.Column("last_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_access_attempt")),
    )
    op.create_index("ix_access_attempt_last_at", "access_attempt", ["last_at"], unique=False)
    op.create_table(
        "account",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False, comment="the token's `sub`, with its issuer's prefix"),
        sa.Column("kind", sa.Text(), nullable=False, comment="PERSON or SERVICE"),
        sa.Column("name", sa.Text(), nullable=False, comment="the name colleagues see"),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("subject", name=op.f("uq_account_subject")),
    )
    op.create_table(
        "calendar_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="the festival's name, or empty"),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_day")),
    )
    op.create_table(
        "calendar_year",
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("notice", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("imported_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_calendar_year")),
    )
    op.create_table(
        "category",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("path", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("required_fields", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("essential_utility", sa.Text(), nullable=True),
        sa.Column("long_cycle", sa.Boolean(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["parent"], ["category.code"], name=op.f("fk_category_parent_category")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_category")),
    )
    op.create_table(
        "code",
        sa.Column("set", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("label_zh", sa.Text(), nullable=False),
        sa.Column("label_en", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False, comment="core, or the plug-in that brought it"),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("retired_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("set", "code", name=op.f("pk_code")),
    )
    op.create_table(
        "district",
        sa.Column("code", sa.Text(), nullable=False, comment="six digits; a township has nine"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="CITY, DISTRICT, COUNTY, COUNTY_CITY, FUNCTIONAL_ZONE, TOWNSHIP, SUBDISTRICT",
        ),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("path", sa.Text(collation="C"), nullable=False, comment="/370900/370902/370902001"),
        sa.Column("gate", sa.CHAR(length=6), nullable=False, comment="the six-digit code that switches plug-ins"),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["parent"], ["district.code"], name=op.f("fk_district_parent_district")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_district")),
    )
    op.create_table(
        "event_log",
        sa.Column("pos", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.UUID(), nullable=False),
        sa.Column(
            "chain",
            sa.LargeBinary(),
            nullable=False,
            comment="SHA-256 over the previous link, the position and the event",
        ),
        sa.PrimaryKeyConstraint("pos", name=op.f("pk_event_log")),
    )
    op.create_index("uq_event_log_event_id", "event_log", ["event_id"], unique=True)
    op.create_table(
        "idempotency",
        sa.Column("principal", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False, comment="of the operation field and its input"),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("object_id", sa.UUID(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("principal", "key", name=op.f("pk_idempotency")),
    )
    op.create_table(
        "month_key",
        sa.Column("month", sa.Text(), nullable=False, comment="YYYY-MM"),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_month_key")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True, cache=1), nullable=False),
        sa.Column("event_id", sa.UUID(), nullable=False),
        sa.Column("queues", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("event_id", name=op.f("uq_outbox_event_id")),
    )
    op.create_table(
        "policy_profile",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False, comment="the profile's TOML as it was loaded"),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("loaded_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", "version", name=op.f("pk_policy_profile")),
    )
    op.create_table(
        "sequencer",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("last_pos", sa.BigInteger(), nullable=False),
        sa.Column("chain", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sequencer")),
    )
    op.create_table(
        "case_file",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("case_no", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column(
            "external_no", sa.Text(), nullable=True, comment="the channel's own number; unique within the channel"
        ),
        sa.Column("urgency", sa.Text(), nullable=False, comment="NORMAL, URGENT, LIFE_DANGER"),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("district", sa.Text(), nullable=False),
        sa.Column("district_path", sa.Text(collation="C"), nullable=False),
        sa.Column("gate", sa.Text(), nullable=False, comment="six-digit code of the district that switches plug-ins"),
        sa.Column("grid_code", sa.Text(), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("public_safety", sa.Boolean(), nullable=False, comment="true forbids withdrawal"),
        sa.Column("enterprise", sa.Boolean(), nullable=False),
        sa.Column("case_key", sa.LargeBinary(), nullable=False, comment="wrapped; deleting it shreds the case"),
        sa.Column("title_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("title_mask", sa.Text(), nullable=True),
        sa.Column("title_grams", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("content_mask", sa.Text(), nullable=True),
        sa.Column("place_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("place_mask", sa.Text(), nullable=True),
        sa.Column(
            "agency_path", sa.Text(collation="C"), nullable=False, comment="the hotline agency that owns the case"
        ),
        sa.Column("registered_by", sa.UUID(), nullable=False),
        sa.Column("registered_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("accepted_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("closed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("profile_version", sa.Integer(), nullable=False),
        sa.Column("round", sa.SmallInteger(), nullable=False),
        sa.Column("bounces", sa.SmallInteger(), nullable=False),
        sa.Column("dispatches", sa.SmallInteger(), nullable=False),
        sa.Column("final_ruling", sa.Boolean(), nullable=False, comment="after a ruling no further return is possible"),
        sa.Column("objected", sa.Boolean(), nullable=False, comment="a diversion can be objected to once"),
        sa.Column(
            "outcome",
            sa.Text(),
            nullable=True,
            comment="coded result: triage exit, closing reason or termination ground",
        ),
        sa.Column("prior_case_id", sa.UUID(), nullable=True),
        sa.Column("master_id", sa.UUID(), nullable=True),
        sa.Column("state_before", sa.Text(), nullable=True, comment="restored by unmergeCase"),
        sa.Column("callback_attempts", sa.SmallInteger(), nullable=False),
        sa.Column("due_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("last_event_type", sa.Text(), nullable=False),
        sa.Column("last_event_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["category"], ["category.code"], name=op.f("fk_case_file_category_category")),
        sa.ForeignKeyConstraint(["district"], ["district.code"], name=op.f("fk_case_file_district_district")),
        sa.ForeignKeyConstraint(["master_id"], ["case_file.id"], name=op.f("fk_case_file_master_id_case_file")),
        sa.ForeignKeyConstraint(["prior_case_id"], ["case_file.id"], name=op.f("fk_case_file_prior_case_id_case_file")),
        sa.ForeignKeyConstraint(["registered_by"], ["account.id"], name=op.f("fk_case_file_registered_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_file")),
        sa.UniqueConstraint("case_no", name=op.f("uq_case_file_case_no")),
        sa.UniqueConstraint("channel", "external_no", name=op.f("uq_case_file_channel_external_no")),
    )
    op.create_index("ix_case_file_due", "case_file", ["district_path", "due_at", "id"], unique=False)
    op.create_index("ix_case_file_master_id", "case_file", ["master_id"], unique=False)
    op.create_index("ix_case_file_registered", "case_file", ["district_path", "registered_at", "id"], unique=False)
    op.create_index("ix_case_file_registered_by", "case_file", ["registered_by", "registered_at", "id"], unique=False)
    op.create_index("ix_case_file_state_due", "case_file", ["state", "due_at", "id"], unique=False)
    op.create_index("ix_case_file_state_registered", "case_file", ["state", "registered_at", "id"], unique=False)
    op.create_index(
        "ix_case_file_title_grams",
        "case_file",
        ["title_grams"],
        unique=False,
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )
    op.create_table(
        "role_grant",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("account_id", sa.UUID(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column(
            "unit_path", sa.Text(collation="C"), nullable=False, comment="root of the unit subtree the grant covers"
        ),
        sa.Column(
            "district_path", sa.Text(collation="C"), nullable=False, comment="root of the places the grant covers"
        ),
        sa.Column("clearance", sa.SmallInteger(), nullable=False, comment="highest secrecy level, 0 to 3"),
        sa.Column("valid_from", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("valid_to", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_role_grant_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    op.create_index(op.f("ix_role_grant_account_id"), "role_grant", ["account_id"], unique=False)
    op.create_table(
        "unit",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("short_name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("district", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.UUID(), nullable=True),
        sa.Column("path", sa.Text(collation="C"), nullable=False, comment="/ta/370902/370902001"),
        sa.Column("capabilities", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["district"], ["district.code"], name=op.f("fk_unit_district_district")),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_parent_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("code", name=op.f("uq_unit_code")),
        sa.UniqueConstraint("path", name=op.f("uq_unit_path")),
    )
    op.create_index("ix_unit_district", "unit", ["district"], unique=False)
    op.create_index("ix_unit_parent_id", "unit", ["parent_id"], unique=False)
    op.create_table(
        "adjudication",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("route", sa.Text(), nullable=False, comment="STUDY, MEETING or GOVERNMENT_REPORT"),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("participants", postgresql.ARRAY(sa.UUID()), nullable=False, comment="units heard"),
        sa.Column("ruling", sa.Text(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("requested_by", sa.UUID(), nullable=False),
        sa.Column("requested_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("ruled_by", sa.UUID(), nullable=True),
        sa.Column("ruled_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_adjudication_case_id_case_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjudication")),
    )
    op.create_index(op.f("ix_adjudication_case_id"), "adjudication", ["case_id"], unique=False)
    op.create_table(
        "assignment",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.UUID(), nullable=False),
        sa.Column("unit_path", sa.Text(collation="C"), nullable=False),
        sa.Column("role", sa.Text(), nullable=False, comment="LEAD, CO_HANDLER or PARALLEL"),
        sa.Column("round", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.UUID(), nullable=True),
        sa.Column(
            "dispatcher_path",
            sa.Text(collation="C"),
            nullable=False,
            comment="the level that dispatched, hence decides",
        ),
        sa.Column("dispatched_by", sa.UUID(), nullable=False),
        sa.Column("dispatched_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column(
            "proposal",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="why this unit: the catalogue's trace or the dispatcher's reason",
        ),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("accepted_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("deemed_accepted", sa.Boolean(), nullable=False),
        sa.Column("contacted_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("submitted_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("ended_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("submitted_by", sa.UUID(), nullable=True),
        sa.Column("extensions", sa.SmallInteger(), nullable=False),
        sa.Column("extended_days", sa.SmallInteger(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True, comment="when a shelved assignment is looked at again"),
        sa.Column("due_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_assignment_case_id_case_file")),
        sa.ForeignKeyConstraint(["parent_id"], ["assignment.id"], name=op.f("fk_assignment_parent_id_assignment")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_assignment_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    op.create_index(op.f("ix_assignment_case_id"), "assignment", ["case_id"], unique=False)
    op.create_index("ix_assignment_unit_dispatched", "assignment", ["unit_path", "dispatched_at", "id"], unique=False)
    op.create_index("ix_assignment_unit_due", "assignment", ["unit_path", "due_at", "id"], unique=False)
    op.create_index("ix_assignment_unit_state_due", "assignment", ["unit_path", "state", "due_at", "id"], unique=False)
    op.create_table(
        "attachment",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False, comment="AWAITING_UPLOAD, UPLOADED, COMPLETE or PURGED"),
        sa.Column("kind", sa.Text(), nullable=False, comment="VOICE, IMAGE, VIDEO or DOCUMENT"),
        sa.Column("declared_type", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.LargeBinary(), nullable=True),
        sa.Column("storage_key", sa.Text(), nullable=True),
        sa.Column(
            "token_index",
            sa.LargeBinary(),
            nullable=True,
            comment="hash of the one-time upload token; removed when used",
        ),
        sa.Column("token_until", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("by", sa.UUID(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("completed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_attachment_case_id_case_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    op.create_index(op.f("ix_attachment_case_id"), "attachment", ["case_id"], unique=False)
    op.create_table(
        "callback",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("round", sa.SmallInteger(), nullable=False),
        sa.Column("attempt", sa.SmallInteger(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("reached", sa.Boolean(), nullable=False),
        sa.Column(
            "rated", sa.Boolean(), nullable=False, comment="false for NOT_RATED: unreachable, declined or imported"
        ),
        sa.Column("not_rated_reason", sa.Text(), nullable=True),
        sa.Column("contacted_by_unit", sa.Boolean(), nullable=True),
        sa.Column("resolved", sa.Text(), nullable=True, comment="RESOLVED, BASICALLY, UNRESOLVED"),
        sa.Column("result", sa.Text(), nullable=True, comment="SATISFIED, BASICALLY, DISSATISFIED"),
        sa.Column("process", sa.Text(), nullable=True, comment="SATISFIED, BASICALLY, DISSATISFIED"),
        sa.Column("comment_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("comment_mask", sa.Text(), nullable=True),
        sa.Column("by", sa.UUID(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_callback_case_id_case_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callback")),
    )
    op.create_index(op.f("ix_callback_case_id"), "callback", ["case_id"], unique=False)
    op.create_table(
        "case_correction",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column(
            "changes",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="field: [before, after], codes only",
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.UUID(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_correction_case_id_case_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_correction")),
    )
    op.create_index(op.f("ix_case_correction_case_id"), "case_correction", ["case_id"], unique=False)
    op.create_table(
        "case_event",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("case_version", sa.Integer(), nullable=False),
        sa.Column("seq", sa.SmallInteger(), nullable=False, comment="order within one version"),
        sa.Column("type", sa.Text(), nullable=False, comment="the verb, or what a timer did"),
        sa.Column("assignment_id", sa.UUID(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False, comment="account id, or system"),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column(
            "body",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="ids, codes and field names only; never personal data or free text",
        ),
        sa.Column("occurred_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("recorded_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_event_case_id_case_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_event")),
        sa.UniqueConstraint("case_id", "case_version", "seq", name=op.f("uq_case_event_case_id_case_version_seq")),
    )
    op.create_table(
        "catalogue_entry",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("district", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.UUID(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("basis_title", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True, comment="the last day it applies"),
        sa.Column("adjudication_id", sa.UUID(), nullable=True, comment="the ruling that made it a precedent"),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["category"], ["category.code"], name=op.f("fk_catalogue_entry_category_category")),
        sa.ForeignKeyConstraint(["district"], ["district.code"], name=op.f("fk_catalogue_entry_district_district")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_catalogue_entry_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_entry")),
    )
    op.create_index("ix_catalogue_entry_category_district", "catalogue_entry", ["category", "district"], unique=False)
    op.create_table(
        "finding",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("round", sa.SmallInteger(), nullable=False),
        sa.Column("reasonable", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("materials", postgresql.ARRAY(sa.UUID()), nullable=False),
        sa.Column("by", sa.UUID(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("second_signer", sa.UUID(), nullable=True),
        sa.Column("signed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_finding_case_id_case_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
    )
    op.create_index(op.f("ix_finding_case_id"), "finding", ["case_id"], unique=False)
    op.create_table(
        "information_request",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("missing", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("by", sa.UUID(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("decide_by", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("supplied_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_information_request_case_id_case_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_information_request")),
    )
    op.create_index(op.f("ix_information_request_case_id"), "information_request", ["case_id"], unique=False)
    op.create_table(
        "liaison_officer",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("unit_id", sa.UUID(), nullable=False),
        sa.Column("account_id", sa.UUID(), nullable=True),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("name_mask", sa.Text(), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_mask", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_liaison_officer_account_id_account")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_liaison_officer_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_liaison_officer")),
    )
    op.create_index(op.f("ix_liaison_officer_unit_id"), "liaison_officer", ["unit_id"], unique=False)
    op.create_table(
        "merge",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("master_id", sa.UUID(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state_before", sa.Text(), nullable=False),
        sa.Column(
            "cancelled",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="{assignment id: state}, which an unmerge restores",
        ),
        sa.Column("by", sa.UUID(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("undone_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_merge_case_id_case_file")),
        sa.ForeignKeyConstraint(["master_id"], ["case_file.id"], name=op.f("fk_merge_master_id_case_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge")),
    )
    op.create_index(op.f("ix_merge_case_id"), "merge", ["case_id"], unique=False)
    op.create_index(op.f("ix_merge_master_id"), "merge", ["master_id"], unique=False)
    op.create_table(
        "reporter",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("identity_mode", sa.Text(), nullable=False, comment="REAL_NAME or ANONYMOUS"),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("name_mask", sa.Text(), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_mask", sa.Text(), nullable=True),
        sa.Column("phone_index", sa.LargeBinary(), nullable=True),
        sa.Column("identity_no_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("identity_no_mask", sa.Text(), nullable=True),
        sa.Column("identity_no_index", sa.LargeBinary(), nullable=True),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("address_mask", sa.Text(), nullable=True),
        sa.Column("email_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("email_mask", sa.Text(), nullable=True),
        sa.Column("company", sa.Text(), nullable=True),
        sa.Column(
            "repeat_key", sa.LargeBinary(), nullable=True, comment="keyed index that recognises the same reporter again"
        ),
        sa.Column("access_code_index", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_reporter_case_id_case_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reporter")),
        sa.UniqueConstraint("case_id", name=op.f("uq_reporter_case_id")),
    )
    op.create_index("ix_reporter_identity_no_index", "reporter", ["identity_no_index"], unique=False)
    op.create_index("ix_reporter_phone_index", "reporter", ["phone_index"], unique=False)
    op.create_index("ix_reporter_repeat_key", "reporter", ["repeat_key"], unique=False)
    op.create_table(
        "triage",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("exit", sa.Text(), nullable=False, comment="ANSWERED, or one of the six exits of Art. 13"),
        sa.Column(
            "detail",
            sa.Text(),
            nullable=True,
            comment="the line called, the statutory channel, the kind of secret, the competent place",
        ),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("told_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("told_mask", sa.Text(), nullable=True),
        sa.Column("three_party_call", sa.Boolean(), nullable=False),
        sa.Column("prior_case_id", sa.UUID(), nullable=True),
        sa.Column("knowledge_entries", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("by", sa.UUID(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_triage_case_id_case_file")),
        sa.ForeignKeyConstraint(["prior_case_id"], ["case_file.id"], name=op.f("fk_triage_prior_case_id_case_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_triage")),
    )
    op.create_index(op.f("ix_triage_case_id"), "triage", ["case_id"], unique=False)
    op.create_table(
        "clock",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("assignment_id", sa.UUID(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="RUNNING, PAUSED, MET, LATE or CANCELLED"),
        sa.Column("mode", sa.Text(), nullable=False, comment="WORKING or CLOCK"),
        sa.Column("days", sa.Integer(), nullable=True, comment="the budget in working days, or"),
        sa.Column("minutes", sa.Integer(), nullable=True, comment="in minutes; never both"),
        sa.Column(
            "extensions",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="[{amount, at}], in the budget's own unit",
        ),
        sa.Column("rule", sa.Text(), nullable=False, comment="which rule of which profile and version gave the budget"),
        sa.Column("pauses", postgresql.JSONB(astext_type=sa.Text()), nullable=False, comment="[{from, to, reason}]"),
        sa.Column("started_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("due_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("held_until", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("yellow_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("warned_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("breached_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("stopped_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(days is null) <> (minutes is null) or (rule = 'explicit' and days is null)",
            name=op.f("ck_clock_one_budget"),
        ),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_clock_assignment_id_assignment")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_clock_case_id_case_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock")),
    )
    op.create_index("ix_clock_assignment_id", "clock", ["assignment_id"], unique=False)
    op.create_index(op.f("ix_clock_case_id"), "clock", ["case_id"], unique=False)
    op.create_index(
        "ix_clock_open_due", "clock", ["due_at", "id"], unique=False, postgresql_where=sa.text("stopped_at IS NULL")
    )
    op.create_index(
        "ix_clock_provisional",
        "clock",
        ["id"],
        unique=False,
        postgresql_where=sa.text("provisional AND stopped_at IS NULL"),
    )
    op.create_table(
        "commitment",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("assignment_id", sa.UUID(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("by", sa.UUID(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("fulfilled_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True, comment="KEPT, KEPT_LATE or NOT_KEPT"),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_commitment_assignment_id_assignment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment")),
    )
    op.create_index(op.f("ix_commitment_assignment_id"), "commitment", ["assignment_id"], unique=False)
    op.create_table(
        "contact",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("assignment_id", sa.UUID(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False, comment="PHONE, ON_SITE, WRITTEN"),
        sa.Column("outcome", sa.Text(), nullable=False, comment="REACHED, NO_ANSWER, REFUSED, WRONG_NUMBER"),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("note_mask", sa.Text(), nullable=True),
        sa.Column("evidence", postgresql.ARRAY(sa.UUID()), nullable=False),
        sa.Column("by", sa.UUID(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_contact_assignment_id_assignment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    op.create_index(op.f("ix_contact_assignment_id"), "contact", ["assignment_id"], unique=False)
    op.create_table(
        "extension_request",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("assignment_id", sa.UUID(), nullable=False),
        sa.Column("days", sa.SmallInteger(), nullable=False, comment="working days asked for"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("citizen_told_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("by", sa.UUID(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.UUID(), nullable=True),
        sa.Column("decided_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_extension_request_assignment_id_assignment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension_request")),
    )
    op.create_index(op.f("ix_extension_request_assignment_id"), "extension_request", ["assignment_id"], unique=False)
    op.create_table(
        "feedback",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("assignment_id", sa.UUID(), nullable=False),
        sa.Column("facts_true", sa.Boolean(), nullable=False),
        sa.Column("within_remit", sa.Boolean(), nullable=False),
        sa.Column("resolved", sa.Boolean(), nullable=False),
        sa.Column("unresolved_reason", sa.Text(), nullable=True),
        sa.Column("actions_taken_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("actions_taken_mask", sa.Text(), nullable=True),
        sa.Column("public_reply_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("public_reply_mask", sa.Text(), nullable=True),
        sa.Column("attachments", postgresql.ARRAY(sa.UUID()), nullable=False),
        sa.Column("by", sa.UUID(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True, comment="APPROVED or SENT_BACK"),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.UUID(), nullable=True),
        sa.Column("decided_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_feedback_assignment_id_assignment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
    )
    op.create_index(op.f("ix_feedback_assignment_id"), "feedback", ["assignment_id"], unique=False)
    op.create_table(
        "return_request",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("assignment_id", sa.UUID(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False, comment="code of the set return_reason"),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("suggested_unit_id", sa.UUID(), nullable=False),
        sa.Column("by", sa.UUID(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.UUID(), nullable=True),
        sa.Column("decided_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_return_request_assignment_id_assignment")
        ),
        sa.ForeignKeyConstraint(
            ["suggested_unit_id"], ["unit.id"], name=op.f("fk_return_request_suggested_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_request")),
    )
    op.create_index(op.f("ix_return_request_assignment_id"), "return_request", ["assignment_id"], unique=False)
    op.create_table(
        "termination_request",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("assignment_id", sa.UUID(), nullable=False),
        sa.Column(
            "ground",
            sa.Text(),
            nullable=False,
            comment="NON_COOPERATION (Art. 15(5)) or UNREASONABLE_DEMAND (Art. 15(6))",
        ),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("materials", postgresql.ARRAY(sa.UUID()), nullable=False),
        sa.Column("by", sa.UUID(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.UUID(), nullable=True),
        sa.Column("decided_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_termination_request_assignment_id_assignment")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_termination_request_case_id_case_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_termination_request")),
    )
    op.create_index(op.f("ix_termination_request_case_id"), "termination_request", ["case_id"], unique=False)
    op.create_table(
        "timer",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("clock_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="YELLOW, RED or DEEMED_ACCEPTANCE"),
        sa.Column("gen", sa.Integer(), nullable=False, comment="raised whenever the due time moves"),
        sa.Column("state", sa.Text(), nullable=False, comment="ARMED, FIRED or DISARMED"),
        sa.Column("due_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("fired_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column(
            "replay_id", sa.UUID(), nullable=True, comment="the ordinary scanner leaves a running replay's timers alone"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_timer_case_id_case_file")),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_timer_clock_id_clock")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timer")),
    )
    op.create_index(
        "ix_timer_armed_due", "timer", ["due_at"], unique=False, postgresql_where=sa.text("state = 'ARMED'")
    )
    op.create_index("uq_timer_clock_id_kind", "timer", ["clock_id", "kind"], unique=True)

    op.execute("insert into sequencer values ('main', 0, '')")


def downgrade() -> None:

    op.drop_index("uq_timer_clock_id_kind", table_name="timer")
    op.drop_index("ix_timer_armed_due", table_name="timer", postgresql_where=sa.text("state = 'ARMED'"))
    op.drop_table("timer")
    op.drop_index(op.f("ix_termination_request_case_id"), table_name="termination_request")
    op.drop_table("termination_request")
    op.drop_index(op.f("ix_return_request_assignment_id"), table_name="return_request")
    op.drop_table("return_request")
    op.drop_index(op.f("ix_feedback_assignment_id"), table_name="feedback")
    op.drop_table("feedback")
    op.drop_index(op.f("ix_extension_request_assignment_id"), table_name="extension_request")
    op.drop_table("extension_request")
    op.drop_index(op.f("ix_contact_assignment_id"), table_name="contact")
    op.drop_table("contact")
    op.drop_index(op.f("ix_commitment_assignment_id"), table_name="commitment")
    op.drop_table("commitment")
    op.drop_index(
        "ix_clock_provisional", table_name="clock", postgresql_where=sa.text("provisional AND stopped_at IS NULL")
    )
    op.drop_index("ix_clock_open_due", table_name="clock", postgresql_where=sa.text("stopped_at IS NULL"))
    op.drop_index(op.f("ix_clock_case_id"), table_name="clock")
    op.drop_index("ix_clock_assignment_id", table_name="clock")
    op.drop_table("clock")
    op.drop_index(op.f("ix_triage_case_id"), table_name="triage")
    op.drop_table("triage")
    op.drop_index("ix_reporter_repeat_key", table_name="reporter")
    op.drop_index("ix_reporter_phone_index", table_name="reporter")
    op.drop_index("ix_reporter_identity_no_index", table_name="reporter")
    op.drop_table("reporter")
    op.drop_index(op.f("ix_merge_master_id"), table_name="merge")
    op.drop_index(op.f("ix_merge_case_id"), table_name="merge")
    op.drop_table("merge")
    op.drop_index(op.f("ix_liaison_officer_unit_id"), table_name="liaison_officer")
    op.drop_table("liaison_officer")
    op.drop_index(op.f("ix_information_request_case_id"), table_name="information_request")
    op.drop_table("information_request")
    op.drop_index(op.f("ix_finding_case_id"), table_name="finding")
    op.drop_table("finding")
    op.drop_index("ix_catalogue_entry_category_district", table_name="catalogue_entry")
    op.drop_table("catalogue_entry")
    op.drop_table("case_event")
    op.drop_index(op.f("ix_case_correction_case_id"), table_name="case_correction")
    op.drop_table("case_correction")
    op.drop_index(op.f("ix_callback_case_id"), table_name="callback")
    op.drop_table("callback")
    op.drop_index(op.f("ix_attachment_case_id"), table_name="attachment")
    op.drop_table("attachment")
    op.drop_index("ix_assignment_unit_state_due", table_name="assignment")
    op.drop_index("ix_assignment_unit_due", table_name="assignment")
    op.drop_index("ix_assignment_unit_dispatched", table_name="assignment")
    op.drop_index(op.f("ix_assignment_case_id"), table_name="assignment")
    op.drop_table("assignment")
    op.drop_index(op.f("ix_adjudication_case_id"), table_name="adjudication")
    op.drop_table("adjudication")
    op.drop_index("ix_unit_parent_id", table_name="unit")
    op.drop_index("ix_unit_district", table_name="unit")
    op.drop_table("unit")
    op.drop_index(op.f("ix_role_grant_account_id"), table_name="role_grant")
    op.drop_table("role_grant")
    op.drop_index(
        "ix_case_file_title_grams",
        table_name="case_file",
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )
    op.drop_index("ix_case_file_state_registered", table_name="case_file")
    op.drop_index("ix_case_file_state_due", table_name="case_file")
    op.drop_index("ix_case_file_registered_by", table_name="case_file")
    op.drop_index("ix_case_file_registered", table_name="case_file")
    op.drop_index("ix_case_file_master_id", table_name="case_file")
    op.drop_index("ix_case_file_due", table_name="case_file")
    op.drop_table("case_file")
    op.drop_table("sequencer")
    op.drop_table("policy_profile")
    op.drop_table("outbox")
    op.drop_table("month_key")
    op.drop_table("idempotency")
    op.drop_index("uq_event_log_event_id", table_name="event_log")
    op.drop_table("event_log")
    op.drop_table("district")
    op.drop_table("code")
    op.drop_table("category")
    op.drop_table("calendar_year")
    op.drop_table("calendar_day")
    op.drop_table("account")
    op.drop_index("ix_access_attempt_last_at", table_name="access_attempt")
    op.drop_table("access_attempt")

    op.execute("drop sequence case_number")
