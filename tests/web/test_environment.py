"""Settings from the environment."""

import os
from pathlib import Path

import pytest

from core.settings import Settings
from web.environment import read_settings
from web.problems import Halt


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment without a setting of ours."""
    for name in list(os.environ):
        if name.upper().startswith("HOTLINE_") and not name.startswith("HOTLINE_TEST_"):
            monkeypatch.delenv(name)


def read(monkeypatch: pytest.MonkeyPatch, **variables: str) -> Settings:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return read_settings(os.environ)


def test_everything_has_a_default(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch)
    assert (settings.port, settings.host, settings.var) == (8000, "127.0.0.1", Path("var"))


def test_a_variable_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch, HOTLINE_PORT="8123").port == 8123


@pytest.mark.parametrize(
    ("name", "mend"),
    [
        ("HOTLINE_PROT", "Did you mean HOTLINE_PORT? Otherwise unset it."),
        ("HOTLINE_DATABASEURL", "Did you mean HOTLINE_DATABASE_URL? Otherwise unset it."),
        ("hotline_port", "Did you mean HOTLINE_PORT? Otherwise unset it."),
        ("HOTLINE_ISSUER_KEY", "Did you mean HOTLINE_ISSUER_KEYS? Otherwise unset it."),
    ],
)
def test_an_unknown_variable_is_refused_with_the_nearest_name(
    monkeypatch: pytest.MonkeyPatch, name: str, mend: str
) -> None:
    with pytest.raises(Halt) as halted:
        read(monkeypatch, **{name: "1"})
    assert (halted.value.cause, halted.value.mend) == (f"{name} is no variable of the hotline.", mend)


def test_a_variable_like_none_of_them_is_answered_with_all(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Halt, match="these exist: HOTLINE_ATTACHMENTS_URL, HOTLINE_AUDIT_KEY_FILE, HOTLINE_AUDIT_SINKS"):
        read(monkeypatch, HOTLINE_QQQQQQQQQQQQQQQQ="1")


def test_the_test_runs_own_variables_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch, HOTLINE_TEST_ANYTHING="1")


def test_an_empty_variable_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Halt, match="HOTLINE_DATABASE_URL is set but empty"):
        read(monkeypatch, HOTLINE_DATABASE_URL=" ")


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        (
            "HOTLINE_PORT",
            "eighty",
            "HOTLINE_PORT: Input should be a valid integer, unable to parse string as an integer",
        ),
        ("HOTLINE_PORT", "65536", "HOTLINE_PORT: Input should be less than or equal to 65535"),
        ("HOTLINE_POOL_SIZE", "1", "HOTLINE_POOL_SIZE: Input should be greater than or equal to 2"),
        ("HOTLINE_LOG_LEVEL", "loud", "HOTLINE_LOG_LEVEL: Input should be 'debug', 'info', 'warning' or 'error'"),
    ],
)
def test_a_wrong_value_is_refused_with_what_would_be_right(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    with pytest.raises(Halt) as halted:
        read(monkeypatch, **{name: value})
    assert halted.value.mend == told
    assert value not in halted.value.mend.replace("65535", "")
