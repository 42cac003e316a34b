"""What each competitor is asked, with values that are the same for all."""

import random
from dataclasses import dataclass
from typing import Any

import asyncpg
import orjson

from benchmarks.data.lives import DISTRICTS
from benchmarks.load import request
from benchmarks.servers import Server
from benchmarks.spelling import gid

SPREAD = 2000
"""Requests of one work that differ; Q1 asks for as many cases."""


@dataclass(frozen=True)
class Values:
    """Rows of the database that the requests name."""

    cases: list[Any]
    units: list[Any]
    register: str


async def values(dsn: str) -> Values:
    """Cases that have ended with a rating, the units at work, and what the peers are given to register."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute("select setseed(0.5)")
        cases = await connection.fetch(
            "select id from case_file tablesample bernoulli (least(100, 100.0 * $1 * 4 / (select greatest(reltuples, 1)"
            " from pg_class where relname = 'case_file'))) where state = 'CLOSED' order by random() limit $1",
            SPREAD,
        )
        units = await connection.fetch(
            "select distinct u.id, u.path from assignment a join unit u on u.id = a.unit_id "
            "where a.state = 'IN_HANDLING' order by 2"
        )
        return Values([row["id"] for row in cases], list(units), await _register(connection))
    finally:
        await connection.close()


async def _register(connection: "asyncpg.Connection[asyncpg.Record]") -> str:
    """The rows of a registered case as a peer's caller would have made them: sealed, masked and reckoned."""
    text = await connection.fetchval(
        """select json_build_object(
             'case', to_jsonb(c) || '{"version": 1, "state": "RECEIVED", "outcome": null, "closed_at": null, "category": null}',
             'reporter', to_jsonb(r), 'clock', to_jsonb(k) || '{"state": "RUNNING", "stopped_at": null}',
             'body', '{"to": "RECEIVED", "kind": "COMPLAINT", "channel": "PHONE"}'::json)::text
           from case_file c join reporter r on r.case_id = c.id join clock k on k.case_id = c.id
           where c.state = 'ANSWERED' limit 1"""
    )
    return str(text)


def variables(work: str, found: Values, server: Server, number: int) -> dict[str, Any]:
    """The variables of the work's n-th request to this server."""
    ours = server.ours
    if work.startswith("Q1"):
        case = found.cases[number % len(found.cases)]
        return {"id": gid("case", case) if ours else str(case)}
    if work.startswith("Q2"):
        unit = found.units[number % len(found.units)]
        return {"unit": gid("unit", unit["id"]) if ours else unit["path"]}
    if work == "Q3":
        district = DISTRICTS[number % len(DISTRICTS)]
        return {
            "district": district if ours else f"/370900/{district}",
            "state": "IN_PROGRESS",
        }
    if work == "Q4":
        return {}
    return (
        _appeal(number)
        if ours
        else {"given": found.register if server.name == "mercurius" else orjson.loads(found.register)}
    )


def _appeal(number: int) -> dict[str, Any]:
    who = {"name": "王晓明", "phone": f"138{number:08d}", "address": "泰安市泰山区岱宗大街1号"}
    return {"input": {
        "channel": "PHONE", "kind": "COMPLAINT", "title": "小区夜间施工噪音扰民", "place": "岱宗大街1号",
        "content": "来电人反映其所在小区周边存在问题，多次与相关部门联系未得到解决，希望有关单位尽快核实处理并给予书面答复。",
        "district": DISTRICTS[number % len(DISTRICTS)], "reporter": who,
    }}  # fmt: skip


def body(work: str, found: Values, server: Server, number: int) -> bytes:
    """A request's body."""
    text = server.texts[work]
    name = text.split("(", 1)[0].split("{", 1)[0].split()[1]
    return orjson.dumps({"query": text, "operationName": name, "variables": variables(work, found, server, number)})


def requests(work: str, found: Values, server: Server) -> list[bytes]:
    """The requests of a work, in an order of their own."""
    count = {"Q1": SPREAD, "Q2": len(found.units), "Q3": len(DISTRICTS), "Q4": 1, "M1": 200}[work.split(maxsplit=1)[0]]
    made = [request("/graphql", body(work, found, server, number), server.headers) for number in range(count)]
    random.Random(7).shuffle(made)
    return made
