"""Issuers that publish their keys at an address (OpenID Connect's `jwks_uri`): fetched, kept, and fetched again.

Keys are asked for every ten minutes, and at once where a token names one that is not known, but once a minute at most: a
stranger's tokens must not make us ask. A key that is withdrawn is honoured as long as a token signed with it may last. While
the address does not answer, what was known stays in force.
"""

import asyncio
import json
import re
import tomllib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any, Final
from urllib.parse import urlsplit

import structlog
from joserfc.jwk import Key

from core.outgoing import NotAsked, Outgoing
from web.auth.issuers import EXTERNAL_ALGORITHMS, STRONG, Issuer, public_keys
from web.problems import Halt

FRESH: Final = 600.0
AGAIN: Final = 60.0
HONOURED: Final = 900.0
PATIENCE: Final = 5.0
LONGEST: Final = 256 * 1024
_MUST, _MAY = frozenset({"name", "jwks", "algorithms", "prefix"}), frozenset({"district", "step_up"})
_CODE = re.compile(r"[0-9A-Za-z]+")

_log = structlog.get_logger("hotline.auth")
Fetch = Callable[[str], Awaitable[Any]]
"""The JSON at an address; any exception where there is none."""


@dataclass(frozen=True, slots=True)
class Published:
    """An issuer as it is configured: `prefix` before a token's `sub` makes an account's subject. See Issuer."""

    name: str
    jwks: str
    algorithms: tuple[str, ...]
    prefix: str
    district: str | None = None
    strong: frozenset[str] = STRONG

    def issuer(self, keys: Mapping[str, Key]) -> Issuer:
        """With the keys that it has published."""
        return Issuer(self.name, keys, self.algorithms, self.prefix, self.strong, self.district)


@dataclass(slots=True)
class RemoteKeys:
    """One issuer's keys as they were published last; `tick` is a monotonic clock in seconds."""

    published: Published
    fetch: Fetch
    tick: Callable[[], float] = monotonic
    _keys: dict[str, Key] = field(default_factory=dict)
    _gone: dict[str, float] = field(default_factory=dict)
    _asked: float = float("-inf")
    version: int = 0
    """Counts how often the keys have changed."""
    asking: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def issuer(self) -> Issuer:
        """With the keys that count now."""
        return self.published.issuer(dict(self._keys))

    @property
    def due(self) -> bool:
        """Whether it is time to ask: in good times every ten minutes, without any key every minute."""
        return self.tick() - self._asked >= (FRESH if self._keys else AGAIN)

    @property
    def may_ask(self) -> bool:
        """Whether an unknown key is a reason to ask."""
        return self.tick() - self._asked >= AGAIN

    async def refresh(self) -> bool:
        """Ask; whether anything is otherwise than before."""
        self._asked = now = self.tick()
        before = dict(self._keys)
        try:
            found = public_keys(await self.fetch(self.published.jwks), self.published.name)
        except Exception as fault:
            _log.error("issuer's keys not fetched", issuer=self.published.name, exception=type(fault).__qualname__)
            return False
        for kid in self._keys.keys() - found.keys():
            self._gone.setdefault(kid, now)
        self._gone = {kid: since for kid, since in self._gone.items() if kid not in found and now - since < HONOURED}
        self._keys = {kid: key for kid, key in self._keys.items() if kid in self._gone} | found
        changed = _told(before) != _told(self._keys)
        self.version += changed
        return changed


@dataclass(slots=True)
class RemoteIssuers:
    """All of them. `changed` is told of each whose keys have changed."""

    remotes: Sequence[RemoteKeys]
    changed: Callable[[Issuer], None]

    async def look(self) -> None:
        """Ask those whose turn it is; called every few seconds."""
        for one in self.remotes:
            if one.due:
                async with one.asking:
                    await self._ask(one)

    async def newer(self, name: str) -> bool:
        """Ask the issuer of this name, if it may be asked; whether its keys have changed."""
        found = next((one for one in self.remotes if one.published.name == name), None)
        if found is None:
            return False
        before = found.version
        async with found.asking:  # whoever comes while somebody asks has the same answer
            return found.version != before or (found.may_ask and await self._ask(found))

    async def _ask(self, one: RemoteKeys) -> bool:
        changed = await one.refresh()
        if changed:
            self.changed(one.issuer)
        return changed


