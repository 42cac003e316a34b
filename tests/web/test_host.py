"""From an empty database to an open host, and again."""

from pathlib import Path

import pytest

from core.deadlines.profile_files import ProfileError
from core.sealing.provider import RootKeyRefused
from core.settings import Settings
from web.host import opened

COUNTS = (
    "select (select count(*) from unit), (select count(*) from calendar_day), (select count(*) from catalogue_entry)"
)


def settings(var: Path, **given: object) -> Settings:
    return Settings.model_validate({"var": var, "pool_size": 2, **given})


async def test_an_empty_database_is_made_ready_once(empty_database: str, tmp_path: Path) -> None:
    async with opened(settings(tmp_path), empty_database) as host:
        first, key = tuple(await host.pool.fetchrow(COUNTS)), host.signing_key
        await host.services.keys.new_case_key("2026-11")
        assert all(first)
        assert host.codes.sets
        assert abs((await host.pool.fetchval("select clock_timestamp()") - host.clock.now()).total_seconds()) < 1
    async with opened(settings(tmp_path), empty_database) as host:
        assert tuple(await host.pool.fetchrow(COUNTS)) == first
        assert host.signing_key == key
    with pytest.raises(RootKeyRefused):
        async with opened(settings(tmp_path / "elsewhere"), empty_database):
            pass


async def test_a_profile_nobody_has_is_refused(empty_database: str, tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="there is no profile nowhere: choose one of beijing"):
        async with opened(settings(tmp_path, profile="nowhere"), empty_database):
            pass
