"""What each plug-in did while old messages were replayed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Table, Text, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from core.cases.model import case_file
from core.db.read import Read
from core.deadlines.model import clock
from core.events.model import case_event
from core.plugin.host import PluginHost
from core.plugin.letters import Lag, lags
from core.plugin.loaded import Loaded
from core.replay.ours import OURS

_EVENT_OWNER, _CLOCK_OWNER = func.split_part(case_event.c.type, "/", 1), func.split_part(clock.c.rule, "/", 1)
_NAMES = any_(bindparam("plugins", type_=ARRAY(Text())))
_EVENTS = (
    select(_EVENT_OWNER.label("plugin"), case_event.c.type.label("what"), func.count().label("times"))
    .join(case_file, case_file.c.id == case_event.c.case_id)
    .where(*OURS, case_event.c.type.contains("/"), _EVENT_OWNER == _NAMES)
    .group_by(_EVENT_OWNER, case_event.c.type)
    .order_by(case_event.c.type)
)
_CLOCKS = (
    select(_CLOCK_OWNER.label("plugin"), clock.c.kind.label("what"), func.count().label("times"))
    .join(case_file, case_file.c.id == clock.c.case_id)
    .where(*OURS, _CLOCK_OWNER == _NAMES)
    .group_by(_CLOCK_OWNER, clock.c.kind)
    .order_by(clock.c.kind)
)


@dataclass(frozen=True, slots=True)
class Calls:
    """How often a hook was called, and how often without an answer."""

    called: int
    failed: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How often hooks have been called in this process, by plug-in and hook, and how many rows the plug-ins' tables have."""

    calls: Mapping[tuple[str, str], Calls] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Deeds:
    """What one plug-in did. `districts` is in how many it is on.

    `hooks` and `made`, rows by table, are since the tally; `events` by type and `clocks` by kind are those on the file's
    cases, however often the import was interrupted. `waiting` are effects that are still to be done, `dead` those given up.
    """

    plugin: str
    version: str
    districts: int
    hooks: Mapping[str, Calls]
    made: Mapping[str, int]
    events: Mapping[str, int]
    clocks: Mapping[str, int]
    waiting: int
    dead: int


async def tally(read: Read, plugins: PluginHost) -> Tally:
    """The present figures, to be taken before a replay."""
    calls = {key: Calls(count.calls, count.failures) for key, count in plugins.run.counts.items()}
    rows = {table.name: await _size(read, table) for _, tables in plugins.each("tables") for table in tables}
    return Tally(calls, rows)


async def deeds(
    read: Read, plugins: PluginHost, channel: str, external_nos: Sequence[str], since: Tally
) -> tuple[Deeds, ...]:
    """Of every loaded plug-in, in load order; the cases are those of a channel with these external numbers."""
    now, names = await tally(read, plugins), [one.name for one in plugins.loaded]
    ours = {"channel": channel, "external_nos": list(external_nos), "plugins": names}
    events, clocks = await read.fetch(_EVENTS, **ours), await read.fetch(_CLOCKS, **ours)
    left = {lag.plugin: lag for lag in await lags(read, names)}
    return tuple(
        Deeds(
            plugin=one.name,
            version=one.manifest.version,
            districts=len(plugins.switches.districts(one.name)),
            hooks=_hooks(one.name, now, since),
            made=_made(one, plugins, now, since),
            events={row["what"]: row["times"] for row in events if row["plugin"] == one.name},
            clocks={row["what"]: row["times"] for row in clocks if row["plugin"] == one.name},
            **_undone(left.get(one.name)),
        )
        for one in plugins.loaded
    )


def _hooks(name: str, now: Tally, since: Tally) -> dict[str, Calls]:
    nothing = Calls(0, 0)
    found = {}
    for (plugin, hook), calls in sorted(now.calls.items()):
        before = since.calls.get((plugin, hook), nothing)
        if plugin == name and calls.called > before.called:
            found[hook] = Calls(calls.called - before.called, calls.failed - before.failed)
    return found


def _made(one: Loaded, plugins: PluginHost, now: Tally, since: Tally) -> dict[str, int]:
    own = (table.name for loaded, tables in plugins.each("tables") if loaded is one for table in tables)
    return {name: now.rows[name] - since.rows.get(name, 0) for name in sorted(own)}


def _undone(lag: Lag | None) -> dict[str, int]:
    return {"waiting": lag.rows + lag.waiting, "dead": lag.dead} if lag else {"waiting": 0, "dead": 0}


async def _size(read: Read, table: Table) -> int:
    return int(await read.fetch_value(select(func.count()).select_from(table)))
