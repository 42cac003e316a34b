"""The database beneath the server is exchanged for one that lacks the last events, and others take their positions.

Given consumers that were ahead, when a standby is promoted, an archive or a dump is restored, then each is told where to go
on (Resync) and ends with exactly the new history; who was not ahead, or when nothing is lacking, goes on unasked.
"""

import os
from collections.abc import Callable, Iterator

import pytest

from tests.clients.delivering import QUEUE, until
from tests.faults.log_clusters import run
from tests.faults.log_site import (
    FOLLOW_CASES,
    FOLLOW_QUEUE,
    Site,
    Subscriber,
    following,
    opened_site,
    position,
)

pytestmark = pytest.mark.faults

LONG = os.environ.get("HOTLINE_TEST_LONG") == "1"
TARGETS = ("lsn", "xid", "time") if LONG else ("lsn",)
LOST, OTHERS = 5, 7
"""Cases: two events each."""

ACK = """mutation ($input: AckQueueInput!) { ackQueue(input: $input) { acked userErrors { code } } }"""
PULL = "query ($queue: String!, $after: String) { queueEntries(queue: $queue, after: $after, first: 1) { edges { cursor } } }"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with opened_site(tmp_path_factory.mktemp("company")) as opened:
        yield opened


Exchange = Callable[[], None]


def fail_over(site: Site) -> tuple[Exchange, Exchange]:
    """To an asynchronous standby that the last events did not reach."""
    clusters = site.clusters
    standby = clusters.backup("-X", "stream")
    address = clusters.follow(standby)

    def cut() -> None:
        end = clusters.sql("select pg_current_wal_flush_lsn()")
        until(
            lambda: bool(clusters.sql_at(address, "select pg_last_wal_replay_lsn() >= $1", end)), "it has replayed all"
        )
        clusters.sql_at(address, "alter system set primary_conninfo = ''")
        clusters.sql_at(address, "select pg_reload_conf()")
        until(lambda: not clusters.sql("select count(*) from pg_stat_replication"), "it does not follow any more")

    def exchange() -> None:
        clusters.lose()
        clusters.point_at(clusters.promote(standby))

    return cut, exchange


def restored_to(target: str) -> Callable[[Site], tuple[Exchange, Exchange]]:
    """From a base backup and the archive, up to a point in time."""

    def prepare(site: Site) -> tuple[Exchange, Exchange]:
        clusters, reached = site.clusters, list[str]()
        backup = clusters.backup("-X", "none")
        instants = {
            "lsn": "select pg_current_wal_insert_lsn()::text",
            "xid": "select pg_current_xact_id()::text",
            "time": "select clock_timestamp()::text",
        }

        def cut() -> None:
            reached.append(clusters.sql(instants[target]))

        def exchange() -> None:
            clusters.archived()
            clusters.lose()
            clusters.point_at(clusters.recover(backup, target, reached[0]))

        return cut, exchange

    return prepare


def restored_dump(site: Site) -> tuple[Exchange, Exchange]:
    """Into a new cluster."""
    clusters, dump = site.clusters, list[bytes]()

    def cut() -> None:
        dump.append(run([clusters.program("pg_dump"), "--format=custom", clusters.dsn]))

    def exchange() -> None:
        clusters.lose()
        new = clusters.empty()
        run([clusters.program("pg_restore"), "--no-owner", "--exit-on-error", f"--dbname={new.dsn}"], dump[0])
        clusters.point_at(new)

    return cut, exchange


WAYS = {"fail-over": fail_over, "dump": restored_dump, **{f"archive-{one}": restored_to(one) for one in TARGETS}}


