"""What reaches the log, and in which form."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

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
    structlog.get_logger("hotline.test").info("token refused", reason="the token has expired")
    logging.getLogger("library").warning("disk %d%% full", 90)
    logging.getLogger("casbin.policy").info("every line of the policy")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [(line["event"], line["level"], line["logger"]) for line in lines] == [
        ("token refused", "info", "hotline.test"),
        ("disk 90% full", "warning", "library"),
    ]


def test_what_is_called_a_secret_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("info")
    structlog.get_logger("hotline.test").info("x", token="eyJ", Authorization="Bearer eyJ", dsn="postgresql://a:b@c")
    written = capsys.readouterr().err
    assert "eyJ" not in written
    assert "a:b" not in written
    assert json.loads(written)["token"] == "…"


def test_less_than_the_level_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("error")
    structlog.get_logger("hotline.test").warning("not this")
    assert capsys.readouterr().err == ""
