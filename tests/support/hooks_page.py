"""plugins/HOOKS.md, made from the hookspecs. Write it anew with `python -m tests.support.hooks_page`."""

import ast
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from core.plugin import hookspecs as of_the_core
from schema import hookspecs as of_the_schema

PAGE = Path(__file__).parents[2] / "plugins" / "HOOKS.md"
_REGISTRATION = "Registration"
_RUN_TIME = "Run time"
_LONGEST = 110

_HEAD = """\
# Hooks

Every hook a plug-in can implement, with its exact signature. The names in them are those of `core.api` and `schema.api`.
This page is made from `core/plugin/hookspecs.py` and `schema/hookspecs.py` by `.venv/bin/python -m tests.support.hooks_page`,
and a test holds it to them. `docs/plugins.md` shows how to write a plug-in.

A hook is a function of the plug-in's module `plugin`, marked `@hook`. It names the arguments it wants; those it does not name
are not passed. In a district where the plug-in is off its run-time hooks are not called. The word in brackets is what happens
to answers and failures:

| | several plug-ins | a failure, a nonsensical answer, or one that takes longer than `timeout_ms` |
| --- | --- | --- |
| collect | all are asked | the others' answers stand; it is counted and shown in `health` |
| first | in the order of `plugins.toml`, until one answers something | logged, and the next is asked; the core is the last |
| veto | all are asked, the first veto is told | counts as a veto, `PLUGIN_FAILED` |
| in transaction | all, in order | undoes the command; the caller gets an incident number |
| notify | each by itself | logged and tried again; nobody else notices |
"""


@dataclass(frozen=True, slots=True)
class Hook:
    """One hook as its source says it."""

    name: str
    signature: str
    doc: str
    registration: bool


def hooks() -> tuple[Hook, ...]:
    """All hooks, in the order of the sources."""
    return (*_of(of_the_core), *_of(of_the_schema))


def page() -> str:
    """The page as it must be."""
    groups = ((_REGISTRATION, True), (_RUN_TIME, False))
    return _HEAD + "".join(
        f"\n## {title}\n" + "".join(_section(one) for one in hooks() if one.registration is registration)
        for title, registration in groups
    )


def _section(one: Hook) -> str:
    return f"\n### {one.name}\n\n```python\n{one.signature}\n```\n\n{one.doc}\n"


def _of(module: ModuleType) -> Iterator[Hook]:
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.decorator_list:
            doc = inspect.cleandoc(ast.get_docstring(node) or "")
            yield Hook(node.name, _signature(node), doc, isinstance(node, ast.FunctionDef))


def _signature(node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    """On one line, or one argument a line."""
    head = f"{'async ' if isinstance(node, ast.AsyncFunctionDef) else ''}def {node.name}"
    arguments = [ast.unparse(one).replace("'", "") for one in node.args.args]
    answers = ast.unparse(node.returns).replace("'", "") if node.returns else "None"
    line = f"{head}({', '.join(arguments)}) -> {answers}"
    return line if len(line) <= _LONGEST else f"{head}(\n    " + ",\n    ".join(arguments) + f",\n) -> {answers}"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
