"""What is written in a plug-in's files: whom it imports, and whether its hooks are as they are specified."""

import ast
import inspect
import typing
from collections.abc import Iterator
from pathlib import Path

from core.plugin import hookspecs
from core.plugin.loaded import Loaded
from schema import hookspecs as schema_hookspecs


def imports(file: Path) -> Iterator[str]:
    """The names of the modules that a file imports absolutely."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module


def misannotated(plugin: Loaded) -> Iterator[str]:
    """What differs from the specification, hook by hook and argument by argument."""
    for spec_module in (hookspecs, schema_hookspecs):
        for name, spec in inspect.getmembers(spec_module, inspect.isfunction):
            made = getattr(plugin.module, name, None)
            if made is None or not hasattr(spec, "hotline_spec") or not hasattr(made, "hotline_impl"):
                continue
            expected, found = typing.get_type_hints(spec, _names()), typing.get_type_hints(made, _names())
            if inspect.iscoroutinefunction(spec) != inspect.iscoroutinefunction(made):
                yield f"{name}: async in one and not in the other"
            for argument, type_ in found.items():
                if expected.get(argument) != type_ and argument != "return":
                    yield f"{name}({argument}): {type_}, and the hook has {expected.get(argument)}"


def _names() -> dict[str, object]:
    from core.services import Services  # noqa: PLC0415 - the specification names it for type checkers only

    return {"Services": Services}
