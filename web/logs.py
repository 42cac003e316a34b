"""Logs: one JSON object a line on standard error, or readable lines on a terminal. Secrets never reach them."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.typing import Processor

from web.redaction import redacted

_SECRET = frozenset({"authorization", "token", "password", "secret", "key", "dsn", "database_url", "root_key"})
_QUIET = ("alembic", "asyncio", "casbin", "uvicorn")


def configure(level: str) -> None:
    """Send our own and every library's records of at least `level` through one chain; call it once, at the start."""
    console = sys.stderr.isatty()
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
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
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=_last(console)))
    root = logging.getLogger()
    root.handlers, root.level = [handler], getattr(logging, level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(root.level, logging.WARNING))


def without_secrets(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace what a key of the record calls a secret."""
    return {name: "…" if name.lower() in _SECRET else value for name, value in event.items()}


def _last(console: bool) -> list[Processor]:
    strip = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    if console:
        return [strip, structlog.dev.ConsoleRenderer()]
    return [strip, structlog.processors.JSONRenderer(ensure_ascii=False)]
