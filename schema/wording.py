"""A refusal in words: parameters that are members of a vocabulary are told by their label, never by their code."""

from enum import Enum
from functools import cache
from typing import Final

from core.access.operations import Operation, registered
from core.cases.verbs import Verb
from core.codes.registry import CodeRegistry
from core.errors import Refused

_LISTS: Final = {"missing": "information_field"}
"""Parameters that are lists of codes, joined by commas, and the set these are of."""


def told(refused: Refused, codes: CodeRegistry, language: str) -> str:
    """The message in `zh` or `en`."""
    params = {name: _word(name, value, codes, language) for name, value in refused.params.items()}
    return Refused(refused.code, field=None, **params).text(language)


def _word(name: str, value: object, codes: CodeRegistry, language: str) -> object:
    if name in _LISTS:
        labels = [codes.entry(_LISTS[name], code).label(language) for code in str(value).split(", ")]
        return ", ".join(labels) if language == "en" else "、".join(labels)
    if isinstance(value, Verb):
        return _quoted(codes.entry("verb", value).label(language), language)
    if isinstance(value, Operation) or (name == "verb" and value in registered()):
        meaning = registered()[str(value)]
        return _quoted(meaning.en if language == "en" else meaning.zh, language)
    if isinstance(value, Enum):
        return _quoted(_names(type(value), language).get(value.name, value.name), language)
    return value


def _quoted(label: str, language: str) -> str:
    """The Chinese texts have their own quotes."""
    return f'"{label}"' if language == "en" else label


@cache
def _names(enum: type[Enum], language: str) -> dict[str, str]:
    """The official Chinese terms of a GraphQL enum; in English its names, for its descriptions there are sentences."""
    if language == "en":
        return {member.name: member.name.replace("_", " ").lower() for member in enum}
    definition = getattr(enum, "__strawberry_definition__", None)
    values = definition.values if definition else ()
    return {value.name: (value.description or value.name).splitlines()[-1] for value in values}
