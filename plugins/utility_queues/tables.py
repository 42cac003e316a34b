"""The plug-in's tables: service areas, duty rosters, tickets with their leases, outage notices."""

from sqlalchemy import (
    CHAR,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from core.api import instant, metadata, row_id, words


def _case() -> Column[object]:
    return Column("case_id", UUID(as_uuid=True), ForeignKey("case_file.id"), nullable=False, index=True)


def _company() -> list[Column[object]]:
    """The company, and where it lies for those who may see its rows."""
    return [
        Column("unit_id", UUID(as_uuid=True), ForeignKey("unit.id"), nullable=False),
        Column("unit_path", Text(collation="C"), nullable=False),
        Column("district_path", Text(collation="C"), nullable=False, comment="of the company's seat"),
    ]


def _place() -> list[Column[object]]:
    return [
        Column("district", Text, ForeignKey("district.code"), nullable=False),
        Column("district_path", Text(collation="C"), nullable=False),
        Column("gate", CHAR(6), nullable=False),
    ]


def _by() -> list[Column[object]]:
    return [Column("by", UUID(as_uuid=True), nullable=False), instant("at", nullable=False)]


service_area = Table(
    "utility_queues_service_area",
    metadata,
    row_id(),
    Column("version", Integer, nullable=False),
    Column("unit_id", UUID(as_uuid=True), ForeignKey("unit.id"), nullable=False, index=True),
    Column("utility", Text, nullable=False),
    Column("category", Text, ForeignKey("category.code"), comment="only this part of the utility; the whole if null"),
    *_place(),
    Column("basis", Text, nullable=False, comment="why the company serves the place: concession, by-law"),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date, comment="the last day it applies"),
    *_by(),
)
Index("ix_utility_queues_service_area_place", service_area.c.district, service_area.c.utility)

roster = Table(
    "utility_queues_roster",
    metadata,
    row_id(),
    Column("version", Integer, nullable=False),
    *_company(),
    UniqueConstraint("unit_id"),
)

shift = Table(
    "utility_queues_shift",
    metadata,
    row_id(),
    Column("roster_id", UUID(as_uuid=True), ForeignKey("utility_queues_roster.id"), nullable=False, index=True),
    Column("line", SmallInteger, nullable=False, comment="1 answers first, further ones are its deputies"),
    Column("weekday", SmallInteger, nullable=False, comment="0 Monday to 6 Sunday, local"),
    Column("starts", SmallInteger, nullable=False, comment="minute of the local day"),
    Column("minutes", SmallInteger, nullable=False, comment="how long; past midnight if it lasts so long"),
    Column("account_id", UUID(as_uuid=True), ForeignKey("account.id"), nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date, comment="the last day it begins on"),
    *_by(),
)

duty_override = Table(
    "utility_queues_duty_override",
    metadata,
    row_id(),
    Column("roster_id", UUID(as_uuid=True), ForeignKey("utility_queues_roster.id"), nullable=False, index=True),
    Column("line", SmallInteger, nullable=False),
    instant("starts_at", nullable=False),
    instant("ends_at", nullable=False),
    Column("account_id", UUID(as_uuid=True), ForeignKey("account.id"), comment="null: nobody"),
    Column("reason", Text, nullable=False),
    *_by(),
)

gap_alarm = Table(
    "utility_queues_gap_alarm",
    metadata,
    row_id(),
    *_company(),
    instant("starts_at", nullable=False),
    instant("ends_at", nullable=False),
    instant("raised_at", nullable=False),
    instant("closed_at"),
)
Index("ix_utility_queues_gap_alarm_open", gap_alarm.c.unit_id, postgresql_where=gap_alarm.c.closed_at.is_(None))

