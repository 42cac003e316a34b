"""A plug-in adds things under its own name, complete, and each once."""

from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, Table

from core.access.operations import Meaning
from core.errors import ErrorCode
from core.plugin.answers import CodeRow, Command, Panel
from core.plugin.checks import problems


async def load(request: Any) -> Any: ...


def plain(request: Any) -> Any: ...


def table(name: str) -> Table:
    return Table(name, MetaData(), Column("id", Integer))


def error(code: str = "AIR_BUSY", zh: str = "忙", en: str = "busy", plugin: str | None = "air") -> ErrorCode:
    return ErrorCode(code, zh, en, plugin=plugin)


def panel(key: str = "queue", operation: str = "air/read", title: str = "队列", of: Any = load) -> Panel:
    return Panel(key, title, "Queue", operation, of)


def command(name: str = "check", run: Any = load) -> Command:
    return Command(name, "Check it.", run)


GOOD: dict[str, Any] = {
    "tables": [table("air_station")],
    "operations": {"air/read": Meaning("查看", "see it")},
    "error_codes": [error(), error("AIR_FULL")],
    "codes": [CodeRow("desk", "AIR", "空气", "Air"), CodeRow("air_outcome", "AIR", "空气", "Air")],
    "dashboard_panels": [panel(), panel("sum", operation="case.read")],
    "cli_commands": [command(), command("list")],
    "access_policies": "",
}


def found(hook: str, answer: Any) -> list[str]:
    return list(problems(hook, "air", answer, {"operations": GOOD["operations"]}))


@pytest.mark.parametrize("hook", GOOD)
def test_nothing_is_wrong_with_what_is_right(hook: str) -> None:
    assert found(hook, GOOD[hook]) == []


@pytest.mark.parametrize(
    ("hook", "answer", "problem"),
    [
        ("tables", [table("station")], "table station must be called air_…"),
        ("operations", {"read": Meaning("查看", "see")}, "operation read must be called air/…"),
        ("operations", {"air/read": Meaning(" ", "see")}, "operation air/read has no zh"),
        ("error_codes", [error("BUSY")], "error code BUSY must be called AIR_…"),
        ("error_codes", [error(plugin=None)], "error code AIR_BUSY must say plugin='air'"),
        ("error_codes", [error(plugin="gas")], "error code AIR_BUSY must say plugin='air'"),
        ("error_codes", [error(zh="")], "error code AIR_BUSY has no text in both languages"),
        ("error_codes", [error(), error()], "error code AIR_BUSY is there 2 times"),
        ("codes", [CodeRow("desk", "", "空气", "Air")], "code desk/ has no code"),
        ("codes", [CodeRow("desk", "AIR", "空气", "")], "code desk/AIR has no label_en"),
        ("codes", [CodeRow("desk", "AIR", "空气", "Air")] * 2, "code desk/AIR is there 2 times"),
        (
            "dashboard_panels",
            [panel(operation="air/write")],
            "panel queue is for holders of air/write, which is no operation",
        ),
        ("dashboard_panels", [panel(of=plain)], "panel queue: load is written async def"),
        ("dashboard_panels", [panel(title="")], "panel queue has no title in both languages"),
        ("dashboard_panels", [panel(), panel()], "panel queue is there 2 times"),
        ("cli_commands", [command(run=plain)], "command check: run is written async def"),
        ("cli_commands", [command(), command()], "command check is there 2 times"),
    ],
)
def test_what_is_wrong_is_named(hook: str, answer: Any, problem: str) -> None:
    assert found(hook, answer) == [problem]
