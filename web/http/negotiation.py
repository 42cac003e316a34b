"""Which media type and which language an answer has."""

from functools import lru_cache
from typing import Literal

from starlette.requests import HTTPConnection, Request

from web.http.codes import NOT_ACCEPTABLE
from web.http.preferences import Preference, preferences
from web.http.refusals import Refusal

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
_REMEMBERED = 256  # clients send few different headers
_WILDCARDS = ("application/*", "*/*")
Language = Literal["zh", "en"]


def media_type(request: Request) -> str:
    """The offered type the caller wants most, the first named among equals. Raises Refusal 406 for neither."""
    best = best_type(",".join(request.headers.getlist("accept")))
    if best is None:
        raise Refusal(NOT_ACCEPTABLE, 406, offered=f"{GRAPHQL}, {JSON}")
    return best


def accepts(request: HTTPConnection, offered: str) -> bool:
    """Whether the caller takes `offered` at all; without the header anything is taken."""
    header = ",".join(request.headers.getlist("accept"))
    kind = offered.partition("/")[0]
    weights = {entry.value: entry.weight for entry in preferences(header)}
    named = next((weights[name] for name in (offered, f"{kind}/*", "*/*") if name in weights), 0.0)
    return not header.strip() or named > 0


@lru_cache(_REMEMBERED)
def best_type(header: str) -> str | None:
    """The offered type an `Accept` header wants most; None for neither."""
    if not header.strip():
        return JSON
    listed = [entry for entry in preferences(header) if entry.parameters.get("charset", "utf-8") == "utf-8"]
    wanted = {offered: _weight(offered, listed) for offered in _in_order(listed)}
    best = max(wanted, key=lambda offered: wanted[offered])
    return best if wanted[best] else None


def language(request: HTTPConnection) -> Language:
    """Chinese unless `Accept-Language` wants English more."""
    return spoken(",".join(request.headers.getlist("accept-language")))


@lru_cache(_REMEMBERED)
def spoken(header: str) -> Language:
    """Chinese unless an `Accept-Language` header wants English more."""
    wanted = {"zh": 0.0, "en": 0.0}
    for entry in preferences(header):
        name = entry.value.partition("-")[0]
        if name in wanted:
            wanted[name] = max(wanted[name], entry.weight)
    return "en" if wanted["en"] > wanted["zh"] else "zh"


def _in_order(listed: list[Preference]) -> list[str]:
    named = [entry.value for entry in listed if entry.value in (JSON, GRAPHQL)]
    return list(dict.fromkeys([*named, JSON, GRAPHQL]))  # whoever takes anything is taken for an older client


def _weight(offered: str, listed: list[Preference]) -> float:
    """The weight of the most specific entry that covers `offered`."""
    for pattern in (offered, *_WILDCARDS):
        weights = [entry.weight for entry in listed if entry.value == pattern]
        if weights:
            return max(weights)
    return 0.0
