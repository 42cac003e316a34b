"""Streams on the lower side of the wall: whatever the filter says, nothing of a secret case, over every transport."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace

import httpx
import pytest

from core.access.matrix import Cell, Matrix, Reach
from core.access.viewer import Opening
from core.cases.commands.register_case import register_case
from core.cases.inputs.intake import RegisterCase, ReporterDetails
from core.cases.states import Channel, Kind, Secrecy
from core.db.connection import open_pool
from core.db.grants import APP, HIGHEST_OF_APP, SEALED
from core.db.wall import login_as, raise_wall
from core.events.sequence import step
from schema.compose import HotlineSchema, build_schema
from tests.support.office import Office
from tests.web.sse.reader import Reader, asked
from tests.web.sse.test_held import ask
from tests.web.sse.test_held import opened as held
from tests.web.streams.live import Listening, listened
from tests.web.ws.client import Socket, signed_in
from web.host import Host

FOLLOW = """subscription { caseEvents {
  ... on CaseEventsNow { total cases { title } }
  ... on CaseEventUpdate { cursor event { id type data } case { id caseNo title content } } } }"""
KEEPS = ("account", "role_grant", "session_revocation", "sse_stream", "sse_operation")
"""What the connections themselves ask, whoever listens: who it is now, and what was asked of an event stream elsewhere."""
ROLE = "city_lead"
GRANT = "update role_grant set clearance = $1 where account_id = (select id from account where subject = 'd:city_lead')"

Next = Callable[[], Awaitable[str]]


@pytest.fixture(scope="module")
def schema() -> HotlineSchema:
    """The core's."""
    return build_schema()


@pytest.fixture
async def walled(host: Host, own_database: str) -> AsyncIterator[Host]:
    """A host with both sides of the wall."""
    await raise_wall(own_database)
    low, high = [await open_pool(login_as(own_database, role), size=4) for role in (APP, SEALED)]
    yield replace(host, pool=high, low_pool=low)
    await low.close()
    await high.close()


@asynccontextmanager
async def following(listening: Listening) -> AsyncIterator[dict[str, Next]]:
    """The subscription over each transport, with what it says next."""
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(
            httpx.AsyncClient(base_url=listening.url, headers=listening.bearer(ROLE), timeout=5)
        )
        socket = await stack.enter_async_context(signed_in(listening, ROLE))
        await socket.subscribe(FOLLOW)
        distinct = await stack.enter_async_context(asked(client, FOLLOW))
        token, single = await stack.enter_async_context(held(client))
        assert (await ask(client, token, FOLLOW)).status_code == 202
        yield {"socket": _heard(socket), "distinct": _read(distinct), "single": _read(single)}


def _heard(socket: Socket) -> Next:
    async def hear() -> str:
        return json.dumps(await socket.hear(), ensure_ascii=False)

    return hear


def _read(reader: Reader) -> Next:
    async def read() -> str:
        return json.dumps(await reader.next(), ensure_ascii=False)

    return read


async def until(word: str, say: Next) -> str:
    """Everything that is said until the word is among it."""
    text = ""
    while word not in text:
        text += await say()
    return text


async def register(office: Office, title: str, secrecy: Secrecy) -> None:
    given = RegisterCase(
        channel=Channel.PHONE, kind=Kind.COMPLAINT, title=title, content=f"{title}内容", district="370902",
        place="岱宗大街", secrecy=secrecy, reporter=ReporterDetails(name="王建国", phone="13805380001"),
    )  # fmt: skip
    await office.run(register_case, "operator", given)


async def happens(office: Office, word: str) -> None:
    """Something secret, and then something that everybody may know of."""
    await register(office, f"金丝雀{word}", Secrecy.REPORTER_CONFIDENTIAL)
    await register(office, f"路灯{word}", Secrecy.PRIVACY)
    while await step(office.pool):
        pass
    await office.services.bus.tell(await office.pool.fetchval("select last_pos from sequencer"))


async def close_the_other_side(office: Office) -> None:
    """From now on whatever is asked of cases as hotline_sealed fails."""
    names = await office.pool.fetch(
        "select quote_ident(relname) from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace"
        " and relname <> all($1)",
        list(KEEPS),
    )
    await office.pool.execute(f"revoke all on {', '.join(name for (name,) in names)} from {SEALED}")


async def test_a_stream_of_the_lower_side_asks_the_lower_role_alone(
    walled: Host, own_office: Office, schema: HotlineSchema
) -> None:
    await own_office.pool.execute(GRANT, HIGHEST_OF_APP)
    await happens(own_office, "甲")
    await close_the_other_side(own_office)

    async with listened(walled, schema=schema) as listening, following(listening) as streams:
        for say in streams.values():
            begun = await say()
            assert "路灯甲" in begun
            assert "金丝雀" not in begun
        await happens(own_office, "乙")
        for name, say in streams.items():
            assert "金丝雀" not in await until("路灯乙", say), name

        await own_office.pool.execute(GRANT, 3)
        for say in streams.values():
            assert "PERMISSION_WITHDRAWN" in await say()
    async with listened(walled, schema=schema) as listening, following(listening) as streams:
        for name, say in streams.items():
            assert "INTERNAL_SERVER_ERROR" in await say(), name


@pytest.mark.parametrize("wall", [True, False])
async def test_the_wall_holds_where_the_filter_forgets_the_clearance(
    wall: bool, walled: Host, own_office: Office, schema: HotlineSchema, monkeypatch: pytest.MonkeyPatch
) -> None:
    await own_office.pool.execute(GRANT, HIGHEST_OF_APP)
    monkeypatch.setattr(Opening, "clearance", lambda _opening, _reach: 3)
    await happens(own_office, "甲")

    async with (
        listened(walled if wall else replace(walled, low_pool=None), schema=schema) as listening,
        following(listening) as streams,
    ):
        begun = {name: await say() for name, say in streams.items()}
        await happens(own_office, "乙")
        for name, say in streams.items():
            told = begun[name] + await until("路灯乙", say)
            assert ("金丝雀甲" in told, "金丝雀乙" in told) == (not wall, not wall), name


async def test_who_is_cleared_for_less_goes_on_on_the_lower_side_or_is_ended(
    walled: Host, own_office: Office, schema: HotlineSchema
) -> None:
    async with listened(walled, schema=schema) as listening, following(listening) as streams:
        for say in streams.values():
            await say()
        await happens(own_office, "甲")
        for name, say in streams.items():
            assert "金丝雀甲" in await until("路灯甲", say), name

        # when the policy lets the role see less, which takes no grant away
        listening.host.matrix = _lowered(walled.matrix)
        await close_the_other_side(own_office)
        await happens(own_office, "乙")
        for name, say in streams.items():
            assert "金丝雀" not in await until("路灯乙", say), name

        # when the grant itself is taken down
        await own_office.pool.execute(GRANT, 0)
        for name, say in streams.items():
            assert "PERMISSION_WITHDRAWN" in await say(), name


def _lowered(matrix: Matrix) -> Matrix:
    cells = {
        key: Cell(tuple(Reach(one.scope, min(one.clearance, HIGHEST_OF_APP)) for one in cell.reaches))
        for key, cell in matrix.cells.items()
    }
    return Matrix("lowered", matrix.roles, cells)
