"""What reaches the log, and in which form."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from core.settings import Settings
from tests.support.office import Office
from web import logs


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """The logging of the test run, put back after the test."""
    root = logging.getLogger()
    kept = root.handlers[:], root.level, structlog.get_config()
    yield
    root.handlers[:], root.level = kept[0], kept[1]
    structlog.configure(**kept[2])


def test_every_record_is_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("info")
    structlog.get_logger("hotline.test").info("token refused", why="the token has expired")
    logging.getLogger("library").warning("disk %d%% full", 90)
    logging.getLogger("casbin.policy").info("every line of the policy")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [(line["event"], line["level"], line["logger"]) for line in lines] == [
        ("token refused", "info", "hotline.test"),
        ("disk 90% full", "warning", "library"),
    ]


async def test_a_transaction_that_was_cut_off_is_no_error(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    # given a connection that is given back before its transaction has ended, as by a task that is cancelled
    logs.configure("info")
    async with office.pool.acquire() as connection:
        await connection.execute("begin")
    # then the driver's undoing is told, but troubles nobody
    (line,) = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert (line["level"], line["logger"]) == ("info", "asyncio")
    assert line["event"].startswith("Resetting connection with an active transaction")


def test_what_is_called_a_secret_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("info")
    structlog.get_logger("hotline.test").info("x", token="eyJ", Authorization="Bearer eyJ", dsn="postgresql://a:b@c")
    written = capsys.readouterr().err
    assert "eyJ" not in written
    assert "a:b" not in written
    assert json.loads(written)["token"] == "…"


def test_so_is_one_within_something_else(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("info")
    inner = {"headers": [{"Authorization": "Bearer eyJ"}, ({"X": {"access-token": "eyJ"}},)], "root_key": "eyJ"}
    structlog.get_logger("hotline.test").info("x", given=inner)
    logging.getLogger("library").warning("x", extra={"given": inner})
    written = capsys.readouterr().err
    assert "eyJ" not in written
    assert json.loads(written.splitlines()[0])["given"]["root_key"] == "…"


def test_less_than_the_level_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("error")
    structlog.get_logger("hotline.test").warning("not this")
    assert capsys.readouterr().err == ""


PLAIN = {
    "host": "an address to listen on",
    "profile": "a name",
    "issuer": "a name that every token tells",
    "step_up": "names of proofs",
    "audit_sinks": "folders and addresses: names and passwords in them are not used, and left out of logs by their form",
    "own_hosts": "names of hosts",
}
"""Settings of any words that may be read by whoever reads logs, and why. A new one is a SecretStr or stands here."""


def test_every_setting_that_is_a_word_is_secret_or_known_to_be_none() -> None:
    kinds = {name: str(one.annotation) for name, one in Settings.model_fields.items()}
    words = {name for name, kind in kinds.items() if "str" in kind.lower() and "Literal" not in kind}
    secret = {name for name in words if "SecretStr" in kinds[name]}
    assert words - secret == PLAIN.keys()
    assert {"database_url", "root_key", "bus_url", "attachments_url"} <= secret


def test_no_secret_of_the_settings_stands_in_a_line_whoever_writes_it(capsys: pytest.CaptureFixture[str]) -> None:
    # given every secret there is, some of them addresses with a password
    names = [name for name, one in Settings.model_fields.items() if "SecretStr" in str(one.annotation)]
    given = {name: f"postgresql://u:kan%22arie-{name}@h/{name}" for name in names} | {"root_key": 'kan"arie\\weiß'}
    settings = Settings.model_validate(given)
    logs.configure("info", logs.secrets_of(settings))

    # when they are written by name, in a text, in a list, by a library, and by the settings' own words
    for name, value in given.items():
        structlog.get_logger("x").info("x", **{name: value, f"HOTLINE_{name.upper()}": value})
        structlog.get_logger("x").info(f"cannot reach {value}", inner=[{"at": (value,)}])
        logging.getLogger("library").warning("password %s", value if name == "root_key" else f'kan"arie-{name}')
    structlog.get_logger("x").info("x", settings=settings, told=repr(settings))

    # then none is there, and each line can still be read
    written = capsys.readouterr().err
    assert "arie" not in written
    assert all(json.loads(line) for line in written.splitlines())
    assert len(written.splitlines()) == 3 * len(names) + 1
    assert "arie" not in repr(settings)
