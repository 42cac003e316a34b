"""Which bus the settings name."""

import pytest

from core.events.nats_bus import NatsBus
from core.events.postgres_bus import PostgresBus
from core.settings import Settings
from web.bus import bus_of
from web.problems import Halt

DSN = "postgresql://own@/hotline"


def settings(url: str | None) -> Settings:
    return Settings.model_validate({"bus_url": url} if url else {})


def test_without_a_word_the_database_wakes_everybody() -> None:
    bus = bus_of(settings(None))(DSN)
    assert isinstance(bus, PostgresBus)
    assert bus._address == DSN


def test_another_address_of_the_database_may_be_named() -> None:
    bus = bus_of(settings("postgresql://direct:5432/hotline"))(DSN)
    assert isinstance(bus, PostgresBus)
    assert bus._address == "postgresql://direct:5432/hotline"


def test_the_servers_of_nats_are_a_list() -> None:
    bus = bus_of(settings("nats://a:4222, tls://b:4222"))(DSN)
    assert isinstance(bus, NatsBus)
    assert bus._servers == ["nats://a:4222", "tls://b:4222"]


@pytest.mark.parametrize(
    "url",
    ["redis://secret@a", "a:4222", "nats://", "nats://a,postgresql://b", "postgresql://a,postgresql://b", "nats://["],
)
def test_what_is_no_bus_is_refused_without_quoting_it(url: str) -> None:
    with pytest.raises(Halt, match=r"^HOTLINE_BUS_URL names no bus\.\nWrite nats://HOST:PORT") as halted:
        bus_of(settings(url))
    assert "secret" not in str(halted.value)


def test_a_missing_client_is_named_with_the_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.bus.find_spec", lambda _: None)
    with pytest.raises(Halt, match=r'pip install "hotline\[nats\]"'):
        bus_of(settings("nats://a:4222"))
