"""What a plug-in may add: things under its own name, complete, and each once."""

import inspect
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import Table

from core.access.operations import Meaning
from core.access.operations import registered as operations
from core.errors import ErrorCode
from core.plugin.answers import CodeRow, Command, Panel


def problems(hook: str, plugin: str, answer: Any, others: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with an answer of a registration hook; `others` are the same plug-in's answers so far, by hook."""
    check = _CHECKS.get(hook)
    return check(plugin, answer, others) if check else iter(())


def _tables(plugin: str, tables: Sequence[Table], _: Mapping[str, Any]) -> Iterator[str]:
    for table in tables:
        if not table.name.startswith(f"{plugin}_"):
            yield f"table {table.name} must be called {plugin}_…"


def _operations(plugin: str, meanings: Mapping[str, Meaning], _: Mapping[str, Any]) -> Iterator[str]:
    for name, meaning in meanings.items():
        if not name.startswith(f"{plugin}/"):
            yield f"operation {name} must be called {plugin}/…"
        yield from _blanks(f"operation {name}", meaning)


def _error_codes(plugin: str, codes: Sequence[ErrorCode], _: Mapping[str, Any]) -> Iterator[str]:
    for error in codes:
        if not error.code.startswith(f"{plugin.upper()}_"):
            yield f"error code {error.code} must be called {plugin.upper()}_…"
        if error.plugin != plugin:
            yield f"error code {error.code} must say plugin={plugin!r}"
        if not error.zh.strip() or not error.en.strip():
            yield f"error code {error.code} has no text in both languages"
    yield from _repeated("error code", [error.code for error in codes])


def _codes(_: str, rows: Sequence[CodeRow], __: Mapping[str, Any]) -> Iterator[str]:
    for row in rows:
        yield from _blanks(f"code {row.set}/{row.code}", row)
    yield from _repeated("code", [f"{row.set}/{row.code}" for row in rows])


def _panels(_: str, panels: Sequence[Panel], others: Mapping[str, Any]) -> Iterator[str]:
    known = {*operations(), *others.get("operations", ())}
    for panel in panels:
        if panel.operation not in known:
            yield f"panel {panel.key} is for holders of {panel.operation}, which is no operation"
        if not inspect.iscoroutinefunction(panel.load):
            yield f"panel {panel.key}: load is written async def"
        if not panel.title_zh.strip() or not panel.title_en.strip():
            yield f"panel {panel.key} has no title in both languages"
    yield from _repeated("panel", [panel.key for panel in panels])


def _commands(_: str, commands: Sequence[Command], __: Mapping[str, Any]) -> Iterator[str]:
    for command in commands:
        if not inspect.iscoroutinefunction(command.run):
            yield f"command {command.name}: run is written async def"
    yield from _repeated("command", [command.name for command in commands])


def _blanks(what: str, row: Any) -> Iterator[str]:
    for one in fields(row):
        if not str(getattr(row, one.name)).strip():
            yield f"{what} has no {one.name}"


def _repeated(what: str, names: Iterable[str]) -> Iterator[str]:
    for name, times in Counter(names).items():
        if times > 1:
            yield f"{what} {name} is there {times} times"


_CHECKS: Mapping[str, Callable[[str, Any, Mapping[str, Any]], Iterator[str]]] = {
    "tables": _tables,
    "operations": _operations,
    "error_codes": _error_codes,
    "codes": _codes,
    "dashboard_panels": _panels,
    "cli_commands": _commands,
}
