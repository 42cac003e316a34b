"""The desk's own tables. What citizens and lawyers write about a matter is sealed with the key of its case."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from core.api import PERSONAL, instant, metadata, row_id, sealed


def _case() -> Column[object]:
    return Column("case_id", UUID(as_uuid=True), ForeignKey("case_file.id"), nullable=False, index=True)


def _consultation() -> Column[object]:
    key = ForeignKey("legal_desk_consultation.id")
    return Column("consultation_id", UUID(as_uuid=True), key, nullable=False, index=True)


def _lawyer(*, nullable: bool) -> Column[object]:
    return Column("lawyer_id", UUID(as_uuid=True), ForeignKey("account.id"), nullable=nullable)


def _place() -> list[Column[object]]:
    return [
        Column("district", Text, ForeignKey("district.code"), nullable=False),
        Column("district_path", Text(collation="C"), nullable=False),
        Column("gate", Text, nullable=False, comment="six-digit code of the district that switches plug-ins"),
    ]


def _written() -> list[Column[object]]:
    return [Column("by", UUID(as_uuid=True), nullable=False), instant("at", nullable=False)]


consultation = Table(
    "legal_desk_consultation",
    metadata,
    row_id(),
    _case(),
    Column("version", Integer, nullable=False),
    Column("state", Text, nullable=False, comment="WAITING, ASSIGNED, CLOSED, RETURNED or CANCELLED"),
    Column("source", Text, nullable=False, comment="REFERRED by a person, or AUTOMATIC by the category"),
    Column("reason", Text, nullable=False, comment="code of the set legal_desk_reason"),
    Column("matter", Text, nullable=False, comment="code of the set legal_desk_matter"),
    *sealed("question"),
    Column("referred_by", UUID(as_uuid=True), nullable=False, comment="all zeros for the system"),
    instant("referred_at", nullable=False),
    _lawyer(nullable=True),
    Column("assigned_by", UUID(as_uuid=True), comment="all zeros for the system"),
    instant("assigned_at"),
    Column(
        "clock_id", UUID(as_uuid=True), ForeignKey("clock.id", deferrable=True, initially="DEFERRED"), nullable=False
    ),
    Column("outcome", Text, comment="code of the set legal_desk_outcome"),
    Column("return_reason", Text, comment="code of the set legal_desk_return_reason"),
    *sealed("return_note"),
    Column("ended_by", UUID(as_uuid=True)),
    instant("ended_at"),
)

_OPEN = consultation.c.ended_at.is_(None)
Index("uq_legal_desk_consultation_open", consultation.c.case_id, unique=True, postgresql_where=_OPEN)
Index("ix_legal_desk_consultation_lawyer", consultation.c.lawyer_id, consultation.c.assigned_at)
Index("ix_legal_desk_consultation_queue", consultation.c.state, consultation.c.referred_at, consultation.c.id)

template = Table(
    "legal_desk_template",
    metadata,
    row_id(),
    *_place(),
    Column("version", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("body", Text, nullable=False),
    *_written(),
    instant("retired_at"),
)

Index("ix_legal_desk_template_name", template.c.name, template.c.id)

opinion = Table(
    "legal_desk_opinion",
    metadata,
    row_id(),
    _case(),
    _consultation(),
    Column("number", SmallInteger, nullable=False, comment="1 for the first; the highest is the one in force"),
    Column("template_id", UUID(as_uuid=True), ForeignKey("legal_desk_template.id")),
    *sealed("content"),
    *_written(),
    UniqueConstraint("consultation_id", "number"),
)

provision = Table(
    "legal_desk_provision",
    metadata,
    row_id(),
    _case(),
    Column("opinion_id", UUID(as_uuid=True), ForeignKey("legal_desk_opinion.id"), nullable=False),
    Column("position", SmallInteger, nullable=False),
    Column("law", Text, nullable=False),
    Column("article", Text, nullable=False),
    Column("quotation", Text, nullable=False),
    UniqueConstraint("opinion_id", "position"),
)

advice = Table(
    "legal_desk_advice",
    metadata,
    row_id(),
    _case(),
    Column(
        "consultation_id", UUID(as_uuid=True), ForeignKey("legal_desk_consultation.id"), nullable=False, unique=True
    ),
    Column("opinion_id", UUID(as_uuid=True), ForeignKey("legal_desk_opinion.id"), nullable=False),
    *sealed("told"),
    Column("method", Text, nullable=False, comment="code of the set contact_method"),
    instant("told_at", nullable=False),
    Column("answered_case", Boolean, nullable=False, comment="whether the case itself was answered with it"),
    *_written(),
)

screening = Table(
    "legal_desk_screening",
    metadata,
    row_id(),
    _case(),
    _consultation(),
    Column("matter", Text, nullable=False, comment="code of the set legal_desk_aid_matter"),
    Column("means", Text, nullable=False, comment="code of the set legal_desk_aid_means"),
    Column("belongs_here", Boolean, nullable=False),
    Column("result", Text, nullable=False, comment="ELIGIBLE, NOT_ELIGIBLE or REFER_TO_CENTRE"),
    Column("grounds", ARRAY(Text), nullable=False, comment="codes of the set legal_desk_aid_ground"),
    *sealed("note"),
    *_written(),
)

party = Table(
    "legal_desk_party",
    metadata,
    row_id(),
    _case(),
    _consultation(),
    Column("side", Text, nullable=False, comment="code of the set legal_desk_side"),
    *sealed("name", index=True),
    *_written(),
)

Index("ix_legal_desk_party_name_index", party.c.name_index)

conflict = Table(
    "legal_desk_conflict",
    metadata,
    row_id(),
    Column("version", Integer, nullable=False),
    _lawyer(nullable=False),
    Column("case_id", UUID(as_uuid=True), ForeignKey("case_file.id"), comment="with this case, or"),
    Column("party_kind", Text, comment="with this party: PHONE, IDENTITY_NO, NAME or COMPANY"),
    Column("party_index", LargeBinary, comment="keyed, so that the party is recognised and not read"),
    Column("party_index_next", LargeBinary, comment="the same under the newer key, while that is being rotated"),
    Column("party_mask", Text),
    Column("company", Text, comment="a company is known by its plain name"),
    Column("company_index", LargeBinary, comment="keyed as the core keys the companies of reporters"),
    Column("company_index_next", LargeBinary, comment="the same under the newer key, while that is being rotated"),
    Column("ground", Text, nullable=False, comment="code of the set legal_desk_conflict_ground"),
    *_place(),
    *_written(),
    Column("lifted_by", UUID(as_uuid=True)),
    instant("lifted_at"),
    Column("lift_reason", Text, info=PERSONAL),
    CheckConstraint("(case_id is null) <> (party_kind is null)", name="case_or_party"),
)

Index("ix_legal_desk_conflict_lawyer_id", conflict.c.lawyer_id, postgresql_where=conflict.c.lifted_at.is_(None))
Index("ix_legal_desk_conflict_case_id", conflict.c.case_id)

roster = Table(
    "legal_desk_roster",
    metadata,
    row_id(),
    Column("version", Integer, nullable=False),
    _lawyer(nullable=False),
    *_place(),
    Column("first", Date, nullable=False),
    Column("last", Date),
    Column("weekdays", ARRAY(SmallInteger), nullable=False, comment="1 Monday to 7; empty for every day"),
    Column("working_days_only", Boolean, nullable=False),
    Column("begins", SmallInteger, nullable=False, comment="minute of the day"),
    Column("minutes", SmallInteger, nullable=False, comment="how long; past midnight it lasts into the next day"),
    Column("capacity", SmallInteger, nullable=False, comment="open consultations at most"),
    *_written(),
    Column("ended_by", UUID(as_uuid=True)),
    instant("ended_at"),
)

Index("ix_legal_desk_roster_lawyer_id", roster.c.lawyer_id)
Index("ix_legal_desk_roster_live", roster.c.gate, postgresql_where=roster.c.ended_at.is_(None))

TABLES = (consultation, template, opinion, provision, advice, screening, party, conflict, roster)
