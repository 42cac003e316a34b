"""The weighted lists of `Accept` and `Accept-Language` (RFC 9110, 12.4.2)."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_WEIGHT = re.compile(r"(0(\.\d{0,3})?|1(\.0{0,3})?)")


class Preference(NamedTuple):
    """One entry: the value in lower case, its other parameters, and how much it is wanted (0 means not at all)."""

    value: str
    parameters: dict[str, str]
    weight: float


def preferences(header: str) -> Iterator[Preference]:
    """The entries of `header` in their order; an entry whose weight is no number from 0 to 1 is left out."""
    for entry in header.lower().split(","):
        value, *rest = (part.strip() for part in entry.split(";"))
        parameters = dict(_parameter(part) for part in rest)
        weight = parameters.pop("q", "1")
        if value and _WEIGHT.fullmatch(weight):
            yield Preference(value, parameters, float(weight))


def _parameter(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name.strip(), value.strip().strip('"')
