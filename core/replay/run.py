"""The replay: submissions, replies, due timers and what plug-ins do, merged in time order under a virtual clock."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import monotonic
from typing import Any

from sqlalchemy import bindparam, null, select, update
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.clock import VirtualClock
from core.codes.model import category
from core.db.read import Read
from core.db.uow import unit_of_work
from core.deadlines.model import timer
from core.errors import Refused
from core.replay.acts import Desk, Staff, reply, submit
from core.replay.alone import Line, alone
from core.replay.followers import Followers
from core.replay.passing import Passing
from core.replay.position import positions
from core.replay.rejects import Reason, Reject
from core.replay.rules import Rules
from core.replay.source import Source
from core.replay.steps import Part, Step, left, overtaken, steps
from core.services import Services

Progress = Callable[[int, int, datetime], None]
"""Told after each step: how many are done, of how many, and the replay's present."""

_LEVEL_1 = select(category.c.name, category.c.code).where(category.c.level == 1)
_MARKED = select(timer.c.id).where(timer.c.replay_id == bindparam("replay_id", type_=Uuid(as_uuid=True))).limit(5_000)
_CLEAR = update(timer).where(timer.c.id.in_(_MARKED)).values(replay_id=null())


@dataclass
class Run:
    """What one run did. `complete` is False when it was stopped; the next run does the rest.

    `overtaken` steps were left out, because their cases have gone on past their instants since an earlier import.
    """

    imported: int = 0
    already_there: int = 0
    overtaken: int = 0
    steps: int = 0
    timers: int = 0
    seconds: float = 0.0
    complete: bool = False
    refused: list[Reject] = field(default_factory=list)


async def replay(
    pool: Any,
    services: Services,
    staff: Staff,
    rules: Rules,
    source: Source,
    *,
    stop: Callable[[], bool] = lambda: False,
    progress: Progress = lambda _done, _of, _at: None,
) -> Run:
    """Import what is not there yet; `stop` is asked between steps. Only the replay's own timers fire meanwhile.

    Raises ReplayUnderWay when another process replays the same file.
    """
    began = monotonic()
    async with alone(pool, source.replay_id) as line:
        run, to_do = await _to_do(Read(line), rules, source)
        desk = await _desk(line, services, staff, rules, source, to_do)
        time = Passing(desk, Followers.of(line, desk.services))
        await time.begin()
        for step in to_do:
            if stop():
                break
            await time.until(step.at)
            await _do(desk, step, run)
            await time.follow()
            progress(run.steps, len(to_do), step.at)
        else:
            await time.end(services.clock.now())
            await _release(desk)
            run.complete = True
    run.timers = time.timers
    run.seconds = monotonic() - began
    return run


async def _to_do(read: Read, rules: Rules, source: Source) -> tuple[Run, list[Step]]:
    """What an earlier run has left, and a run that has not done it yet."""
    known = await positions(read, rules.case.channel, [one.source_id for one in source.messages])
    undone = left(steps(source.messages), known)
    to_do = [step for step in undone if not overtaken(step, known)]
    return Run(already_there=len(known), overtaken=len(undone) - len(to_do)), to_do


async def _desk(
    line: Line, services: Services, staff: Staff, rules: Rules, source: Source, to_do: Sequence[Step]
) -> Desk:
    """Services with a clock of the replay's own, which stands at its first step."""
    clock = VirtualClock(to_do[0].at if to_do else services.clock.now())
    own = replace(services, clock=clock, replay_id=source.replay_id)
    leaf = rules.category.otherwise  # a message that names the leaf's own branch is as unclassified as one without
    found = await Read(line).fetch(_LEVEL_1)
    categories = {row["name"]: row["code"] for row in found if not leaf.startswith(row["code"])}
    return Desk(line, own, clock, staff, rules, categories)


async def _do(desk: Desk, step: Step, run: Run) -> None:
    """One step; a row that a command refuses is told, and the others go on."""
    run.steps += 1
    message = step.message
    found = await positions(Read(desk.line), desk.rules.case.channel, [message.source_id])
    position = found.get(message.source_id)
    try:
        if step.part is Part.SUBMISSION:
            run.imported += position is None
            await submit(desk, message, position)
        elif position is not None:
            await reply(desk, message, position)
    except Refused as refused:
        run.refused.append(Reject(message.line, message.source_id, Reason.REFUSED, refused.code.code))


async def _release(desk: Desk) -> None:
    """Give what is still armed to the ordinary scanner, and with it the cases to the plug-ins' ordinary readers."""
    while await _clear(desk):
        pass


async def _clear(desk: Desk) -> int:
    async with unit_of_work(desk.line, desk.services) as uow:
        return await uow.execute(_CLEAR, replay_id=desk.services.replay_id)
