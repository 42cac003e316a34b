"""Canaries in every kind of log line: none of them arrives, whatever brings it there.

The cases are made from the declarations of sealed fields, so that a new one is tried without a word here.
"""

import ast
import asyncio
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import pytest
import structlog

from core.plugin.host import PluginHost
from core.sealing.columns import SealedField, declared
from core.sealing.masks import MaskKind
from core.settings import Settings
from web import logs
from web.plugins import plugins_of
from web.redaction import LEFT_OUT, redacted

ROOT = Path(__file__).parents[2]
CANARIES = {
    MaskKind.PHONE: "13805380001",
    MaskKind.ID: "37090219900101123X",
    MaskKind.EMAIL: "canary.two@example.com.cn",
    MaskKind.NAME: "金丝雀甲",
    MaskKind.ADDRESS: "泰山区金丝雀路9号",
    MaskKind.TEXT: "金丝雀说的话",
}
FORMS = ["13805380001", "+86 138 0538 0001", "138-0538-0001", "37090219900101123X", "37090219900101123x",
         "canary.two@example.com.cn"]  # fmt: skip
_LOUD = {"debug", "info", "warning", "error", "exception", "critical"}


@pytest.fixture(scope="module", autouse=True)
def everything() -> PluginHost:
    """All that the bundled plug-ins declare."""
    return plugins_of(Settings.model_validate({"plugins_toml": ROOT / "plugins.toml"}))


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """The logging of the test run, put back after the test."""
    root = logging.getLogger()
    kept = root.handlers[:], root.level, structlog.get_config()
    yield
    root.handlers[:], root.level = kept[0], kept[1]
    structlog.configure(**kept[2])


def camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)


def test_there_is_something_to_keep() -> None:
    assert len(declared()) >= 25
    assert {one.kind for one in declared()} == set(MaskKind)


def test_what_bears_the_name_of_a_sealed_field_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("debug")
    for one in list(declared()):
        word, plain = CANARIES[one.kind], one.name
        for name in (plain, plain.upper(), camel(plain), f"{plain}_mask", f"{plain}_sealed"):
            structlog.get_logger("hotline.x").warning(
                "x", **{name: word}, inner={"rows": [{name: word}]}, more=[(name,)]
            )
            structlog.get_logger("hotline.x").warning("x", **{name: word.encode()})
            logging.getLogger("library").warning("x", extra={name: word} if name not in {"name"} else {})
    said = capsys.readouterr().err
    assert [word for word in CANARIES.values() if word in said] == []
    assert all(json.loads(line) for line in said.splitlines())


