"""registerCase at the limit: the rows of the real command, sealed and indexed like its own, in one statement."""

import itertools
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Table
from sqlalchemy.dialects import postgresql

from benchmarks.spelling import at, gid, text
from core.cases import sealed
from core.cases.model import case_file, reporter
from core.clock import SHANGHAI
from core.deadlines.model import clock
from core.ids import access_code, case_number, new_id
from core.sealing.blind_index import IndexKeys
from core.sealing.columns import SealedField, sealed_columns
from core.sealing.keychain import CaseKey, KeyChain, month_of
from core.sealing.provider import LocalKeyProvider
from tests.support.office import ROOT_KEY

_DIALECT = postgresql.dialect()
_REPORTER = {one.name: one for one in sealed.REPORTER}


class Writer:
    """What stays the same from request to request, as it stands on a case that the real server registered."""

    def __init__(self, pool: Any, keys: KeyChain, model: dict[str, dict[str, Any]], districts: dict[str, Any]) -> None:
        self._pool, self._keys, self._model, self._districts = pool, keys, model, districts
        self._indexes = IndexKeys(LocalKeyProvider(ROOT_KEY))
        self._numbers = itertools.count(500_000)
        self._sql, self._names = _statement({name: list(row) for name, row in model.items()})

    @classmethod
    async def open(cls, pool: Any, keys: KeyChain) -> "Writer":
        """Take a registered case as the model of all that does not depend on the request."""
        case = await pool.fetchrow("select * from case_file where state = 'ANSWERED' limit 1")
        model = {
            "case_file": dict(case)
            | {"version": 1, "state": "RECEIVED", "outcome": None, "closed_at": None, "category": None},
            "reporter": dict(await pool.fetchrow("select * from reporter where case_id = $1", case["id"])),
            "clock": dict(await pool.fetchrow("select * from clock where case_id = $1", case["id"]))
            | {"state": "RUNNING", "stopped_at": None},
        }
        found = {row["code"]: row for row in await pool.fetch("select code, path, gate, name from district")}
        return cls(pool, keys, model, found)

    async def register(self, run: Any, given: dict[str, Any]) -> str:
        """Write everything; the answer."""
        now = datetime.now(SHANGHAI)
        key, place, case_id = await self._keys.new_case_key(month_of(now)), self._districts[given["district"]], new_id()
        due = now + timedelta(hours=2)
        row = self._model["case_file"] | {
            "id": case_id, "case_key": key.wrapped, "case_no": case_number(now.date() + timedelta(days=1), next(self._numbers)),
            "district": place["code"], "district_path": place["path"], "gate": place["gate"], "registered_at": now,
            "due_at": due, "last_event_at": now, "last_event_type": "registerCase", "kind": given["kind"],
            "channel": given["channel"], "title_grams": self._indexes.title_bigrams(given["title"]),
            **self._columns(sealed.TITLE, case_id, given["title"], key),
            **self._columns(sealed.CONTENT, case_id, given["content"], key),
            **self._columns(sealed.PLACE, case_id, given["place"], key),
        }  # fmt: skip
        who, timed = self._person(given["reporter"], case_id, key), new_id()
        self._indexes.blind_index("reporter.access_code", access_code())
        beside = self._model["clock"] | {
            "id": timed, "case_id": case_id, "started_at": now, "due_at": due, "yellow_at": due - timedelta(minutes=30)
        }  # fmt: skip
        body = orjson.dumps({"to": "RECEIVED", "kind": given["kind"], "channel": given["channel"]}).decode()
        values = {
            **{f"case_file.{name}": value for name, value in row.items()},
            **{f"reporter.{name}": value for name, value in who.items()},
            **{f"clock.{name}": value for name, value in beside.items()},
            "event": new_id(), "body": body, "yellow": new_id(), "red": new_id(), "actor": str(row["registered_by"]),
        }  # fmt: skip
        await run.execute(self._sql, *(values[name] for name in self._names))
        return (
            f'{{"data":{{"registerCase":{{"case":{{"id":"{gid("case", case_id)}","caseNo":"{row["case_no"]}","version":1,'
            f'"state":"RECEIVED","dueAt":{at(due)},"district":{{"code":"{place["code"]}","name":{text(place["name"])}}}}},'
            f'"userErrors":[]}}}}}}'
        )

    def _columns(self, field: SealedField, row_id: UUID, value: str, key: CaseKey) -> dict[str, Any]:
        return dict(sealed_columns(field, row_id, value, case_key=key, indexes=self._indexes))

    def _person(self, given: dict[str, str], case_id: UUID, key: CaseKey) -> dict[str, Any]:
        row_id = new_id()
        row = self._model["reporter"] | {"id": row_id, "case_id": case_id}
        for name, value in given.items():
            row |= self._columns(_REPORTER[name], row_id, value, key)
        row["repeat_key"] = row["phone_index"]
        return row


def _statement(columns: dict[str, list[str]]) -> tuple[str, list[str]]:
    """One statement of six inserts, and what its parameters are."""
    names: list[str] = []

    def parameter(name: str, kind: str) -> str:
        if name not in names:
            names.append(name)
        return f"${names.index(name) + 1}::{kind}"

    parts = []
    for table in (case_file, reporter, clock):
        own = columns[table.name]
        values = ", ".join(parameter(f"{table.name}.{name}", _kind(table, name)) for name in own)
        parts.append(f"i_{table.name} as (insert into {table.name} ({', '.join(_quoted(own))}) values ({values}))")
    case, timed, now = (
        parameter(f"{n}", k)
        for n, k in (("case_file.id", "uuid"), ("clock.id", "uuid"), ("case_file.registered_at", "timestamptz"))
    )
    yellow, red = parameter("clock.yellow_at", "timestamptz"), parameter("clock.due_at", "timestamptz")
    parts.append(
        "i_timer as (insert into timer (id, case_id, clock_id, kind, gen, state, due_at) values "
        f"({parameter('yellow', 'uuid')}, {case}, {timed}, 'YELLOW', 1, 'ARMED', {yellow}), "
        f"({parameter('red', 'uuid')}, {case}, {timed}, 'RED', 1, 'ARMED', {red}))"
    )
    event = parameter("event", "uuid")
    parts.append(
        "i_event as (insert into case_event (id, case_id, case_version, seq, type, actor, secrecy, body, occurred_at) values "
        f"({event}, {case}, 1, 0, 'registerCase', {parameter('actor', 'text')}, 0, {parameter('body', 'jsonb')}, {now}))"
    )
    return f"with {', '.join(parts)} insert into outbox (event_id, queues) values ({event}, '{{}}')", names


def _kind(table: Table, name: str) -> str:
    return str(table.columns[name].type.compile(dialect=_DIALECT)).split(" COLLATE")[0]


def _quoted(names: list[str]) -> list[str]:
    return [f'"{name}"' for name in names]
