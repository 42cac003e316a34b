"""A host reads the log from its replica, if it is told of one; tests of a replica that lags are in tests/core/events."""

import pytest
from pydantic import SecretStr

from core.events.bus import LocalBus
from core.settings import Settings
from web.background import tasks
from web.database import replica_of
from web.host import Host
from web.problems import Halt
from web.replica import log_from

NOBODY = "postgresql://hotline@127.0.0.1:1/hotline"


async def test_without_an_address_the_database_is_read(host: Host) -> None:
    async with log_from(None, host, LocalBus()):
        assert (host.replica, host.services.tails) == (None, {})
        assert "replica" not in tasks(host)


async def test_a_replica_that_is_away_is_said_to_be_and_keeps_nobody_from_reading(host: Host) -> None:
    async with log_from(NOBODY, host, LocalBus()):
        assert host.replica is not None
        assert "replica" in tasks(host)
        await host.replica.look()
        assert host.replica.problems() == [
            "replica: it does not answer (ConnectionRefusedError); the primary is read instead"
        ]
        tail = host.services.tails[host.pool]
        assert await tail.head() == await host.pool.fetchval("select last_pos from sequencer")


def test_the_address_is_taken_from_the_settings() -> None:
    settings = Settings(database_url=SecretStr(NOBODY), replica_url=SecretStr(NOBODY))
    assert replica_of(settings) == NOBODY
    assert replica_of(Settings(database_url=SecretStr(NOBODY))) is None


@pytest.mark.parametrize(
    ("database", "replica", "says"),
    [
        (None, NOBODY, "HOTLINE_REPLICA_URL is a replica of no database."),
        (NOBODY, "mysql://x:hunter2@y/z", "HOTLINE_REPLICA_URL is not the address of a PostgreSQL."),
    ],
)
def test_another_is_refused_without_being_told(database: str | None, replica: str, says: str) -> None:
    given = Settings(database_url=SecretStr(database) if database else None, replica_url=SecretStr(replica))
    with pytest.raises(Halt, match=says) as halted:
        replica_of(given)
    assert "hunter2" not in str(halted.value)