@pytest.mark.parametrize("word", FORMS)
def test_what_has_the_form_of_one_is_left_out_wherever_it_stands(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("debug")
    ours = structlog.get_logger("hotline.x")
    ours.warning(f"called from {word}, at once")
    ours.warning("x", reason=f"（{word}）", deep={"a": [{"b": word}, {word}]}, **{"k " + word: 1})
    logging.getLogger("library").warning("row (%s) refused: %r", word, {"value": word})
    if word.isdigit():
        ours.warning("x", number=int(word))
    said = capsys.readouterr().err
    assert word not in said
    assert said.count(LEFT_OUT) >= 7


@pytest.mark.parametrize(
    "word",
    [
        "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJkOm9wIn0.c2lnbmF0dXJl",
        f"hk_{'a' * 16}_{'B' * 43}",
        "hotline:geheim-77@db.example",
        ":geheim-77@db.example",
    ],
)
def test_tokens_keys_and_passwords_of_addresses_are_known_by_their_form(
    word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure("debug")
    said = f"postgresql://{word}/hotline" if "@" in word else word
    structlog.get_logger("hotline.x").warning("x", given=said, deep=[{said: 1}])
    logging.getLogger("library").warning("cannot use %s: %r", said, said)
    written = capsys.readouterr().err
    assert "geheim" not in written
    assert word not in written
    assert "library" in written


@dataclass(frozen=True)
class _Input:
    """Like the input of a command."""

    title: str
    phone: str
    count: int
    code: str = field(repr=False)
    inner: "_Input | None" = None


def test_an_input_is_told_without_what_its_sealed_fields_hold_and_no_other_object_by_its_words(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.configure("debug")
    inner = _Input("金丝雀甲", "金丝雀乙", 1, "金丝雀丙")

    class Odd:
        def __str__(self) -> str:
            return "金丝雀丁"

        __repr__ = __str__

    structlog.get_logger("hotline.x").warning(
        "x", given=_Input("金丝雀甲", "金丝雀乙", 2, "金丝雀丙", inner), odd=[Odd()]
    )
    said = capsys.readouterr().err
    assert "金丝雀" not in said
    line = json.loads(said)
    assert line["given"]["inner"] == {"title": LEFT_OUT, "phone": LEFT_OUT, "count": 1, "inner": None}
    assert line["odd"] == [f"<{Odd.__qualname__}>"]


def test_ids_times_and_counts_stay(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("debug")
    kept = {
        "error_id": "138053800011380538000113805380001a"[:32],
        "pos": 138053,
        "seconds": 1.5,
        "at": "2026-11-23T01:02:03.123456Z",
    }
    structlog.get_logger("hotline.x").info("x", **kept, none=None, yes=True)
    line = json.loads(capsys.readouterr().err)
    assert {name: line[name] for name in kept} == kept
    assert (line["none"], line["yes"]) == (None, True)


def test_an_exception_is_told_by_types_and_places_alone(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("debug")

    def fails(citizen: str) -> None:
        words = {"citizen": citizen}
        try:
            raise KeyError(words["citizen"])
        except KeyError as error:
            error.add_note(citizen)
            raise ValueError(citizen) from error

    for log in (structlog.get_logger("hotline.x"), logging.getLogger("uvicorn.error")):
        try:
            fails("金丝雀甲")
        except ValueError as error:
            log.exception("went wrong")
            log.error("went wrong", exc_info=error)
            log.error("went wrong", stack_info=True)
            structlog.get_logger("hotline.x").error("went wrong", error=error)
    said = capsys.readouterr().err
    assert "金丝雀" not in said
    line: dict[str, Any] = json.loads(said.splitlines()[0])
    assert line["exceptions"] == ["builtins.ValueError", "builtins.KeyError"]
    assert line["frames"][-1].endswith(" fails")


async def test_a_task_that_nobody_looked_after_is_told_without_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("debug")
    logging.getLogger("asyncio").setLevel(logging.WARNING)

    async def fails() -> None:
        raise ValueError("金丝雀甲")

    task = asyncio.get_running_loop().create_task(fails())
    await asyncio.wait((task,))
    context = {"message": "Task exception was never retrieved", "exception": task.exception(), "future": task}
    asyncio.get_running_loop().default_exception_handler(context)
    said = capsys.readouterr().err
    assert "金丝雀" not in said
    assert json.loads(said)["event"] == "Task exception was never retrieved"
    assert json.loads(said)["exceptions"] == ["builtins.ValueError"]


def test_a_field_declared_later_is_kept_too() -> None:
    redacted(None, "", {"event": "x"})
    late = SealedField("late_table", "late_secret_word", MaskKind.NAME)
    try:
        assert redacted(None, "", {"lateSecretWord": "金丝雀甲"}) == {"lateSecretWord": LEFT_OUT}
    finally:
        declared().discard(late)


def test_no_line_of_ours_is_given_a_sealed_field_or_put_together_from_values() -> None:
    sealed = {one.name for one in declared()} | {camel(one.name) for one in declared()}
    wrong, seen = [], 0
    for package in ("core", "schema", "plugins", "web"):
        for file in (ROOT / package).rglob("*.py"):
            for call in ast.walk(ast.parse(file.read_text("utf-8"))):
                if not (
                    isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in _LOUD
                ):
                    continue
                if not (isinstance(call.func.value, ast.Name) and call.func.value.id in {"_log", "log", "logger"}):
                    continue
                seen += 1
                named = {one.arg for one in call.keywords} & sealed
                if named or not all(isinstance(one, ast.Constant) for one in call.args):
                    wrong.append(f"{file.relative_to(ROOT)}:{call.lineno}")
    assert wrong == []
    assert seen >= 30


SHOWN = {
    "sealed": "as the database has it",
    "wrapped": "as the database has it",
    "sha256": "a digest",
    "digest": "a digest",
    "fingerprint": "a keyed digest",
    "root": "a digest",
    "approved": "a digest",
    "source": "a keyed digest",
    "index": "a keyed digest",
    "now": "a keyed digest",
    "next": "a keyed digest",
    "chain": "a digest",
    "before": "a digest",
    "after": "a digest",
    "binding": "what a cursor is for",
    "data": "a wake-up of the bus",
}
"""Fields of bytes that `repr` may show, by the last word of their names, and why."""
WRAPPED_OR_NONE = [
    "core.audit.reveal.Granted.case_key",
    "core.sealing.envelope.SealingKey.key_id",
    "schema.plan.explain._Asks.signing_key",
]
"""A key as the database has it, which key it is, and thirty-two zeros."""


def test_whatever_tells_an_object_in_words_tells_no_key() -> None:
    """Not only our logs: a debugger, a crash report, a profiler print objects as `repr` does."""
    told = []
    for package in ("core", "schema", "plugins", "web"):
        for module in walk_packages([str(ROOT / package)], f"{package}."):
            if module.name.endswith("__main__"):
                continue
            for kind in vars(import_module(module.name)).values():
                if not (isinstance(kind, type) and is_dataclass(kind) and kind.__module__ == module.name):
                    continue
                told += [
                    f"{kind.__module__}.{kind.__qualname__}.{one.name}"
                    for one in fields(kind)
                    if one.repr and "bytes" in str(one.type) and one.name.rpartition("_")[2] not in SHOWN
                ]
    assert sorted(told) == WRAPPED_OR_NONE, "declare it field(repr=False), or say why it may be shown"
