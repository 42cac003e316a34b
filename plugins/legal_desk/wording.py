"""Templates of opinions: `{name}` is a placeholder, `{{` and `}}` are braces."""

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter

GIVEN = ("facts", "analysis", "advice")
"""What the lawyer writes."""
FILLED = ("case_no", "date", "provisions")
"""What the desk fills in itself."""
NEEDED = ("advice", "provisions")
"""A template without these would give an opinion that advises nothing or cites nothing."""


@dataclass(frozen=True, slots=True)
class Faults:
    """Why a text is no template: names it must not use, names it lacks, braces that do not match."""

    unknown: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    unreadable: bool = False

    def __bool__(self) -> bool:
        return self.unreadable or bool(self.unknown or self.missing)


def faults(body: str) -> Faults:
    """What is wrong with a template's text."""
    try:
        parts = list(Formatter().parse(body))
    except ValueError:
        return Faults(unreadable=True)
    used = {name for _, name, _, _ in parts if name is not None}
    # A conversion or format would read the value's attributes: only the bare name is a placeholder.
    bent = any(spec or conversion for _, name, spec, conversion in parts if name is not None)
    unknown = tuple(sorted(used - {*GIVEN, *FILLED}))
    return Faults(unknown, tuple(name for name in NEEDED if name not in used), unreadable=bent)


def wanted(body: str) -> frozenset[str]:
    """The placeholders of a template that the lawyer has to write."""
    return frozenset(name for _, name, _, _ in Formatter().parse(body) if name in GIVEN)


def filled(body: str, values: Mapping[str, str]) -> str:
    """The text, every placeholder replaced once: braces in the values stay what they are."""
    return "".join(
        literal + (values[name] if name is not None else "") for literal, name, _, _ in Formatter().parse(body)
    )


def cited(position: int, law: str, article: str, quotation: str) -> str:
    """One provision as an opinion prints it."""
    return f"{position}. 《{law.strip('《》')}》{article}：{quotation}"