ticket = Table(
    "utility_queues_ticket",
    metadata,
    row_id(),
    _case(),
    Column("assignment_id", UUID(as_uuid=True), ForeignKey("assignment.id"), nullable=False, unique=True),
    Column("unit_id", UUID(as_uuid=True), ForeignKey("unit.id"), nullable=False),
    Column("utility", Text, comment="of the case's category; null for another matter"),
    Column("state", Text, nullable=False, comment="READY, ACKNOWLEDGED, REPLIED or ENDED, as the assignment stands"),
    instant("made_at", nullable=False),
    Column(
        "lease_token", Integer, nullable=False, comment="raised by every claim: who has an older one writes nothing"
    ),
    instant("lease_until"),
    Column("leased_by", UUID(as_uuid=True)),
    instant("first_claimed_at"),
    instant("acknowledged_at"),
    instant("replied_at"),
    instant("ended_at"),
)
Index("ix_utility_queues_ticket_queue", ticket.c.unit_id, ticket.c.state, ticket.c.made_at, ticket.c.id)
Index("ix_utility_queues_ticket_ready", ticket.c.made_at, ticket.c.id, postgresql_where=ticket.c.state == "READY")

escalation = Table(
    "utility_queues_escalation",
    metadata,
    row_id(),
    Column("ticket_id", UUID(as_uuid=True), ForeignKey("utility_queues_ticket.id"), nullable=False),
    Column("step", Text, nullable=False, comment="NEXT_ON_DUTY or HOTLINE"),
    Column("account_id", UUID(as_uuid=True), ForeignKey("account.id"), comment="who was next on duty, if anybody"),
    instant("at", nullable=False),
    UniqueConstraint("ticket_id", "step"),
)

extension = Table(
    "utility_queues_extension",
    metadata,
    row_id(),
    _case(),
    Column("assignment_id", UUID(as_uuid=True), ForeignKey("assignment.id"), nullable=False, index=True),
    Column("minutes", Integer, nullable=False),
    Column("reason", Text, nullable=False, comment="code of the set extension_reason"),
    *words("explanation"),
    instant("citizen_told_at", nullable=False),
    *_by(),
    Column("decision", Text, comment="APPROVED or REJECTED"),
    *words("decision_reason"),
    Column("decided_by", UUID(as_uuid=True)),
    instant("decided_at"),
)

outage = Table(
    "utility_queues_outage",
    metadata,
    row_id(),
    Column("version", Integer, nullable=False),
    *_company(),
    Column("gate", CHAR(6), nullable=False, comment="the district its areas lie in; the city if several"),
    Column("utility", Text, nullable=False),
    Column("categories", ARRAY(Text), nullable=False, comment="what it explains, with what lies below"),
    Column("cause", Text, nullable=False, comment="code of the set utility_queues_cause"),
    Column("planned", Boolean, nullable=False),
    Column("note", Text, comment="what the public is told besides"),
    Column("state", Text, nullable=False),
    instant("starts_at", nullable=False),
    instant("expected_at"),
    instant("restored_at"),
    Column("master_id", UUID(as_uuid=True), ForeignKey("case_file.id"), comment="the first matching case"),
    *_by(),
)
Index("ix_utility_queues_outage_open", outage.c.utility, postgresql_where=outage.c.state == "PUBLISHED")

outage_area = Table(
    "utility_queues_outage_area",
    metadata,
    row_id(),
    Column("outage_id", UUID(as_uuid=True), ForeignKey("utility_queues_outage.id"), nullable=False, index=True),
    *_place(),
    Column("grid_code", Text, comment="only this grid cell of the place; the whole if null"),
)

outage_change = Table(
    "utility_queues_outage_change",
    metadata,
    row_id(),
    Column("outage_id", UUID(as_uuid=True), ForeignKey("utility_queues_outage.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("kind", Text, nullable=False, comment="PUBLISHED, CHANGED or ENDED"),
    Column("fields", JSONB, nullable=False, comment="{field: [before, after]}"),
    *_by(),
    UniqueConstraint("outage_id", "version"),
)

outage_case = Table(
    "utility_queues_outage_case",
    metadata,
    row_id(),
    Column("outage_id", UUID(as_uuid=True), ForeignKey("utility_queues_outage.id"), nullable=False, index=True),
    Column("case_id", UUID(as_uuid=True), ForeignKey("case_file.id"), nullable=False, unique=True),
    Column("part", Text, nullable=False, comment="MATCHED, MASTER, MERGED or LEFT"),
    instant("matched_at", nullable=False),
    instant("gathered_at"),
)

TABLES = (
    service_area, roster, shift, duty_override, gap_alarm, ticket, escalation, extension, outage, outage_area,
    outage_change, outage_case,
)  # fmt: skip
"""Parents before children."""
