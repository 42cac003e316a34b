"""Which hosts are the operator's own is a setting."""

import pytest

from core.outgoing import NotAsked
from core.settings import Settings
from web.outgoing import outgoing_of


async def test_only_hosts_that_are_listed_are_asked_inside() -> None:
    listed = outgoing_of(Settings.model_validate({"own_hosts": "127.0.0.1, sso.city.example"}))
    with pytest.raises(NotAsked, match="cannot be reached"):
        await listed.ask("http://127.0.0.1:9/")
    with pytest.raises(NotAsked, match="is asked by https:// only"):
        await outgoing_of(Settings.model_validate({})).ask("http://127.0.0.1:9/")
