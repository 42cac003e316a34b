"""Who is behind a stream while it lasts."""

from collections.abc import AsyncIterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest

from core.access.session import Session
from core.access.viewer import Viewer
from core.accounts.sessions import end_sessions
from core.db.read import Read
from core.db.uow import unit_of_work
from tests.support.office import Office
from web.auth.anonymous import anonymous
from web.auth.authenticate import SignedIn
from web.auth.live import Change, LiveViewers


class Told(list[Change]):
    """What a stream has heard."""

    def __call__(self, change: Change) -> None:
        self.append(change)


@pytest.fixture
def viewers(office: Office) -> LiveViewers:
    return LiveViewers(office.read, office.clock, lambda: office.matrix)


@pytest.fixture
async def _as_before(office: Office) -> AsyncIterator[None]:
    """Grants and accounts are put back after the test: others share the database."""
    await office.pool.execute("create table kept as select * from role_grant")
    yield
    await office.pool.execute("delete from role_grant")
    await office.pool.execute("insert into role_grant select * from kept")
    await office.pool.execute("drop table kept")
    await office.pool.execute("update account set active = true")


def signed(office: Office, role: str = "operator", minutes: int = 10) -> SignedIn:
    return SignedIn(office.viewer(role), office.clock.now() + timedelta(minutes=minutes))


async def grants(office: Office, change: str) -> None:
    await office.pool.execute(
        f"update role_grant g set {change} from account a where a.id = g.account_id and a.subject = 'd:operator'"
    )


async def test_the_viewer_is_that_of_now(office: Office, viewers: LiveViewers) -> None:
    with viewers.follow(signed(office), Told()) as live:
        before = live.now
        office.clock.set(office.clock.now() + timedelta(minutes=5))
        assert (before.now, live.now.now) == (office.clock.now() - timedelta(minutes=5), office.clock.now())
        assert live.now.grants == office.viewer("operator").grants


async def test_nothing_is_told_while_nothing_is_lost(office: Office, viewers: LiveViewers) -> None:
    told = Told()
    with viewers.follow(signed(office), told), viewers.follow(signed(office, "dispatcher"), told):
        await viewers.look()
        await viewers.look()
    assert told == []


@pytest.mark.usefixtures("_as_before")
@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("valid_to = '2026-11-16 01:00Z'", [Change.WITHDRAWN]),
        ("unit_path = '/elsewhere'", [Change.WITHDRAWN]),
        ("clearance = clearance - 1", [Change.WITHDRAWN]),
        ("role = 'dispatcher'", [Change.WITHDRAWN]),
        ("valid_to = '2026-12-01 00:00Z'", []),
    ],
)
async def test_a_grant_that_is_lost_is_told_once(
    office: Office, viewers: LiveViewers, change: str, told: list[Change]
) -> None:
    heard, other = Told(), Told()
    with viewers.follow(signed(office), heard) as live, viewers.follow(signed(office, "dispatcher"), other):
        await grants(office, change)
        await viewers.look()
        await viewers.look()
        assert (heard, other) == (told, [])
        found = await office.pool.fetchval(
            "select role from role_grant g join account a on a.id = account_id where subject = 'd:operator'"
        )
        assert live.now.grants[0].role == found


@pytest.mark.usefixtures("_as_before")
async def test_a_grant_that_ends_by_itself_is_lost_too(office: Office, viewers: LiveViewers) -> None:
    told = Told()
    with viewers.follow(signed(office), told):
        await grants(office, "valid_to = '2026-11-16 02:01Z'")
        await viewers.look()
        office.clock.set(office.clock.now() + timedelta(minutes=1))
        await viewers.look()
    assert told == [Change.WITHDRAWN]


@pytest.mark.usefixtures("_as_before")
async def test_an_account_that_is_switched_off_is_gone(office: Office, viewers: LiveViewers) -> None:
    told = Told()
    with viewers.follow(signed(office), told):
        await office.pool.execute("update account set active = false where subject = 'd:operator'")
        await viewers.look()
    assert told == [Change.GONE]


@pytest.mark.parametrize(
    ("name", "told"), [(None, [Change.ENDED]), ("sid-1", [Change.ENDED]), ("another", [])], ids=["all", "it", "another"]
)
async def test_a_session_that_is_ended_is_told_so_and_no_other(
    office: Office, viewers: LiveViewers, name: str | None, told: list[Change]
) -> None:
    mine, others = Told(), Told()
    session = Session(office.clock.now(), frozenset(("jti-1", "sid-1")))
    who = replace(office.viewer("operator"), session=session)
    with viewers.follow(SignedIn(who, None), mine), viewers.follow(signed(office, "dispatcher"), others):
        await viewers.look()
        async with unit_of_work(office.pool, office.services) as uow:
            await end_sessions(uow, "d:operator", name)
        await viewers.look()
        await viewers.look()
    assert (mine[:1], others) == (told, [])


