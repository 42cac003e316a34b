"""A plug-in that listens to the log of a real office, and the events it hears."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, bindparam, update

from core.cases.model import case_file
from core.db.uow import UnitOfWork, unit_of_work
from core.districts.queries import take_switches
from core.events.record import NewEvent
from core.events.sequence import step as number_events
from core.plugin.follow import begin
from core.plugin.host import PluginHost
from core.plugin.loaded import Loaded
from core.plugin.reader import Reader
from core.plugin.views import CaseEvent
from core.reporters.model import access_attempt
from tests.core.events.writers import record, some_cases
from tests.core.plugin.making import listed, load, plugin
from tests.support.office import Office

NAME = "probe"
_NEXT = (
    update(case_file)
    .where(case_file.c.id == bindparam("id"))
    .values(version=case_file.c.version + bindparam("one", type_=Integer))
    .returning(case_file.c.version)
)


@dataclass
class Listener:
    """The plug-in `probe` in an office: it writes a row for each event it hears, then does what the test says."""

    office: Office
    host: PluginHost
    heard: list[CaseEvent] = field(default_factory=list)

    @property
    def loaded(self) -> Loaded:
        """The plug-in as it was loaded."""
        return self.host.loaded[0]

    def reader(self) -> Reader:
        """A reader as another process would have it."""
        return Reader(self.office.pool, self.office.services, self.loaded)

    async def drain(self) -> None:
        """Do what can be done now."""
        reader = self.reader()
        while await reader.step():
            pass

    async def written(self) -> list[UUID]:
        """The events whose rows the plug-in has committed, sorted."""
        rows = await self.office.pool.fetch("select key from access_attempt order by key")
        return [UUID(bytes=row["key"]) for row in rows]

    async def waiting(self) -> list[tuple[int, str, int, str | None]]:
        """Position, state, tries and fault of what is still to be done."""
        rows = await self.office.pool.fetch("select pos, state, attempts, fault from plugin_effect order by pos")
        return [tuple(row) for row in rows]

    async def passed(self) -> int:
        """The position it has passed."""
        found: int = await self.office.pool.fetchval("select pos from plugin_cursor where plugin = $1", NAME)
        return found


Then = Callable[[CaseEvent, UnitOfWork], Awaitable[None]]


async def listener(office: Office, then: Then | None = None, **keys: str) -> Listener:
    """The plug-in at the head of the log, on everywhere; `keys` are lines of its table in plugins.toml."""
    heard: list[CaseEvent] = []

    async def after_case_event(event: CaseEvent, uow: UnitOfWork) -> None:
        heard.append(event)
        await uow.insert(access_attempt, [{"key": event.id.bytes, "tried": [], "last_at": uow.now}])
        if then is not None:
            await then(event, uow)

    host = load(listed(NAME, **keys), plugin(NAME, after_case_event, listens=frozenset({"noted"})))
    await install(office, host)
    return Listener(office, host, heard)


async def install(office: Office, host: PluginHost) -> None:
    """Let the office have these plug-ins."""
    office.services.plugins = host
    await take_switches(office.read, host)
    async with unit_of_work(office.pool, office.services) as uow:
        await begin(uow)


async def cases(office: Office, count: int) -> list[UUID]:
    """Cases without an event yet."""
    found = await some_cases(office, count)
    await office.pool.execute("update sequencer set last_pos = 0, chain = ''")
    return found


async def note(office: Office, *cases: UUID, type_: str = "noted", **body: Any) -> None:
    """An event of each case, in the log when this returns."""
    for case_id in cases:
        async with unit_of_work(office.pool, office.services) as uow:
            version = await uow.fetch_value(_NEXT, id=case_id, one=1)
            await record(uow, case_id, version, 0, None, [NewEvent(type_, None, body)])
    while await number_events(office.pool):
        pass
    await office.services.bus.tell(await office.pool.fetchval("select last_pos from sequencer"))
