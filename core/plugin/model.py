"""What the host keeps: the switches of districts, and how far each plug-in has read the log."""

from sqlalchemy import (
    CHAR,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import UUID

from core.db.base import READ_ONLY, instant, metadata, row_id

plugin_switch = Table(
    "plugin_switch",
    metadata,
    row_id(),
    Column("district", CHAR(6), nullable=False),
    Column("plugin", Text, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", UUID(as_uuid=True), nullable=False, comment="account id; all zeros for the command line"),
    instant("at", nullable=False),
    Column(
        "number", BigInteger, Identity(always=True), nullable=False, unique=True, comment="drawn under the table's lock"
    ),
)
"""Never changed: the row of a district and a plug-in with the highest number holds, over what plugins.toml says."""

Index("ix_plugin_switch_newest", plugin_switch.c.district, plugin_switch.c.plugin, plugin_switch.c.number.desc())

plugin_cursor = Table(
    "plugin_cursor",
    metadata,
    Column("plugin", Text, primary_key=True),
    Column("pos", BigInteger, nullable=False, comment="the last position of event_log it has passed"),
    instant("minute_at"),
    info=READ_ONLY,
)

plugin_effect = Table(
    "plugin_effect",
    metadata,
    Column("plugin", Text, nullable=False),
    Column("pos", BigInteger, nullable=False),
    Column("event_id", UUID(as_uuid=True), nullable=False),
    Column("case_id", UUID(as_uuid=True), ForeignKey("case_file.id"), nullable=False),
    Column("state", Text, nullable=False, comment="WAITING or DEAD"),
    Column("attempts", Integer, nullable=False),
    Column("fault", Text, comment="type of the exception, and where in the plug-in; never its text"),
    instant("next_at", nullable=False),
    instant("failed_at"),
    PrimaryKeyConstraint("plugin", "pos"),
)
"""After-effects that are still to be done: those that failed, and the same case's later ones behind them."""

Index("ix_plugin_effect_case_id", plugin_effect.c.case_id)
Index("ix_plugin_effect_waiting", plugin_effect.c.next_at, postgresql_where=plugin_effect.c.state == "WAITING")

plugin_district = Table(
    "plugin_district",
    metadata,
    Column("plugin", Text, primary_key=True),
    Column("district", CHAR(6), primary_key=True),
)
"""The districts a plug-in was last told it is on in, by `district_enabled`: a start tells it what plugins.toml changed."""
