"""Asking a plug-in what it adds, once, while it is loaded."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import column
from sqlalchemy.dialects.postgresql import UUID

from core.access.operations import register as register_operation
from core.errors import register as register_error
from core.plugin.checks import problems
from core.plugin.hooks import Implementation

CASE_FILTER = "case_filter"
_SAMPLE = {name: column(name, UUID(as_uuid=True)) for name in ("case_id", "viewer_id")}


class Unfit(Exception):
    """The plug-in cannot take part; the message says why."""


def gather(hooks: Iterable[str], plugin: str, implemented: Mapping[str, Implementation]) -> Mapping[str, Any]:
    """The plug-in's answers to those of the registration hooks that it implements. Raises Unfit, or what a hook raises."""
    answers: dict[str, Any] = {}
    for hook in hooks:
        if hook in implemented:
            answers[hook] = _asked(implemented[hook], {})
    found = [problem for hook in answers for problem in problems(hook, plugin, answers[hook], answers)]
    if found:
        raise Unfit("; ".join(found))
    return answers


def try_filter(implemented: Mapping[str, Implementation]) -> None:
    """Have the plug-in say its `case_filter`, if it has one, for columns of no table. Raises as `gather` does."""
    if CASE_FILTER in implemented:
        _asked(implemented[CASE_FILTER], _SAMPLE)


def enter(answers: Mapping[str, Any]) -> None:
    """Enter error codes and operations in the registries of the process. Raises Unfit for what means something else there."""
    try:
        for error in answers.get("error_codes", ()):
            register_error(error)
        for name, meaning in answers.get("operations", {}).items():
            register_operation(name, meaning.zh, meaning.en)
    except ValueError as error:
        raise Unfit(str(error)) from None


def _asked(impl: Implementation, arguments: Mapping[str, Any]) -> Any:
    answer = impl.call(arguments)
    if not impl.fits(answer):
        raise Unfit(f"{impl.hook} answered {type(answer).__name__}, not {impl.answers}")
    return answer
