"""The case (诉求工单), its reporter, and the records that stand beside it."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
)
from sqlalchemy import Sequence as DatabaseSequence
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from core.db.base import PERSONAL, instant, metadata, row_id, sealed, words

case_number_sequence = DatabaseSequence("case_number", maxvalue=999_999, cycle=True, metadata=metadata)

case_file = Table(
    "case_file",
    metadata,
    row_id(),
    Column("case_no", Text, nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("external_no", Text, comment="the channel's own number; unique within the channel", info=PERSONAL),
    Column("urgency", Text, nullable=False, comment="NORMAL, URGENT, LIFE_DANGER"),
    Column("category", Text, ForeignKey("category.code")),
    Column("district", Text, ForeignKey("district.code"), nullable=False),
    Column("district_path", Text(collation="C"), nullable=False),
    Column("gate", Text, nullable=False, comment="six-digit code of the district that switches plug-ins"),
    Column("grid_code", Text, info=PERSONAL),
    Column("secrecy", SmallInteger, nullable=False),
    Column(
        "respondent_path",
        Text(collation="C"),
        nullable=False,
        server_default="",
        comment="the unit a report is about, which is told nothing of it; empty if there is none",
    ),
    Column("public_safety", Boolean, nullable=False, comment="true forbids withdrawal"),
    Column("enterprise", Boolean, nullable=False),
    Column("case_key", LargeBinary, nullable=False, comment="wrapped; deleting it shreds the case"),
    *sealed("title"),
    Column("title_grams", ARRAY(Integer), nullable=False, info=PERSONAL),
    *sealed("content"),
    *sealed("place"),
    Column("agency_path", Text(collation="C"), nullable=False, comment="the hotline agency that owns the case"),
    Column("registered_by", UUID(as_uuid=True), ForeignKey("account.id"), nullable=False),
    instant("registered_at", nullable=False),
    instant("accepted_at"),
    instant("closed_at"),
    Column("profile", Text, nullable=False),
    Column("profile_version", Integer, nullable=False),
    Column("round", SmallInteger, nullable=False),
    Column("bounces", SmallInteger, nullable=False),
    Column("dispatches", SmallInteger, nullable=False),
    Column("final_ruling", Boolean, nullable=False, comment="after a ruling no further return is possible"),
    Column("objected", Boolean, nullable=False, comment="a diversion can be objected to once"),
    Column("outcome", Text, comment="coded result: triage exit, closing reason or termination ground"),
    Column("prior_case_id", UUID(as_uuid=True), ForeignKey("case_file.id")),
    Column("master_id", UUID(as_uuid=True), ForeignKey("case_file.id")),
    Column("state_before", Text, comment="restored by unmergeCase"),
    Column("callback_attempts", SmallInteger, nullable=False),
    instant("due_at"),
    Column("last_event_type", Text, nullable=False),
    instant("last_event_at", nullable=False),
    instant("frozen_at"),  # nothing of it is changed any more
    instant("anonymised_at"),
    UniqueConstraint("channel", "external_no"),
)

reporter = Table(
    "reporter",
    metadata,
    row_id(),
    Column("case_id", UUID(as_uuid=True), ForeignKey("case_file.id"), nullable=False, unique=True),
    Column("identity_mode", Text, nullable=False, comment="REAL_NAME or ANONYMOUS"),
    *sealed("name"),
    *sealed("phone", index=True),
    *sealed("identity_no", index=True),
    *sealed("address"),
    *sealed("email"),
    *words("company", index=True),
    Column("repeat_key", LargeBinary, comment="keyed index that recognises the same reporter again", info=PERSONAL),
    Column("access_code_index", LargeBinary, nullable=False, info=PERSONAL),
)

Index("ix_case_file_registered", case_file.c.district_path, case_file.c.registered_at, case_file.c.id)
Index("ix_case_file_due", case_file.c.district_path, case_file.c.due_at, case_file.c.id)
Index("ix_case_file_place_state_due", case_file.c.district_path, case_file.c.state, case_file.c.due_at, case_file.c.id)
Index("ix_case_file_state_registered", case_file.c.state, case_file.c.registered_at, case_file.c.id)
Index("ix_case_file_state_due", case_file.c.state, case_file.c.due_at, case_file.c.id)
Index("ix_case_file_registered_by", case_file.c.registered_by, case_file.c.registered_at, case_file.c.id)
Index("ix_case_file_master_id", case_file.c.master_id)
Index("ix_case_file_prior_case_id", case_file.c.prior_case_id, postgresql_where=case_file.c.prior_case_id.is_not(None))
# Without a list of pending entries: a write takes 0.1 ms longer, and no search reads through what was written last.
Index(
    "ix_case_file_title_grams",
    case_file.c.title_grams,
    postgresql_using="gin",
    postgresql_with={"fastupdate": "off"},
)
Index(
    "ix_case_file_respondent_path",
    case_file.c.respondent_path,
    postgresql_where=case_file.c.respondent_path != literal_column("''"),
)
Index("ix_reporter_phone_index", reporter.c.phone_index)
Index("ix_reporter_repeat_key", reporter.c.repeat_key)

triage = Table(
    "triage",
    metadata,
    row_id(),
    Column("case_id", UUID(as_uuid=True), ForeignKey("case_file.id"), nullable=False, index=True),
    Column("exit", Text, nullable=False, comment="ANSWERED, or one of the six exits of Art. 13"),
    *words("detail"),  # the line called, the statutory channel, the kind of secret, the competent place
    *words("basis"),
    *sealed("told"),
    Column("three_party_call", Boolean, nullable=False),
    Column("prior_case_id", UUID(as_uuid=True), ForeignKey("case_file.id")),
    Column("knowledge_entries", ARRAY(Text), nullable=False),
    Column("by", UUID(as_uuid=True), nullable=False),
    instant("at", nullable=False),
)

information_request = Table(
    "information_request",
    metadata,
    row_id(),
    Column("case_id", UUID(as_uuid=True), ForeignKey("case_file.id"), nullable=False, index=True),
    Column("missing", ARRAY(Text), nullable=False),
    Column("by", UUID(as_uuid=True), nullable=False),
    instant("at", nullable=False),
    instant("decide_by", nullable=False),
    instant("supplied_at"),
)

adjudication = Table(
    "adjudication",
    metadata,
    row_id(),
    Column("case_id", UUID(as_uuid=True), ForeignKey("case_file.id"), nullable=False, index=True),
    Column("route", Text, nullable=False, comment="STUDY, MEETING or GOVERNMENT_REPORT"),
    *words("question"),
    Column("participants", ARRAY(UUID(as_uuid=True)), nullable=False, comment="units heard"),
    *words("ruling"),
    *words("basis"),
    Column("requested_by", UUID(as_uuid=True), nullable=False),
    instant("requested_at", nullable=False),
    Column("ruled_by", UUID(as_uuid=True)),
    instant("ruled_at"),
)

merge = Table(
    "merge",
    metadata,
    row_id(),
    Column("case_id", UUID(as_uuid=True), ForeignKey("case_file.id"), nullable=False, index=True),
    Column("master_id", UUID(as_uuid=True), ForeignKey("case_file.id"), nullable=False, index=True),
    *words("reason"),
    Column("state_before", Text, nullable=False),
    Column("cancelled", JSONB, nullable=False, comment="{assignment id: state}, which an unmerge restores"),
    Column("by", UUID(as_uuid=True), nullable=False),
    instant("at", nullable=False),
    instant("undone_at"),
)

termination_request = Table(
    "termination_request",
    metadata,
    row_id(),
    Column("case_id", UUID(as_uuid=True), ForeignKey("case_file.id"), nullable=False, index=True),
    Column("assignment_id", UUID(as_uuid=True), ForeignKey("assignment.id"), nullable=False),
    Column("ground", Text, nullable=False, comment="NON_COOPERATION (Art. 15(5)) or UNREASONABLE_DEMAND (Art. 15(6))"),
    *words("explanation"),
    Column("materials", ARRAY(UUID(as_uuid=True)), nullable=False),
    Column("by", UUID(as_uuid=True), nullable=False),
    instant("at", nullable=False),
    Column("decision", Text),
    *words("decision_reason"),
    Column("decided_by", UUID(as_uuid=True)),
    instant("decided_at"),
)

case_correction = Table(
    "case_correction",
    metadata,
    row_id(),
    Column("case_id", UUID(as_uuid=True), ForeignKey("case_file.id"), nullable=False, index=True),
    Column("changes", JSONB, nullable=False, comment="field: [before, after], codes only"),
    *words("reason"),
    Column("by", UUID(as_uuid=True), nullable=False),
    instant("at", nullable=False),
)
