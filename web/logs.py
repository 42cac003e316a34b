"""Logs: one JSON object a line on standard error, or readable lines on a terminal. Secrets never reach them."""

import json
import logging
import sys
from collections.abc import Collection, Mapping, MutableMapping
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import structlog
from pydantic import SecretStr
from structlog.typing import Processor

from core.settings import Settings
from web.redaction import LEFT_OUT, redacted

_SETTINGS: Final = tuple(name for name, one in Settings.model_fields.items() if "SecretStr" in str(one.annotation))
_SECRET: Final = frozenset(
    {"authorization", "cookie", "token", "access_token", "password", "secret", "key", "dsn", "client_assertion"}
    | set(_SETTINGS)
    | {f"hotline_{one}" for one in _SETTINGS}
)
_SHORTEST: Final = 8
"""A shorter secret would be found in words, and no line could be read."""
_CUT_OFF: Final = "Resetting connection with an active transaction"
"""What the driver says when it undoes the transaction of a task that was cut off: no fault of anybody's."""
_QUIET = ("alembic", "asyncio", "casbin", "uvicorn")


def secrets_of(settings: Settings) -> frozenset[str]:
    """What the settings hold that nobody may read: whole, and the passwords in addresses."""
    given = (getattr(settings, name) for name in _SETTINGS)
    whole = [one.get_secret_value() for one in given if isinstance(one, SecretStr)]
    passwords = [word for one in whole if (word := _password(one))]
    return frozenset((*whole, *passwords, *map(unquote, passwords)))


def _password(address: str) -> str | None:
    try:
        return urlsplit(address).password
    except ValueError:
        return None


def configure(level: str, secrets: Collection[str] = ()) -> None:
    """Send our own and every library's records of at least `level` through one chain; call it once, at the start.

    No line holds one of the `secrets`, whoever writes it.
    """
    console = sys.stderr.isatty()
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        calmly,
        without_secrets,
        redacted,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=_last(console, secrets))
    )
    root = logging.getLogger()
    root.handlers, root.level = [handler], getattr(logging, level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(root.level, logging.WARNING))


def calmly(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Call no error what happens when somebody goes away or a process stops."""
    return {**event, "level": "info"} if str(event["event"]).startswith(_CUT_OFF) else event


def without_secrets(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace what a key of the record, or of anything in it, calls a secret."""
    return {name: _kept(name, value) for name, value in event.items()}


def _kept(name: object, value: Any) -> Any:
    if str(name).lower().replace("-", "_") in _SECRET:
        return LEFT_OUT
    if isinstance(value, Mapping):
        return {inner: _kept(inner, one) for inner, one in value.items()}
    listed = (
        isinstance(value, list | tuple) and name != "exc_info"
    )  # that tuple must stay one: `redacted` knows it by that
    return [_kept(None, one) for one in value] if listed else value


def _last(console: bool, secrets: Collection[str]) -> list[Any]:
    strip = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    render: Processor = structlog.processors.JSONRenderer(ensure_ascii=False)
    return [strip, structlog.dev.ConsoleRenderer() if console else render, _Without(secrets)]


class _Without:
    """A processor behind the last: the line without the secrets, as they are and as JSON writes them."""

    def __init__(self, secrets: Collection[str]) -> None:
        long = {one for one in secrets if len(one) >= _SHORTEST}
        written = {json.dumps(one, ensure_ascii=False)[1:-1] for one in long}
        self._secrets = sorted(long | written, key=len, reverse=True)

    def __call__(self, _: object, __: str, line: str) -> str:
        for one in self._secrets:
            line = line.replace(one, LEFT_OUT)
        return line
