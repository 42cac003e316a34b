"""The limit: what uvicorn, asyncpg and PostgreSQL can do at all. One hand-written statement, one hand-written projection.

It knows the works by their operation names, reads nothing of the documents, and asks nobody for permission; its answers are
byte for byte those of the real server. Run by uvicorn with the real server's options.
"""

import asyncio
import os
from typing import Any

import asyncpg
import orjson
import uvicorn

from benchmarks.limit_write import Writer
from benchmarks.spelling import at, cursor, gid, key_of, text, word
from core.cases.sealed import CONTENT, TITLE
from core.keys.store import MonthKeyTable
from core.sealing.fields import open_
from core.sealing.keychain import KeyChain
from core.sealing.provider import LocalKeyProvider
from tests.support.office import ROOT_KEY
from web.memory import settle

Q1 = """select c.id, c.case_no, c.version, c.state, c.kind, c.channel, c.urgency, c.registered_at, c.accepted_at, c.due_at,
 c.closed_at, c.case_key, c.title_sealed, c.content_sealed,
 d.code, d.name, r.name_mask, r.phone_mask, r.identity_mode, a.*, b.*, e.*
 from case_file c join district d on d.code = c.district left join reporter r on r.case_id = c.id,
 lateral (select array_agg(a.state order by a.dispatched_at, a.id) a1, array_agg(a.role order by a.dispatched_at, a.id) a2,
   array_agg(a.due_at order by a.dispatched_at, a.id) a3, array_agg(u.id order by a.dispatched_at, a.id) a4,
   array_agg(u.name order by a.dispatched_at, a.id) a5, array_agg(p.id order by a.dispatched_at, a.id) a6,
   array_agg(p.name order by a.dispatched_at, a.id) a7
   from assignment a join unit u on u.id = a.unit_id left join unit p on p.id = u.parent_id where a.case_id = c.id) a,
 lateral (select array_agg(b.resolved order by b.at, b.id) b1, array_agg(b.result order by b.at, b.id) b2,
   array_agg(b.process order by b.at, b.id) b3, array_agg(b.at order by b.at, b.id) b4 from callback b where b.case_id = c.id) b,
 lateral (select array_agg(e.type order by e.case_version, e.seq) e1, array_agg(e.case_version order by e.case_version, e.seq) e2,
   array_agg(e.occurred_at order by e.case_version, e.seq) e3 from case_event e where e.case_id = c.id) e
 where c.id = $1"""

Q2 = """select a.id aid, a.state astate, a.due_at adue, u.id uid, u.name uname, c.id, c.case_no, c.state, c.urgency, c.due_at,
 c.last_event_type, c.last_event_at, d.code, d.name, c.case_key, c.title_sealed
 from assignment a join unit u on u.id = a.unit_id join case_file c on c.id = a.case_id join district d on d.code = c.district
 where a.unit_path = (select path from unit where id = $1) and a.state = 'IN_HANDLING' order by a.due_at, a.id limit 51"""

Q3 = """select c.id, c.case_no, c.state, c.urgency, c.due_at, c.registered_at, d.code, d.name
 from case_file c join district d on d.code = c.district
 where c.district_path = (select path from district where code = $1) and c.state = $2 order by c.due_at, c.id limit 21"""
Q3_TOTAL = """(select coalesce(sum(n), 0)::int from counter where subject = 'CASE' and state = $2 and secrecy <= 2
 and place = (select path from district where code = $1))"""

Q4 = """select place, state, sum(n)::int n from counter where subject = 'CASE' and secrecy <= 2
 group by 1, 2 order by 1, 2"""


def one(row: Any, *, texts: str = "") -> str:
    """Q1's answer."""
    parts = ",".join(
        f'{{"state":"{s}","role":"{r}","dueAt":{at(due)},"unit":{{"id":"{gid("unit", u)}","name":{text(n)},"parent":'
        + ("null" if p is None else f'{{"id":"{gid("unit", p)}","name":{text(pn)}}}') + "}}"
        for s, r, due, u, n, p, pn in zip(
            row["a1"] or (), row["a2"] or (), row["a3"] or (), row["a4"] or (), row["a5"] or (), row["a6"] or (),
            row["a7"] or (), strict=True,
        )
    )  # fmt: skip
    calls = ",".join(
        f'{{"resolved":{word(a)},"result":{word(b)},"process":{word(c)},"at":{at(d)}}}'
        for a, b, c, d in zip(row["b1"] or (), row["b2"] or (), row["b3"] or (), row["b4"] or (), strict=True)
    )
    events = ",".join(
        f'{{"type":{{"code":"{a}"}},"caseVersion":{b},"occurredAt":{at(c)}}}'
        for a, b, c in zip(row["e1"] or (), row["e2"] or (), row["e3"] or (), strict=True)
    )
    return (
        f'{{"data":{{"case":{{"id":"{gid("case", row["id"])}","caseNo":"{row["case_no"]}","version":{row["version"]},'
        f'"state":"{row["state"]}","kind":"{row["kind"]}","channel":"{row["channel"]}","urgency":"{row["urgency"]}",'
        f'"registeredAt":{at(row["registered_at"])},"acceptedAt":{at(row["accepted_at"])},"dueAt":{at(row["due_at"])},'
        f'"closedAt":{at(row["closed_at"])}{texts},"district":{{"code":"{row["code"]}","name":{text(row["name"])}}},'
        f'"reporter":{{"name":{text(row["name_mask"])},"phone":{text(row["phone_mask"])},"identityMode":"{row["identity_mode"]}"}},'
        f'"assignments":[{parts}],"callbacks":[{calls}],"events":[{events}]}}}}}}'
    )


