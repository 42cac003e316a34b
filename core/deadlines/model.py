"""Clocks, their timers, the calendar's days, and policy profiles."""

from sqlalchemy import Boolean, CheckConstraint, Column, Date, ForeignKey, Index, Integer, SmallInteger, Table, Text
from sqlalchemy.dialects.postgresql import JSONB, UUID

from core.db.base import READ_ONLY, instant, metadata, row_id

clock = Table(
    "clock",
    metadata,
    row_id(),
    Column("case_id", UUID(as_uuid=True), ForeignKey("case_file.id"), nullable=False, index=True),
    Column("assignment_id", UUID(as_uuid=True), ForeignKey("assignment.id")),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False, comment="RUNNING, PAUSED, MET, LATE or CANCELLED"),
    Column("mode", Text, nullable=False, comment="WORKING or CLOCK"),
    Column("days", Integer, comment="the budget in working days, or"),
    Column("minutes", Integer, comment="in minutes; never both"),
    Column("extensions", JSONB, nullable=False, comment="[{amount, at}], in the budget's own unit"),
    Column("rule", Text, nullable=False, comment="which rule of which profile and version gave the budget"),
    Column("pauses", JSONB, nullable=False, comment="[{from, to, reason}]"),
    instant("started_at", nullable=False),
    instant("due_at"),
    instant("held_until"),  # what was promised before a calendar import: never due earlier
    Column("provisional", Boolean, nullable=False),
    instant("yellow_at"),
    instant("warned_at"),
    instant("breached_at"),
    instant("stopped_at"),
    CheckConstraint("(days is null) <> (minutes is null) or (rule = 'explicit' and days is null)", name="one_budget"),
)

Index("ix_clock_assignment_id", clock.c.assignment_id)
Index("ix_clock_open_due", clock.c.due_at, clock.c.id, postgresql_where=clock.c.stopped_at.is_(None))
Index("ix_clock_provisional", clock.c.id, postgresql_where=clock.c.provisional & clock.c.stopped_at.is_(None))

timer = Table(
    "timer",
    metadata,
    row_id(),
    Column("case_id", UUID(as_uuid=True), ForeignKey("case_file.id"), nullable=False),
    Column("clock_id", UUID(as_uuid=True), ForeignKey("clock.id"), nullable=False),
    Column("kind", Text, nullable=False, comment="YELLOW, RED or DEEMED_ACCEPTANCE"),
    Column("gen", Integer, nullable=False, comment="raised whenever the due time moves"),
    Column("state", Text, nullable=False, comment="ARMED, FIRED or DISARMED"),
    instant("due_at", nullable=False),
    instant("fired_at"),
    Column("replay_id", UUID(as_uuid=True), comment="the ordinary scanner leaves a running replay's timers alone"),
)

Index("uq_timer_clock_id_kind", timer.c.clock_id, timer.c.kind, unique=True)
Index("ix_timer_armed_due", timer.c.due_at, postgresql_where=(timer.c.state == "ARMED"))

calendar_day = Table(
    "calendar_day",
    metadata,
    Column("day", Date, primary_key=True),
    Column("working", Boolean, nullable=False),
    Column("name", Text, nullable=False, comment="the festival's name, or empty"),
    Column("source", Text, nullable=False),
    info=READ_ONLY,
)

calendar_year = Table(
    "calendar_year",
    metadata,
    Column("year", SmallInteger, primary_key=True),
    Column("notice", Text, nullable=False),
    Column("digest", Text, nullable=False),
    instant("imported_at", nullable=False),
    info=READ_ONLY,
)

policy_profile = Table(
    "policy_profile",
    metadata,
    Column("name", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("body", Text, nullable=False, comment="the profile's TOML as it was loaded"),
    Column("digest", Text, nullable=False),
    instant("loaded_at", nullable=False),
    info=READ_ONLY,
)
