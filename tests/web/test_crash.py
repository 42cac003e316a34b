"""What nobody caught is told by types and places, whatever brought it to an end."""

import gc
import sys
import threading
import warnings

import asyncpg
import pytest

from web import crash, worker
from web.cli import main as command_line

WORD = "金丝雀title00000雀"


@pytest.fixture(autouse=True)
def hooks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python's own, put back after the test."""
    for module, name in ((threading, "excepthook"), (sys, "unraisablehook"), (warnings, "showwarning")):
        monkeypatch.setattr(module, name, getattr(module, name))


def fails() -> None:
    row = asyncpg.CheckViolationError("new row violates a check")
    row.detail = f"Failing row contains ({WORD})."  # type: ignore[attr-defined]
    try:
        raise row
    except asyncpg.PostgresError as error:
        error.add_note(WORD)
        raise ValueError(WORD) from error


def test_python_itself_would_tell_the_words() -> None:
    with pytest.raises(ValueError, match=WORD) as caught:
        fails()
    assert WORD in str(caught.value.__cause__)


def heard(capsys: pytest.CaptureFixture[str]) -> str:
    said = capsys.readouterr()
    assert said.out == ""
    assert WORD not in said.err
    return said.err


def test_a_command_ends_with_1_and_tells_types_and_places(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command_line, "application", lambda: fails)
    monkeypatch.setattr(command_line.signal, "signal", lambda *_: None)
    with pytest.raises(SystemExit) as ended:
        command_line.main()

    said = heard(capsys)
    assert ended.value.code == 1
    assert said.splitlines()[1:3] == ["builtins.ValueError", "asyncpg.exceptions.CheckViolationError"]
    assert said.rstrip().endswith(" fails")


def test_so_does_a_worker(capsys: pytest.CaptureFixture[str]) -> None:
    assert worker._worked(fails) == 1
    assert "builtins.ValueError" in heard(capsys)


def test_of_several_at_once_each_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        fails()
    except ValueError as error:
        crash.tell(ExceptionGroup(WORD, [error, KeyError(WORD)]))

    kinds = [line for line in heard(capsys).splitlines()[1:] if not line.startswith(" ")]
    assert kinds == [
        "builtins.ExceptionGroup",
        "builtins.ValueError",
        "asyncpg.exceptions.CheckViolationError",
        "builtins.KeyError",
    ]


def test_so_does_a_thread(capsys: pytest.CaptureFixture[str]) -> None:
    crash.install()
    thread = threading.Thread(target=fails)
    thread.start()
    thread.join()
    assert "builtins.ValueError" in heard(capsys)


def test_so_does_a_finaliser(capsys: pytest.CaptureFixture[str]) -> None:
    class Ends:
        def __del__(self) -> None:
            fails()

    crash.install()
    del (one := [Ends()])[0]
    gc.collect()
    assert one == []
    assert "builtins.ValueError" in heard(capsys)


def test_a_warning_is_told_by_its_kind_and_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        crash.install()
        warnings.warn(WORD, RuntimeWarning, stacklevel=1)
    assert heard(capsys).startswith(f"hotline: RuntimeWarning at {__file__}:")
