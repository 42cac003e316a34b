"""The desk's tables. Free texts are sealed: those of a case with the case's key, a contact with the enterprise's own."""

from typing import Any

from sqlalchemy import (
    CHAR,
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


def _to(column: Column[Any], *, of: str, index: bool = False, personal: bool = False) -> Column[Any]:
    """A reference; named by hand, for the usual name is longer than PostgreSQL takes where both tables are the desk's."""
    target = column.table.name.removeprefix("enterprise_desk_")
    key, info = ForeignKey(column, name=f"fk_enterprise_desk_{of}_{target}"), PERSONAL if personal else {}
    return Column(f"{target}_id", UUID(as_uuid=True), key, nullable=personal, index=index, info=info)


def _of_case(*, unique: bool = False, index: bool = False) -> Column[Any]:
    key = ForeignKey("case_file.id")
    return Column("case_id", UUID(as_uuid=True), key, nullable=False, unique=unique, index=index)


def _unit(name: str = "unit_id") -> Column[Any]:
    return Column(name, UUID(as_uuid=True), ForeignKey("unit.id"), nullable=False)


def _by(name: str = "by", *, nullable: bool = False) -> Column[Any]:
    return Column(name, UUID(as_uuid=True), nullable=nullable)


enterprise = Table(
    "enterprise_desk_enterprise",
    metadata,
    row_id(),
    Column("credit_code", CHAR(18), nullable=False, unique=True, comment="GB 32100-2015, checked"),
    Column("version", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("industry", CHAR(1), nullable=False, comment="section of GB/T 4754, A to T"),
    Column("size", Text, nullable=False, comment="MICRO, SMALL, MEDIUM or LARGE"),
    Column("district", Text, ForeignKey("district.code"), nullable=False),
    Column("district_path", Text(collation="C"), nullable=False),
    Column("gate", CHAR(6), nullable=False, comment="the six-digit code that switches the plug-in"),
    Column("case_key", LargeBinary, nullable=False, comment="wrapped key of the contact, made like a case's"),
    *sealed("contact_name"),
    *sealed("contact_phone"),
    _by("registered_by"),
    instant("registered_at", nullable=False),
    instant("changed_at", nullable=False),
)
SHOWN = tuple(one for one in enterprise.c if not one.name.endswith("_sealed"))
"""What is read of it: the contact is sealed, and read by who reveals it alone."""

Index("ix_enterprise_desk_enterprise_place", enterprise.c.district_path, enterprise.c.name, enterprise.c.id)

revision = Table(
    "enterprise_desk_revision",
    metadata,
    row_id(),
    _to(enterprise.c.id, of="revision"),
    Column("version", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("industry", CHAR(1), nullable=False),
    Column("size", Text, nullable=False),
    Column("district", Text, ForeignKey("district.code"), nullable=False),
    _by(),
    instant("at", nullable=False),
    UniqueConstraint("enterprise_id", "version"),
)
"""What each version of a profile said; a contact is kept as it is now only."""

identification = Table(
    "enterprise_desk_identification",
    metadata,
    row_id(),
    _of_case(unique=True),
    _to(enterprise.c.id, of="identification", personal=True),
    Column("profile_version", Integer, info=PERSONAL),
    Column("credit_code", CHAR(18), info=PERSONAL),
    Column("name", Text, info=PERSONAL),
    Column("industry", CHAR(1), nullable=False),
    Column("size", Text, nullable=False),
    Column("district", Text, ForeignKey("district.code"), info=PERSONAL),
    Column("origin", Text, nullable=False, comment="DESK, or RECOGNISED by the caller"),
    _by(nullable=True),
    instant("at", nullable=False),
)
"""The enterprise as it was when the case was identified: a later change of the profile rewrites no statistics.

Of an anonymised case industry and size are left, by which figures are kept: a trader's business bears his own name, and who
knows the firm knows who called.
"""
Index("ix_enterprise_desk_identification_enterprise_id", identification.c.enterprise_id, identification.c.at)

feedback = Table(
    "enterprise_desk_feedback",
    metadata,
    row_id(),
    _of_case(index=True),
    Column("round", SmallInteger, nullable=False),
    Column("method", Text, nullable=False, comment="code of contact_method"),
    *sealed("told"),
    _by(),
    instant("at", nullable=False),
)

measure = Table(
    "enterprise_desk_measure",
    metadata,
    row_id(),
    Column("version", Integer, nullable=False),
    Column("title", Text, nullable=False),
    _unit("issuing_unit_id"),
    Column("industries", ARRAY(Text), nullable=False, comment="empty: every industry"),
    Column("sizes", ARRAY(Text), nullable=False, comment="empty: every size"),
    Column("districts", ARRAY(Text), nullable=False, comment="codes, each with what lies below; empty: everywhere"),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date, comment="the last day"),
    Column("basis", Text, nullable=False),
    Column("benefit", Text, nullable=False),
    _by(),
    instant("at", nullable=False),
    instant("withdrawn_at"),
    CheckConstraint("valid_to is null or valid_from <= valid_to", name="period"),
)
Index("ix_enterprise_desk_measure_valid", measure.c.valid_from, measure.c.id)

coordination = Table(
    "enterprise_desk_coordination",
    metadata,
    row_id(),
    _of_case(index=True),
    Column("version", Integer, nullable=False),
    Column("state", Text, nullable=False, comment="OPEN, CONCLUDED or ENDED"),
    _unit("lead_unit_id"),
    *sealed("matter"),
    instant("due_at", nullable=False),
    _by("opened_by"),
    instant("opened_at", nullable=False),
    Column("outcome", Text, comment="how it was concluded"),
    *sealed("conclusion"),
    _by("concluded_by", nullable=True),
    instant("ended_at"),
)
Index(
    "uq_enterprise_desk_coordination_open",
    coordination.c.case_id,
    unique=True,
    postgresql_where=coordination.c.state == "OPEN",
)

participant = Table(
    "enterprise_desk_participant",
    metadata,
    row_id(),
    _of_case(index=True),
    _to(coordination.c.id, of="participant"),
    _unit(),
    Column("unit_path", Text(collation="C"), nullable=False),
    Column("leads", Boolean, nullable=False),
    UniqueConstraint("coordination_id", "unit_id"),
)

task = Table(
    "enterprise_desk_task",
    metadata,
    row_id(),
    _of_case(index=True),
    _to(coordination.c.id, of="task", index=True),
    _unit(),
    *sealed("content"),
    instant("due_at"),
    _by("given_by"),
    instant("given_at", nullable=False),
    Column("outcome", Text),
    *sealed("result"),
    _by("done_by", nullable=True),
    instant("done_at"),
)

opinion = Table(
    "enterprise_desk_opinion",
    metadata,
    row_id(),
    _of_case(index=True),
    _to(coordination.c.id, of="opinion", index=True),
    _unit(),
    Column("position", Text, nullable=False),
    *sealed("opinion"),
    _by(),
    instant("at", nullable=False),
)

follow_up = Table(
    "enterprise_desk_follow_up",
    metadata,
    row_id(),
    _of_case(),
    Column("round", SmallInteger, nullable=False, comment="the round that was closed"),
    instant("closed_at", nullable=False),
    instant("due_at", nullable=False),
    instant("raised_at"),
    instant("visited_at"),
    Column("method", Text),
    Column("result", Text),
    *sealed("note"),
    _by("recorded_by", nullable=True),
    instant("recorded_at"),
    instant("dropped_at"),  # the case was opened anew before the visit
    UniqueConstraint("case_id", "round"),
)
Index(
    "ix_enterprise_desk_follow_up_open",
    follow_up.c.due_at,
    follow_up.c.id,
    postgresql_where=follow_up.c.recorded_at.is_(None) & follow_up.c.dropped_at.is_(None),
)
Index("ix_enterprise_desk_follow_up_due", follow_up.c.due_at, follow_up.c.id)

TABLES = (
    enterprise, revision, identification, feedback, measure, coordination, participant, task, opinion, follow_up,
)  # fmt: skip
