"""Vetoes: asked when everything else allows the verb; the first is told, with whose it is, and nothing is written."""

from collections.abc import Sequence
from uuid import UUID

import pytest

from core.cases.commands.correct_case import correct_case
from core.cases.inputs.intake import CorrectCase
from core.cases.states import Urgency
from core.cases.verbs import Verb as V
from core.errors import ErrorCode, NotAllowed, Refused
from core.plugin.answers import Veto
from core.plugin.views import CaseView
from tests.core.cases.desk import Desk
from tests.core.cases.probe import case, dispatched, probing

STILL_OPEN = ErrorCode("PROBE_STILL_OPEN", "还有 {count} 件未结。", "{count} are still open.", plugin="probe")


async def check_transitions(cases: Sequence[CaseView], verbs: Sequence[str]) -> Sequence[Veto]:
    return [Veto(one.id, verb, STILL_OPEN, {"count": 2}) for one in cases for verb in verbs]


async def test_a_veto_refuses_the_verb_and_names_the_plug_in(desk: Desk) -> None:
    case_id = await case(desk)
    with probing(desk, check_transitions):
        refusal = await desk.refuse(V.ANSWER_CASE, case_id)

    assert (refusal.code, refusal.params) == (STILL_OPEN, {"count": 2, "plugin": "probe"})
    assert refusal.text("en") == "2 are still open."


async def test_an_assignment_s_verb_and_a_correction_are_asked_about_too(desk: Desk) -> None:
    case_id, part = await dispatched(desk)
    with probing(desk, check_transitions):
        assert (await desk.refuse(V.ACCEPT_ASSIGNMENT, part)).code == STILL_OPEN
        with pytest.raises(Refused, match="PROBE_STILL_OPEN"):
            await desk.office.run(
                correct_case, "city_lead", CorrectCase(case_id=case_id, urgency=Urgency.URGENT, reason="x")
            )


async def test_it_is_asked_last_and_about_what_is_done(desk: Desk) -> None:
    asked: list[tuple[list[UUID], list[str], UUID]] = []

    async def check_transitions(cases: Sequence[CaseView], verbs: Sequence[str], actor: object) -> Sequence[Veto]:
        asked.append(([one.id for one in cases], list(verbs), actor.id))  # type: ignore[attr-defined]
        return []

    case_id = await case(desk)
    with probing(desk, check_transitions):
        assert isinstance(await desk.refuse(V.ANSWER_CASE, case_id, by="dispatcher"), NotAllowed)
        await desk.refuse(V.DISPATCH_CASE, case_id)
        assert asked == []
        await desk.act(V.ANSWER_CASE, case_id)

    assert asked == [([case_id], ["answerCase"], desk.viewer("operator").id)]


@pytest.mark.parametrize("other", [{"case_id": UUID(int=9)}, {"verb": "closeCase"}])
async def test_a_veto_on_what_was_not_asked_about_counts_as_a_failure(desk: Desk, other: dict[str, object]) -> None:
    async def check_transitions(cases: Sequence[CaseView]) -> Sequence[Veto]:
        return [Veto(**{"case_id": cases[0].id, "verb": "answerCase", "code": STILL_OPEN, **other})]  # type: ignore[arg-type]

    case_id = await case(desk)
    with probing(desk, check_transitions):
        refusal = await desk.refuse(V.ANSWER_CASE, case_id)

    assert (refusal.code.code, refusal.params) == ("PLUGIN_FAILED", {"plugin": "probe"})


async def test_one_that_fails_refuses(desk: Desk) -> None:
    async def check_transitions(cases: Sequence[CaseView]) -> Sequence[Veto]:
        raise RuntimeError

    case_id = await case(desk)
    with probing(desk, check_transitions):
        refusal = await desk.refuse(V.ANSWER_CASE, case_id)

    assert (refusal.code.code, refusal.params) == ("PLUGIN_FAILED", {"plugin": "probe"})


async def test_it_has_no_say_where_it_is_off(desk: Desk) -> None:
    case_id = await case(desk)
    with probing(desk, check_transitions, on=("370911",)):
        await desk.act(V.ANSWER_CASE, case_id)
