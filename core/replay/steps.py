"""What happens to messages, in time order, and what of it is left to do."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from core.replay.position import HANDLED, REGISTERED, Position
from core.replay.source import Message


class Part(IntEnum):
    """Which part of a message's life; a message of an instant comes in before another's reply of that instant."""

    SUBMISSION = 0
    REPLY = 1


@dataclass(frozen=True, slots=True)
class Step:
    """One message's submission or reply at its original instant."""

    at: datetime
    part: Part
    message: Message


def steps(messages: Sequence[Message]) -> list[Step]:
    """All steps, earliest first; lines of the file decide between equals."""
    return sorted(_steps(messages), key=lambda step: (step.at, step.part, step.message.line))


def left(all_steps: Sequence[Step], known: Mapping[str, Position]) -> list[Step]:
    """The steps that have not been done, or not wholly."""
    return [step for step in all_steps if _is_left(step, known.get(step.message.source_id))]


def overtaken(step: Step, known: Mapping[str, Position]) -> bool:
    """Whether the step's case has gone on past the step's instant, so that it would have to go back in time."""
    position = known.get(step.message.source_id)
    return position is not None and step.at < position.last_event_at


def _steps(messages: Sequence[Message]) -> Iterator[Step]:
    for message in messages:
        yield Step(message.submitted_at, Part.SUBMISSION, message)
        if message.replied_at is not None:
            yield Step(message.replied_at, Part.REPLY, message)


def _is_left(step: Step, position: Position | None) -> bool:
    return position is None or position.state in (REGISTERED if step.part is Part.SUBMISSION else REGISTERED | HANDLED)
