"""recordCallback (回访): attempts, and the three separate answers (Art. 16)."""

from core.access.viewer import Viewer
from core.cases import check, sealed
from core.cases.begin import on_case
from core.cases.change import Change
from core.cases.inputs.callback import RecordCallback
from core.cases.outcome import Outcome
from core.cases.release import end
from core.cases.states import CaseState, Channel, Resolution, Satisfaction
from core.cases.verbs import Verb
from core.cases.write import write
from core.db.uow import UnitOfWork
from core.errors import ErrorCode, Refused, register
from core.ids import new_id
from core.ratings.model import callback

ANSWERS_INCOMPLETE = register(
    ErrorCode(
        "ANSWERS_INCOMPLETE",
        "已联系到诉求人的，应当分别记录是否联系、是否解决、对结果和对过程的满意度；未评价的应当注明原因。",
        "When the reporter was reached, record contact, resolution and both satisfactions, or why there is no rating.",
        "16",
    )
)
NOT_IMPORTED = register(
    ErrorCode(
        "NOT_IMPORTED",
        "只有历史导入的工单可以用导入渠道记录回访。",
        "Only a case that was imported has its callback recorded through the channel IMPORT.",
        "16",
    )
)
UNREACHABLE = "UNREACHABLE"


async def record_callback(uow: UnitOfWork, actor: Viewer, input: RecordCallback) -> Outcome:
    """Closes the case, asks for a finding when the reporter is not content, or leaves it for another attempt."""
    change = await on_case(uow, actor, Verb.RECORD_CALLBACK, input)
    rated = await _check(change, input)
    attempt = change.facts.row["callback_attempts"] + 1
    change.case["callback_attempts"] = attempt
    change.note(None, attempt=attempt, **_told(input, rated=rated))
    await _add(change, input, attempt, rated=rated)
    if change.state is not CaseState.ANSWERED:  # there a rating is welcome, but nobody waits for it
        _conclude(change, input, attempt, rated=rated)
    return await write(change)


def _told(input: RecordCallback, *, rated: bool) -> dict[str, object]:
    """The answers as codes, so that every rate can be recomputed from the events alone."""
    answers = {
        "contactedByUnit": input.contacted_by_unit,
        "resolved": input.resolved,
        "result": input.result,
        "process": input.process,
        "notRatedReason": input.not_rated_reason,
    }
    given = {name: value for name, value in answers.items() if value is not None}
    return {"channel": input.channel, "reached": input.reached, "rated": rated, **given}


async def _check(change: Change, input: RecordCallback) -> bool:
    """Whether the call was rated. Raises Refused when the answers contradict each other."""
    answers = (input.contacted_by_unit, input.resolved, input.result, input.process)
    rated = input.reached and None not in answers
    half_told = not rated and any(answer is not None for answer in answers)
    imported = input.channel is Channel.IMPORT
    if imported and change.facts.row["channel"] != Channel.IMPORT:
        raise Refused(NOT_IMPORTED, field=("input", "channel"))
    if input.not_rated_reason is not None:
        await check.known_code(change.uow, "not_rated_reason", input.not_rated_reason, "notRatedReason")
    explained = input.not_rated_reason is not None
    needs_reason = not rated and (input.reached or imported)
    if half_told or (rated and explained) or (needs_reason and not explained):
        raise Refused(ANSWERS_INCOMPLETE, field=("input", "resolved"))
    return rated


def _conclude(change: Change, input: RecordCallback, attempt: int, *, rated: bool) -> None:
    last = attempt >= change.profile.limits.callback_attempts.value
    if rated and _discontent(input):
        change.move(CaseState.PENDING_REDO_DECISION)
    elif rated:
        end(change, CaseState.CLOSED, "RATED")
    elif input.reached or last or input.channel is Channel.IMPORT:
        end(change, CaseState.CLOSED, input.not_rated_reason or UNREACHABLE)


def _discontent(input: RecordCallback) -> bool:
    return input.result is Satisfaction.DISSATISFIED or input.resolved is Resolution.UNRESOLVED


async def _add(change: Change, input: RecordCallback, attempt: int, *, rated: bool) -> None:
    key = await change.uow.services.keys.case_key(change.facts.row["case_key"])
    row_id = new_id()
    comment = check.optional_text(input.comment, "comment", limit=check.LONG)
    change.add(
        callback, id=row_id, case_id=change.facts.id, round=change.facts.row["round"], attempt=attempt,
        channel=input.channel.value, reached=input.reached, rated=rated,
        not_rated_reason=None if rated else input.not_rated_reason or UNREACHABLE,
        contacted_by_unit=input.contacted_by_unit, resolved=input.resolved, result=input.result,
        process=input.process, by=change.actor, at=change.now,
        **sealed.columns(change.uow, key, sealed.COMMENT, row_id, comment),
    )  # fmt: skip
