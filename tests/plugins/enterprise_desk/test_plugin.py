"""Each hook of the desk, as the host calls it."""

from core.api import CaseEvent, CaseState, PanelRequest, new_id
from core.cases.inputs.intake import ReporterDetails
from core.cases.verbs import Verb
from core.cases.view import case_view_of
from core.db.uow import unit_of_work
from core.errors import registered
from plugins.enterprise_desk import errors, plugin
from plugins.enterprise_desk.measure_file import import_measures
from plugins.enterprise_desk.operations import Operation
from plugins.enterprise_desk.tables import TABLES
from plugins.enterprise_desk.vocabulary import FEEDBACK_CLOCK
from tests.plugins.enterprise_desk.desk import HELPER, EnterpriseDesk
from tests.support.plugged import Plugged


def test_hook_tables(plugged: Plugged) -> None:
    (answer,) = (tables for _, tables in plugged.plugins.each("tables"))

    assert tuple(answer) == TABLES


async def test_hook_codes(plugged: Plugged) -> None:
    entry = plugged.codes.entry("enterprise_desk_industry", "C")

    assert (entry.label_zh, entry.owner) == ("制造业", "enterprise_desk")
    assert plugged.codes.knows("clock_kind", FEEDBACK_CLOCK)


def test_hook_operations() -> None:
    answer = plugin.operations()

    assert {name.split("/")[0] for name in answer} == {"enterprise_desk"}
    assert set(answer) == set(Operation)


def test_hook_access_policies(plugged: Plugged) -> None:
    assert plugged.matrix.cell("enterprise_desk", Operation.IDENTIFY) is not None
    assert plugged.matrix.cell("unit_handler", Operation.IDENTIFY) is None


def test_hook_error_codes() -> None:
    answer = plugin.error_codes()

    assert [one for one in answer if not one.code.startswith("ENTERPRISE_DESK_") or one.plugin != errors.PLUGIN] == []
    assert {one.code for one in answer} <= set(registered())


async def test_hook_dashboard_panels(desk: EnterpriseDesk) -> None:
    (panel,) = plugin.dashboard_panels()
    await desk.case()

    rows = await panel.load(PanelRequest(desk.office.read, ("370902",), desk.viewer("city_lead")))

    assert panel.operation == Operation.STATISTICS_READ
    assert (rows[0].label_zh, rows[0].value) == ("在办涉企诉求", 1)


def test_hook_cli_commands() -> None:
    (command,) = plugin.cli_commands()

    assert (command.name, command.run) == ("import-measures", import_measures)


def test_hook_graphql_contribution(plugged: Plugged) -> None:
    answer = plugin.graphql_contribution()

    assert [one.on for one in answer.extensions] == ["Case"]
    assert "enterpriseStatistics" in plugged.schema.as_str()


async def test_hook_propose_deadline(desk: EnterpriseDesk) -> None:
    case = await case_view_of(desk.office.read, await desk.case())

    answered = await desk.plugged.plugins.run.first(
        "propose_deadline", case.gate, case=case, kind="HANDLING", read=desk.office.read, services=desk.office.services
    )

    assert answered is not None
    assert (answered.plugin, answered.answer.rule) == ("enterprise_desk", "enterprise_desk/HANDLING/2115")


async def test_hook_check_transitions(desk: EnterpriseDesk) -> None:
    case_id = await desk.case()
    await desk.in_review(case_id, HELPER)
    await desk.coordination(case_id)
    case = await case_view_of(desk.office.read, case_id)

    found = await desk.plugged.plugins.run.vetoes(
        [case],
        [Verb.APPROVE_FEEDBACK, Verb.WITHDRAW_CASE],
        desk.viewer("reviewer"),
        desk.office.read,
        desk.office.services,
    )

    assert [(one.plugin, one.veto.verb, one.veto.code) for one in found] == [
        ("enterprise_desk", Verb.APPROVE_FEEDBACK, errors.COORDINATION_IS_OPEN)
    ]


async def test_hook_check_transitions_is_not_asked_where_the_desk_is_off(desk: EnterpriseDesk) -> None:
    case_id = await desk.case()
    part = await desk.in_review(case_id, HELPER)
    await desk.coordination(case_id)
    await desk.plugged.switch("enterprise_desk", ["370911"])

    await desk.act(Verb.APPROVE_FEEDBACK, part)

    assert (await desk.facts(case_id)).state is CaseState.PENDING_CALLBACK


async def test_hook_during_case_event(desk: EnterpriseDesk) -> None:
    await desk.enterprise()
    await desk.identified()

    recognised = await desk.case()
    other = await desk.case(reporter=ReporterDetails(name="李四", phone="13905380002"))

    assert await desk.events(recognised) == ["recognised"]
    assert await desk.events(other) == []


async def test_hook_during_case_event_leaves_no_trace_of_a_refused_command(desk: EnterpriseDesk) -> None:
    case_id = await desk.case()
    part = await desk.in_review(case_id)
    await desk.act(Verb.APPROVE_FEEDBACK, part)

    async with desk.undone() as uow:
        await desk.do(uow, Verb.RECORD_CALLBACK, case_id)

    assert await desk.rows("follow_up", case_id=case_id) == []


async def test_hook_after_case_event(desk: EnterpriseDesk) -> None:
    case_id = await desk.case()
    await desk.dispatched(case_id)
    assert await desk.clock(case_id, FEEDBACK_CLOCK) is None

    await desk.plugged.effects()

    row = await desk.clock(case_id, FEEDBACK_CLOCK)
    assert row is not None
    assert row["rule"] == "enterprise_desk/ENTERPRISE_FEEDBACK/2115"


def test_hook_after_case_event_listens_to_what_it_acts_on() -> None:
    assert plugin.manifest.listens == {"dispatchCase", "ruleAndDispatch", "approveFeedback"}


async def test_hook_after_case_event_of_a_helper_s_approval_does_nothing(desk: EnterpriseDesk) -> None:
    case_id = await desk.case()
    event = CaseEvent(
        id=new_id(), case_id=case_id, case_version=1, type="approveFeedback", assignment_id=None, actor=None,
        secrecy=0, gate="370902", body={}, occurred_at=desk.office.clock.now(),
    )  # fmt: skip
    async with unit_of_work(desk.office.pool, desk.office.services) as uow:
        await plugin.after_case_event(event, uow)

    assert await desk.events(case_id) == []


async def test_hook_each_minute(desk: EnterpriseDesk) -> None:
    case_id = await desk.case()
    await desk.closed(case_id)
    desk.turn_to((await desk.rows("follow_up", case_id=case_id))[0]["due_at"])
    await desk.plugged.minute()
    assert (await desk.events(case_id))[-1] == "followUpPlanned"

    desk.move_on()
    await desk.plugged.minute()

    assert (await desk.events(case_id))[-1] == "followUp.overdue"
