"""Looks every second whether a timer is due; any number of processes may."""

import asyncio
from typing import Any

from core.deadlines.fire import fire_due
from core.events.repeat import repeat
from core.services import Services

SECONDS = 1.0


async def run_scanner(pool: Any, services: Services, stop: asyncio.Event) -> None:
    """Fire what is due until `stop` is set, surviving restarts of the database."""
    await repeat("timers", lambda: fire_due(pool, services), stop, SECONDS)
