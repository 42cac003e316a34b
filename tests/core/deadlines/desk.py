"""Cases for the tests of timers: one brought to a unit by the commands, the others copied from it."""

from typing import Any
from uuid import UUID

from core.cases.commands.accept_case import accept_case
from core.cases.commands.dispatch_case import dispatch_case
from core.cases.commands.register_case import register_case
from core.cases.inputs.dispatch import DispatchCase, DispatchTarget
from core.cases.inputs.intake import RegisterCase
from core.cases.inputs.triage import AcceptCase
from core.cases.states import Channel, Kind, Role
from tests.support.office import Office

_CATEGORY = """
select code from category c
where required_fields = '{}' and essential_utility is null and not long_cycle
  and not exists (select from category below where below.parent = c.code)
order by code limit 1
"""


async def accepted(office: Office, *, enterprise: bool = False) -> UUID:
    """A case that waits for dispatch."""
    details = RegisterCase(
        channel=Channel.PHONE, kind=Kind.HELP_REQUEST, title="路灯不亮", content="路灯不亮", district="370902",
        enterprise=enterprise,
    )  # fmt: skip
    case = await office.run(register_case, "operator", details)
    category = await office.pool.fetchval(_CATEGORY)
    await office.run(accept_case, "operator", AcceptCase(case_id=case.case_id, category=category))
    return UUID(str(case.case_id))


async def dispatched(office: Office, *, enterprise: bool = False) -> tuple[UUID, UUID]:
    """A case dispatched to the liaison officer's unit, and the assignment; an enterprise's runs for 15 working days."""
    case_id = await accepted(office, enterprise=enterprise)
    path = office.viewer("unit_liaison").grants[0].unit_path
    unit_id = await office.pool.fetchval("select id from unit where path = $1", path)
    target = DispatchTarget(unit_id=unit_id, role=Role.LEAD, basis="三定规定")
    await office.run(dispatch_case, "dispatcher", DispatchCase(case_id=case_id, targets=(target,)))
    return case_id, await office.pool.fetchval("select id from assignment where case_id = $1", case_id)


async def copies(office: Office, case_id: UUID, count: int) -> list[tuple[UUID, UUID]]:
    """That many further cases like a dispatched one, with assignment, clocks, timers and events; both ids of each."""
    async with office.pool.acquire() as connection, connection.transaction():
        await connection.execute(
            "create temp table copied on commit drop as "
            "select g, gen_random_uuid() as case_id, gen_random_uuid() as assignment_id "
            f"from generate_series(1, {int(count)}) g"
        )
        await connection.execute(
            "create temp table copied_clock on commit drop as "
            "select c.g, k.id as old, gen_random_uuid() as new from copied c, clock k where k.case_id = $1",
            case_id,
        )
        for table, renamed in _RENAMED.items():
            columns = await connection.fetch(_COLUMNS, table)
            names = [row["column_name"] for row in columns]
            values = [renamed.get(name, f't."{name}"') for name in names]
            await connection.execute(
                f"insert into {table} ({', '.join(map(_quoted, names))}) select {', '.join(values)} "
                f"from {table} t cross join copied c {_JOINED.get(table, '')} where {_WHOSE.get(table, 't.case_id')} = $1",
                case_id,
                timeout=300,
            )
        rows: list[Any] = await connection.fetch("select case_id, assignment_id from copied order by g")
    return [(row["case_id"], row["assignment_id"]) for row in rows]


_COLUMNS = "select column_name from information_schema.columns where table_name = $1 order by ordinal_position"
_MAYBE = "case when t.assignment_id is null then null else c.assignment_id end"
_RENAMED = {
    "case_file": {"id": "c.case_id", "case_no": "t.case_no || '-' || c.g"},
    "assignment": {"id": "c.assignment_id", "case_id": "c.case_id"},
    "clock": {"id": "k.new", "case_id": "c.case_id", "assignment_id": _MAYBE},
    "timer": {"id": "gen_random_uuid()", "case_id": "c.case_id", "clock_id": "k.new"},
    "case_event": {"id": "gen_random_uuid()", "case_id": "c.case_id", "assignment_id": _MAYBE},
}
_WHOSE = {"case_file": "t.id"}
_JOINED = {
    "clock": "join copied_clock k on k.g = c.g and k.old = t.id",
    "timer": "join copied_clock k on k.g = c.g and k.old = t.clock_id",
}


def _quoted(name: str) -> str:
    return f'"{name}"'