@pytest.mark.parametrize("way", WAYS)
def test_who_was_ahead_is_told_and_ends_with_the_new_history(site: Site, way: str) -> None:
    cut, exchange = WAYS[way](site)
    lost, others = site.accepted(LOST), site.accepted(OTHERS)
    common = len(site.queue()) + 4
    site.dispatch(site.accepted(2))
    place, resyncs, names = site.place, len(site.company().resyncs), {"consumer": f"silent-{way}"}
    with (
        following(place, "utility_service", FOLLOW_QUEUE, **names) as silent,
        following(place, "city_lead", FOLLOW_CASES) as cases,
    ):
        site.settled(common)
        until(lambda: len(silent.history()) == common, "who never acknowledges has everything, too")
        at, behind = len(site.log()), silent.cursor
        cut()
        site.dispatch(lost)
        ahead = site.settled(common + 2 * LOST)
        until(
            lambda: len(silent.history()) == ahead and position(cases.cursor or "") == at + 2 * LOST, "they are ahead"
        )
        lost_ids, sleeper, log_before = site.queue()[common:], silent.cursor, site.log()
        exchange()
        site.exchanged()
        assert len(site.queue()) == common, "the last ten events are gone"
        site.dispatch(others)
        last = site.settled(common + 2 * OTHERS)
        now, log = site.queue(), site.log()
        assert last == common + 2 * OTHERS
        assert not set(now) & set(lost_ids)

        company = site.company()
        until(lambda: silent.history() == now, "who never acknowledges has the new history")
        assert [int(one["fromQpos"]) for one in company.resyncs[resyncs:]] == [common]
        assert company.history == now
        assert company.taken[-2 * (LOST + OTHERS) :] == [*lost_ids, *now[common:]], "each new event once"
        assert silent.resyncs == [{"__typename": "QueueResync", "fromQpos": "0", "reason": "NOT_ON_THIS_HISTORY"}]
        assert_cases_followed(cases, log_before, log)
    asleep_and_behind(site, way, str(sleeper), str(behind), common)
    refused(site, str(sleeper))
    site.sound()


def assert_cases_followed(cases: Subscriber, before: list[str], log: list[str]) -> None:
    """It was shown the cases anew, and has met every event after the position that it was shown them at."""
    until(lambda: bool(cases.resyncs) and position(cases.cursor or "") == len(log), "who follows the cases is told")
    (told,) = cases.resyncs
    assert told["resync"] == "NOT_ON_THIS_HISTORY"
    after = cases.heard[cases.heard.index(told) + 1 :]
    assert [one["event"]["id"] for one in after] == log[position(told["cursor"]) :]


def asleep_and_behind(site: Site, way: str, ahead: str, behind: str, common: int) -> None:
    """Who comes back only now: told if it was ahead, although its number is somebody else's by now; else not."""
    now = site.queue()
    with following(site.place, "utility_service", FOLLOW_QUEUE, ahead, consumer=f"asleep-{way}") as asleep:
        until(lambda: len(asleep.heard) == 1 + len(now), "it is sent everything again")
        assert asleep.resyncs == asleep.heard[:1]
        assert asleep.history() == now
    with following(site.place, "utility_service", FOLLOW_QUEUE, behind, consumer=f"behind-{way}") as slow:
        until(lambda: len(slow.heard) >= len(now) - common, "it goes on from where it was")
        assert slow.resyncs == []
        assert slow.history() == now[common:]


def refused(site: Site, ahead: str) -> None:
    """An acknowledgement of what is no more, and going on from there by pull."""
    place, acked = site.place, site.place.acked()
    token = place.tokens["utility_service"]
    said = place.serving.query(ACK, token, input={"queue": QUEUE, "cursor": ahead, "consumer": "late"}).body
    assert said["data"]["ackQueue"] == {"acked": None, "userErrors": [{"code": "CURSOR_FORKED"}]}
    said = place.serving.query(PULL, token, queue=QUEUE, after=ahead).body
    assert [one["extensions"]["code"] for one in said["errors"]] == ["CURSOR_FORKED"]
    assert place.acked() == acked


def test_after_a_dump_that_lacks_nothing_everybody_goes_on(site: Site) -> None:
    cut, exchange = restored_dump(site)
    last = len(site.queue()) + 4
    site.dispatch(site.accepted(2))
    with (
        following(site.place, "utility_service", FOLLOW_QUEUE, consumer="equal") as silent,
        following(site.place, "city_lead", FOLLOW_CASES) as cases,
    ):
        site.settled(last)
        until(lambda: len(silent.history()) == last, "it has everything")
        resyncs = site.company().resyncs
        cut()
        exchange()
        site.exchanged()
        site.dispatch(site.accepted(2))
        now = site.settled(last + 4)
        until(lambda: silent.history() == site.queue(), "it goes on")
        until(lambda: position(cases.cursor or "") == len(site.log()), "so does who follows the cases")

        assert silent.resyncs == cases.resyncs == []
        assert len(silent.heard) == now == len(site.queue())
    company = site.company()
    assert company.resyncs == resyncs
    assert company.history == site.queue()
    site.sound()
