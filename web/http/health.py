"""Whether the process lives, and whether it should get requests."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from web.http.codes import SERVICE_UNAVAILABLE
from web.http.refusals import Refusal
from web.http.responses import refused

ReadinessCheck = Callable[[], Awaitable[Sequence[str]]]
Troubles = Callable[[], Sequence[str]]
MayKnow = Callable[[Request], Awaitable[bool]]
CHECK_SECONDS = 5.0
_log = structlog.get_logger("hotline.health")


async def _nobody(_: Request) -> bool:
    return False


def health_routes(
    check: ReadinessCheck, troubles: Troubles = tuple, may_know: MayKnow = _nobody, seconds: float = CHECK_SECONDS
) -> list[Route]:
    """`/health/live` and `/health/ready`.

    `check` returns what keeps the service from working, an empty list when nothing does; so do its own failure and its
    silence for `seconds`. What it says goes to the log: strangers learn only 200 or 503. `troubles` returns what is out of
    order while the service works: it is then `degraded`, still 200, and callers who `may_know` are told what it is.
    """

    async def live(_: Request) -> Response:
        return JSONResponse({"status": "live"})

    async def ready(request: Request) -> Response:
        problems = await _problems(check, seconds)
        if problems:
            _log.warning("not ready", problems=problems)
            return refused(request, Refusal(SERVICE_UNAVAILABLE, 503))
        found = list(troubles())
        if not found:
            return JSONResponse({"status": "ready"})
        told = {"troubles": found} if await may_know(request) else {}
        return JSONResponse({"status": "degraded", **told})

    return [Route("/health/live", live, methods=["GET"]), Route("/health/ready", ready, methods=["GET"])]


async def _problems(check: ReadinessCheck, seconds: float) -> list[str]:
    try:
        async with asyncio.timeout(seconds):
            return list(await check())
    except Exception as fault:
        return [f"the readiness check raised {type(fault).__qualname__}"]