def _told(keys: Mapping[str, Key]) -> dict[str, Any]:
    return {kid: key.as_dict() for kid, key in keys.items()}


def published_issuers(file: Path) -> list[Published]:
    """Those of a file of `[[issuer]]` tables. Raises Halt naming place and mend."""
    try:
        given = tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        told = error.strerror if isinstance(error, OSError) else "it is not TOML in UTF-8"
        raise Halt(f"HOTLINE_ISSUERS: {file} cannot be read: {told}.", "Name a file of [[issuer]] tables.") from None
    listed = given.get("issuer")
    if not isinstance(listed, list) or given.keys() != {"issuer"}:
        raise Halt(f"HOTLINE_ISSUERS: {file} holds something else than [[issuer]] tables.", "Write those alone.")
    found = [_published(one, f"HOTLINE_ISSUERS: {file}: issuer[{at}]") for at, one in enumerate(listed)]
    for what in ("name", "prefix"):
        values = [getattr(one, what) for one in found]
        if len(set(values)) < len(values):
            raise Halt(f"HOTLINE_ISSUERS: {file}: two issuers have the same {what}.", "Give each its own.")
    return found


def _published(one: Any, place: str) -> Published:
    if not isinstance(one, dict) or one.keys() - _MAY != _MUST:
        raise Halt(
            f"{place} has not exactly name, jwks, algorithms and prefix, and perhaps district and step_up.",
            "Give each of them once.",
        )
    algorithms = one["algorithms"]
    if not isinstance(algorithms, list) or not algorithms or any(one not in EXTERNAL_ALGORITHMS for one in algorithms):
        raise Halt(f"{place}.algorithms is no list of accepted ones.", f"Choose from {', '.join(EXTERNAL_ALGORITHMS)}.")
    if not all(isinstance(one[name], str) and one[name] for name in ("name", "jwks", "prefix")):
        raise Halt(f"{place}: name, jwks or prefix is no text.", "Write each in quotes.")
    if one["prefix"] in {"d:", "s:", "e:", "i:"} or one["prefix"].find(":") != len(one["prefix"]) - 1:
        raise Halt(f"{place}.prefix is taken, or has not one colon, at its end.", 'Write one such as "daiyue:".')
    if not _is_safe(one["jwks"]):
        raise Halt(f"{place}.jwks is no https:// address.", "Keys that anybody on the way can exchange are none.")
    return Published(one["name"], one["jwks"], tuple(algorithms), one["prefix"], *_bounds(one, place))


def _is_safe(address: str) -> bool:
    """Whether nobody on the way can exchange what is read there."""
    try:
        place = urlsplit(address)
        host, _ = place.hostname, place.port
    except ValueError:
        return False
    return bool(host) and (place.scheme == "https" or host in {"127.0.0.1", "::1", "localhost"})


def _bounds(one: Mapping[str, Any], place: str) -> tuple[str | None, frozenset[str]]:
    """The district it is confined to, and the values of `acr` that count as strong."""
    district, strong = one.get("district"), one.get("step_up", sorted(STRONG))
    if district is not None and not (isinstance(district, str) and _CODE.fullmatch(district)):
        raise Halt(f"{place}.district is no code of a district.", 'Write digits in quotes, such as "370911".')
    if not isinstance(strong, list) or not all(isinstance(value, str) and value for value in strong):
        raise Halt(f"{place}.step_up is no list of texts.", 'List values of acr, such as ["phr"], or none.')
    return district, frozenset(strong)


async def fetched(outgoing: Outgoing, url: str) -> Any:
    """See Fetch: at most `LONGEST` bytes, within `PATIENCE` seconds. Who answers elsewhere is not who was named."""
    answer = await outgoing.ask(url, patience=PATIENCE, longest=LONGEST)
    if answer.status != 200:
        raise NotAsked(f"the answer is {answer.status}")
    return json.loads(answer.body)