def inbox(rows: list[Any], titles: list[str]) -> str:
    """Q2's answer."""
    kept = rows[:50]
    edges = ",".join(
        f'{{"node":{{"id":"{gid("assignment", r["aid"])}","state":"{r["astate"]}","dueAt":{at(r["adue"])},'
        f'"unit":{{"id":"{gid("unit", r["uid"])}","name":{text(r["uname"])}}},'
        f'"case":{{"id":"{gid("case", r["id"])}","caseNo":"{r["case_no"]}",{title}'
        f'"state":"{r["state"]}","urgency":"{r["urgency"]}",'
        f'"dueAt":{at(r["due_at"])},"lastEventType":"{r["last_event_type"]}","lastEventAt":{at(r["last_event_at"])},'
        f'"district":{{"code":"{r["code"]}","name":{text(r["name"])}}}}}}}}}'
        for r, title in zip(kept, titles, strict=True)
    )
    end = f'"{cursor([kept[-1]["adue"], kept[-1]["aid"]])}"' if kept else "null"
    more = "true" if len(rows) > 50 else "false"
    return f'{{"data":{{"assignments":{{"edges":[{edges}],"pageInfo":{{"hasNextPage":{more},"endCursor":{end}}}}}}}}}'


def listed(rows: list[Any], total: int) -> str:
    """Q3's answer."""
    kept = rows[:20]
    edges = ",".join(
        f'{{"node":{{"id":"{gid("case", r["id"])}","caseNo":"{r["case_no"]}","state":"{r["state"]}","urgency":"{r["urgency"]}",'
        f'"dueAt":{at(r["due_at"])},"registeredAt":{at(r["registered_at"])},'
        f'"district":{{"code":"{r["code"]}","name":{text(r["name"])}}}}}}}'
        for r in kept
    )
    end = f'"{cursor([kept[-1]["due_at"], kept[-1]["id"]])}"' if kept else "null"
    more = "true" if len(rows) > 20 else "false"
    return (
        f'{{"data":{{"cases":{{"totalCount":{total},"edges":[{edges}],'
        f'"pageInfo":{{"hasNextPage":{more},"endCursor":{end}}}}}}}}}'
    )


class Limit:
    """The ASGI application."""

    def __init__(self) -> None:
        self.free: list[Any] = []
        self.waiting: asyncio.Queue[Any] = asyncio.Queue()
        self.keys: Any = None

    async def open(self) -> None:
        """Ten connections, each of them kept."""
        dsn = os.environ["BENCH_DSN"]
        settings = {"jit": "off", "timezone": "UTC"}
        self.free = [await asyncpg.connect(dsn, server_settings=settings) for _ in range(10)]
        pool = await asyncpg.create_pool(dsn, min_size=1, max_size=1)
        self.keys = KeyChain(LocalKeyProvider(ROOT_KEY), MonthKeyTable(pool))
        self.writer = await Writer.open(pool, self.keys)
        settle()

    async def answer(self, asked: dict[str, Any]) -> str:
        """The answer to one request."""
        connection = self.free.pop() if self.free else await self.waiting.get()
        try:
            return await self._answer(connection, asked["operationName"], asked["variables"])
        finally:
            if self.waiting._getters:  # type: ignore[attr-defined]
                self.waiting.put_nowait(connection)
            else:
                self.free.append(connection)

    async def _answer(self, run: Any, name: str, given: dict[str, Any]) -> str:
        if name in ("Q1", "Q1Text"):
            row = await run.fetchrow(Q1, key_of(given["id"]))
            return one(row) if name == "Q1" else one(row, texts=await self._texts(row))
        if name in ("Q2", "Q2Text"):
            rows = await run.fetch(Q2, key_of(given["unit"]))
            titles = [await self._title(r) for r in rows[:50]] if name == "Q2Text" else [""] * len(rows[:50])
            return inbox(rows, titles)
        if name == "Q3":
            rows = await run.fetch(
                Q3.replace("select ", f"select {Q3_TOTAL} as total, ", 1), given["district"], given["state"]
            )
            return listed(rows, rows[0]["total"] if rows else 0)
        if name == "Q4":
            found = await run.fetch(Q4)
            return '{"data":{"caseCounts":{"counts":[' + ",".join(
                f'{{"district":"{r["place"][-6:]}","state":"{r["state"]}","count":{r["n"]}}}' for r in found
            ) + "]}}}"  # fmt: skip
        return await self.writer.register(run, given["input"])

    async def _texts(self, row: Any) -> str:
        key = await self.keys.case_key(row["case_key"])
        title = open_(key, TITLE.ref(row["id"]), row["title_sealed"])
        return f',"title":{text(title)},"content":{text(open_(key, CONTENT.ref(row["id"]), row["content_sealed"]))}'

    async def _title(self, row: Any) -> str:
        key = await self.keys.case_key(row["case_key"])
        return f'"title":{text(open_(key, TITLE.ref(row["id"]), row["title_sealed"]))},'

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """ASGI."""
        if scope["type"] == "lifespan":
            await receive()
            await self.open()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        message = await receive()
        body = message["body"]
        while message.get("more_body"):
            message = await receive()
            body += message["body"]
        out = (await self.answer(orjson.loads(body))).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(out))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": out})


if __name__ == "__main__":
    uvicorn.run(
        Limit(), host="127.0.0.1", port=int(os.environ["PORT"]), http="httptools", loop="uvloop", log_config=None,
        access_log=False, server_header=False, proxy_headers=False,
    )  # fmt: skip
