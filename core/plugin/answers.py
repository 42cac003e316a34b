"""What hooks answer, and what a plug-in adds to the house."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from core.access.viewer import Viewer
from core.db.read import Read
from core.deadlines.budget import Budget
from core.errors import ErrorCode


@dataclass(frozen=True, slots=True)
class Veto:
    """One verb on one case must not happen now: `code` with its parameters is what the caller is told."""

    case_id: UUID
    verb: str
    code: ErrorCode
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DeadlineGrant:
    """The budget of a clock, and the rule that grants it, for the explanation: `utility_queues/HANDLING/water`."""

    budget: Budget
    rule: str


@dataclass(frozen=True, slots=True)
class Health:
    """How a plug-in is; `detail` is for operators and holds no personal data."""

    status: Literal["ok", "degraded", "failed"]
    detail: str = ""


@dataclass(frozen=True, slots=True)
class PanelRow:
    """One figure of a panel; `unit` is `cases`, `minutes`, `percent` and the like."""

    label_zh: str
    label_en: str
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class PanelRequest:
    """What a panel is asked: figures of these districts (six-digit codes, those where the plug-in is on and that the
    viewer's grants reach), for this viewer: what he may not see is not to be counted for him either."""

    read: Read
    districts: Sequence[str]
    viewer: Viewer


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel of the dashboard, for holders of `operation`; `key` is unique within the plug-in."""

    key: str
    title_zh: str
    title_en: str
    operation: str
    load: Callable[[PanelRequest], Awaitable[Sequence[PanelRow]]]


@dataclass(frozen=True, slots=True)
class Command:
    """`hotline <plug-in> <name>`.

    `run` is an async function whose first parameter is a UnitOfWork and whose others are annotated as typer reads them;
    the lines it returns are printed. A Refused ends it with exit code 2, and nothing is written.
    """

    name: str
    help: str
    run: Callable[..., Awaitable[Sequence[str]]]


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One code a plug-in adds to a set, its own (`legal_desk_outcome`) or a core one (`clock_kind`, `event_type`, `desk`)."""

    set: str
    code: str
    label_zh: str
    label_en: str