@pytest.mark.usefixtures("_as_before")
async def test_grants_that_change_leave_the_session_as_it_is(office: Office, viewers: LiveViewers) -> None:
    with viewers.follow(signed(office), Told()) as live:
        before = live.now.session
        await grants(office, "clearance = clearance - 1")
        await viewers.look()
        assert (live.now.grants == office.viewer("operator").grants, live.now.session) == (False, before)


async def test_those_confined_to_other_queues_are_another_audience(office: Office, viewers: LiveViewers) -> None:
    viewer, queues = office.viewer("operator"), (None, None, frozenset(("unit:a",)), frozenset(("unit:b",)))
    audiences = []
    with ExitStack() as held:
        for one in queues:
            who = SignedIn(replace(viewer, session=Session(viewer.now, queues=one)), None)
            audiences.append(held.enter_context(viewers.follow(who, Told())).audience)
    assert audiences[0] is audiences[1]
    assert len(set(map(id, audiences))) == 3


async def test_the_bounds_of_an_issuer_bind_streams_too(office: Office) -> None:
    bounds: dict[str, str] = {}
    viewers, told = LiveViewers(office.read, office.clock, lambda: office.matrix, lambda: bounds), Told()
    with viewers.follow(signed(office), told) as live:
        await viewers.look()
        assert live.now.grants
        bounds["d:"] = "370911"
        with viewers.follow(signed(office, "dispatcher"), Told()):
            await viewers.look()
        assert (live.now.grants, told) == ((), [Change.WITHDRAWN])


async def test_a_token_ends_at_its_instant(office: Office, viewers: LiveViewers) -> None:
    told = Told()
    with viewers.follow(signed(office, minutes=1), told):
        office.clock.set(office.clock.now() + timedelta(seconds=59))
        await viewers.look()
        assert told == []
        office.clock.set(office.clock.now() + timedelta(seconds=1))
        await viewers.look()
    assert told == [Change.EXPIRED]


async def test_somebody_without_an_account_loses_nothing(office: Office, viewers: LiveViewers) -> None:
    told = Told()
    stranger: Viewer = anonymous(office.matrix, office.clock.now())
    with viewers.follow(SignedIn(stranger, None), told) as live:
        await viewers.look()
        assert live.now.grants == ()
    assert told == []


async def test_a_stream_that_is_over_hears_nothing(office: Office, viewers: LiveViewers) -> None:
    told = Told()
    with viewers.follow(signed(office, minutes=0), told):
        pass
    await viewers.look()
    assert told == []


class Reads:
    """Counts the statements."""

    def __init__(self, read: Any) -> None:
        self._read, self.fetched = read, 0

    async def fetch(self, *args: Any, **values: Any) -> Any:
        self.fetched += 1
        return await self._read.fetch(*args, **values)

    async def fetch_value(self, *args: Any, **values: Any) -> Any:
        return await self._read.fetch_value(*args, **values)


@pytest.mark.usefixtures("_as_before")
async def test_accounts_are_read_again_only_when_they_have_changed(office: Office) -> None:
    read, told = Reads(office.read), Told()
    viewers = LiveViewers(cast("Read", read), office.clock, lambda: office.matrix)
    with viewers.follow(signed(office), told), viewers.follow(signed(office, "dispatcher"), Told()):
        for _ in range(3):
            await viewers.look()
        assert read.fetched == 1

        # a change of any of them is seen, and so is one that was made before a stream is followed
        await grants(office, "clearance = 0")
        await viewers.look()
        assert (read.fetched, told) == (2, [Change.WITHDRAWN])
        late = Told()
        with viewers.follow(signed(office), late):
            await viewers.look()
        assert (read.fetched, late) == (3, [Change.WITHDRAWN])


async def test_what_ends_by_its_term_ends_though_nobody_changes_anything(office: Office) -> None:
    told = Told()
    viewers = LiveViewers(office.read, office.clock, lambda: office.matrix)
    with viewers.follow(signed(office, minutes=10), told):
        await viewers.look()
        await viewers.look()
        assert told == []
        office.clock.set(office.clock.now() + timedelta(minutes=10))
        await viewers.look()
    assert told == [Change.EXPIRED]


@pytest.mark.usefixtures("_as_before")
async def test_a_stream_that_begins_while_it_is_looked_hears_of_what_changed_before(office: Office) -> None:
    # given a stream of an account that is remembered as it was before it lost something
    held, told, late = ExitStack(), Told(), [signed(office)]

    class Slow(Reads):
        async def fetch_value(self, *args: Any, **values: Any) -> Any:
            found = await super().fetch_value(*args, **values)
            while late:
                held.enter_context(viewers.follow(late.pop(), told))
            return found

    viewers = LiveViewers(cast("Read", Slow(office.read)), office.clock, lambda: office.matrix)
    with held, viewers.follow(signed(office), Told()):
        await grants(office, "clearance = 0")
        # when it begins just after the look has asked whether anything has changed
        await viewers.look()
        # then the next look tells it
        await viewers.look()
        assert told == [Change.WITHDRAWN]
