"""Every hook of the legal desk."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from core.access.operations import registered as operations_known
from core.cases.commands.answer_case import answer_case
from core.cases.commands.merge_cases import merge_cases
from core.cases.commands.request_information import request_information
from core.cases.commands.supply_information import supply_information
from core.cases.commands.unmerge_case import unmerge_case
from core.cases.commands.withdraw_case import withdraw_case
from core.cases.inputs import (
    AnswerCase,
    MergeCases,
    ReporterDetails,
    RequestInformation,
    SupplyInformation,
    UnmergeCase,
    WithdrawCase,
)
from core.cases.states import Secrecy
from core.db.lineages import differences, plugin_lineages
from core.db.uow import unit_of_work
from core.errors import registered as errors_known
from core.plugin.answers import PanelRequest
from plugins.legal_desk import plugin
from plugins.legal_desk.commands.close import close
from plugins.legal_desk.commands.declare_conflict import declare_conflict
from plugins.legal_desk.commands.refer import refer
from plugins.legal_desk.commands.take import take
from plugins.legal_desk.inputs import Close, ConflictParty, DeclareConflict, Refer, Take
from plugins.legal_desk.states import PartyKind
from tests.plugins.legal_desk.bureau import CITY, TAISHAN, Bureau

LEGAL_AID = "110401"
"""In the part of the category tree that is about legal services, 1104."""


@pytest.fixture
def settings() -> str:
    """The desk's settings in a test's own `plugins.toml`; most need none."""
    return ""


@pytest.fixture
def plugins_toml(settings: str) -> str:
    """The desk alone, with these settings."""
    return f'api = 1\n[plugins.legal_desk]\ndistricts = "*"\n{settings}'


class TestRegistration:
    async def test_hook_tables(self, bureau: Bureau) -> None:
        """Named after the plug-in, and migrated as they are declared."""
        (lineage,) = plugin_lineages(bureau.office.plugins)

        assert {table.name.startswith("legal_desk_") for table in plugin.tables()} == {True}
        assert await differences(bureau.office.dsn, lineage) == []

    async def test_hook_codes(self, bureau: Bureau) -> None:
        kinds = bureau.office.codes.entry("clock_kind", "LEGAL_CONSULTATION")

        assert (kinds.label_zh, kinds.owner) == ("法律咨询", "legal_desk")
        assert all(bureau.office.codes.knows(row.set, row.code) for row in plugin.codes())

    async def test_every_event_the_desk_records_has_a_label(self, bureau: Bureau) -> None:
        labelled = {row.code for row in plugin.codes() if row.set == "event_type"}
        acts = {name for name in plugin.operations() if "." not in name and not name.endswith("oversee")}

        assert acts - labelled == {"legal_desk/liftConflict"}, "which is done to no case"

    async def test_hook_operations(self, bureau: Bureau) -> None:
        assert set(plugin.operations()) <= set(operations_known())

    async def test_hook_access_policies(self, bureau: Bureau) -> None:
        """Every operation is granted to somebody, and none of the core's."""
        granted = {line.split(", ")[2] for line in plugin.access_policies().splitlines() if line.startswith("p, ")}

        assert granted == set(plugin.operations())
        assert bureau.lawyer.may("legal_desk/take")
        assert not bureau.office.viewer("unit_liaison").may("legal_desk/consultation.read")

    async def test_hook_error_codes(self, bureau: Bureau) -> None:
        assert {one.code for one in plugin.error_codes()} <= set(errors_known())
        assert {one.plugin for one in plugin.error_codes()} == {"legal_desk"}

    async def test_hook_dashboard_panels(self, bureau: Bureau) -> None:
        """Figures of the districts asked for, as far as the viewer sees their cases."""
        case_id = await bureau.case()
        consultation_id = await bureau.advised(case_id)
        given = Close(consultation_id=consultation_id, outcome="ADVISED", told="已解答。", method="PHONE")
        await bureau.do(close, bureau.lawyer, given)
        await bureau.referred(await bureau.case(district=TAISHAN))
        (panel,) = plugin.dashboard_panels()

        async def figures(role: str, *districts: str) -> dict[str, float]:
            request = PanelRequest(bureau.office.read, districts, bureau.office.viewer(role))
            return {row.label_en: row.value for row in await panel.load(request)}

        city, both = await figures("city_lead", CITY), await figures("city_lead", CITY, TAISHAN)
        assert (city["Waiting"], city["Closed in 30 days"], city["Closed in time in 30 days"]) == (0, 1, 1)
        assert (both["Waiting"], both["Overdue"]) == (1, 0)
        assert set((await figures("unit_liaison", CITY, TAISHAN)).values()) == {0}

    async def test_hook_cli_commands(self, bureau: Bureau) -> None:
        (command,) = plugin.cli_commands()
        async with unit_of_work(bureau.office.pool, bureau.office.services) as uow:
            nobody = await command.run(uow, CITY)
        await bureau.on_duty(bureau.lawyer, 3)
        async with unit_of_work(bureau.office.pool, bureau.office.services) as uow:
            somebody = await command.run(uow, CITY)

        assert (nobody, somebody) == (["nobody"], ["演示·法律专席\t0/3\t11-17 00:00"])

    async def test_hook_graphql_contribution(self, bureau: Bureau) -> None:
        built = bureau.office.schema._schema
        case = built.type_map["Case"]

        assert {"legalReferral", "legalReferrals"} <= set(case.fields)  # type: ignore[attr-defined]
        assert built.query_type
        assert {"legalConsultations", "lawyersOnDuty", "legalTemplates"} <= set(built.query_type.fields)


class TestVetoes:
    async def test_hook_check_transitions(self, bureau: Bureau) -> None:
        """A case at the desk is not answered over its head, and the refusal says by which verb and whose it is."""
        case_id = await bureau.case()
        await bureau.referred(case_id)

        refusal = await bureau.refused(answer_case, bureau.operator, AnswerCase(case_id=case_id, reply="已解答。"))

        assert (refusal.code.code, refusal.code.plugin) == ("LEGAL_DESK_OPEN_CONSULTATION", "legal_desk")
        assert str(refusal.params["verb"]) == "answerCase"

    async def test_another_case_is_not_held_back(self, bureau: Bureau) -> None:
        await bureau.referred()

        await bureau.do(answer_case, bureau.operator, AnswerCase(case_id=await bureau.case(), reply="已解答。"))

    @pytest.mark.parametrize("settings", ['settings = { held_verbs = ["withdrawCase"] }\n'])
    async def test_the_settings_choose_the_verbs(self, bureau: Bureau) -> None:
        answered, withdrawn = await bureau.case(), await bureau.case()
        await bureau.referred(answered)
        await bureau.referred(withdrawn)

        await bureau.do(answer_case, bureau.operator, AnswerCase(case_id=answered, reply="已解答。"))
        refusal = await bureau.refused(
            withdraw_case, bureau.operator, WithdrawCase(case_id=withdrawn, reason="不再需要")
        )

        assert refusal.code.code == "LEGAL_DESK_OPEN_CONSULTATION"

    async def test_where_the_desk_is_off_nothing_is_held_back(self, bureau: Bureau) -> None:
        case_id = await bureau.case()
        await bureau.referred(case_id)
        await bureau.office.switch("legal_desk", [TAISHAN])

        await bureau.do(answer_case, bureau.operator, AnswerCase(case_id=case_id, reply="已解答。"))


class TestDuring:
    async def test_hook_during_case_event(self, bureau: Bureau) -> None:
        """A consultation ends with its case, in the same transaction, and its clock with it."""
        case_id = await bureau.case()
        consultation_id = await bureau.taken(case_id)

        await bureau.do(withdraw_case, bureau.operator, WithdrawCase(case_id=case_id, reason="已自行解决"))

        row = await bureau.consultation(consultation_id)
        assert (row["state"], row["ended_by"], row["version"]) == ("CANCELLED", bureau.operator.id, 3)
        assert (await bureau.row("clock", row["clock_id"]))["state"] == "CANCELLED"
        assert (await bureau.events(case_id))[-2:] == ["withdrawCase", "legal_desk/cancel"]

    async def test_a_merge_that_is_undone_brings_it_back(self, bureau: Bureau) -> None:
        case_id, master = await bureau.case(), await bureau.case()
        consultation_id = await bureau.taken(case_id)
        await bureau.do(merge_cases, bureau.operator, MergeCases(case_id=case_id, master_id=master, reason="同一事项"))
        ended = await bureau.consultation(consultation_id)
        bureau.later(timedelta(hours=1))

        dispatcher = bureau.office.viewer("dispatcher")
        await bureau.do(unmerge_case, dispatcher, UnmergeCase(case_id=case_id, reason="并非同一事项"))

        row = await bureau.consultation(consultation_id)
        assert (ended["state"], row["state"], row["lawyer_id"], row["ended_at"]) == (
            "CANCELLED", "ASSIGNED", bureau.lawyer.id, None,
        )  # fmt: skip
        assert (await bureau.row("clock", row["clock_id"]))["state"] == "RUNNING"
        assert (await bureau.events(case_id))[-1] == "legal_desk/resume"

    async def test_what_the_reporter_supplies_can_be_a_conflict(self, bureau: Bureau) -> None:
        case_id = await bureau.case(phone=None)
        party = ConflictParty(kind=PartyKind.PHONE, text="13805387777", district=CITY)
        await bureau.do(declare_conflict, bureau.lawyer, DeclareConflict(ground="PARTY_OR_KIN", party=party))
        consultation_id = await bureau.taken(case_id)
        await bureau.do(request_information, bureau.operator, RequestInformation(case_id=case_id, missing=("phone",)))

        given = SupplyInformation(case_id=case_id, reporter=ReporterDetails(phone="138 0538 7777"))
        await bureau.do(supply_information, bureau.operator, given)

        row = await bureau.consultation(consultation_id)
        assert (row["state"], row["lawyer_id"]) == ("WAITING", None)
        assert (await bureau.events(case_id))[-1] == "legal_desk/waiting"


CATEGORIES = 'settings = { auto_refer_categories = ["1104"] }\n'


class TestAfter:
    @pytest.mark.parametrize("settings", [CATEGORIES])
    async def test_hook_after_case_event(self, bureau: Bureau) -> None:
        """A case of a legal category comes to the desk by itself, once."""
        legal, other = await bureau.case(category=LEGAL_AID), await bureau.case(category="010101")

        await bureau.office.effects()
        await bureau.office.effects()

        rows = await bureau.office.pool.fetch(
            "SELECT case_id, source, reason, question_sealed, referred_by FROM legal_desk_consultation"
        )
        assert [tuple(row) for row in rows] == [(legal, "AUTOMATIC", "CATEGORY", None, UUID(int=0))]
        assert await bureau.events(other) == ["registerCase"]

    @pytest.mark.parametrize("settings", [CATEGORIES])
    async def test_an_ended_or_confidential_case_or_one_that_was_there_is_left_alone(self, bureau: Bureau) -> None:
        ended, was_there = await bureau.case(category=LEGAL_AID), await bureau.case(category=LEGAL_AID)
        await bureau.case(category=LEGAL_AID, secrecy=Secrecy.REPORTER_CONFIDENTIAL)
        await bureau.do(withdraw_case, bureau.operator, WithdrawCase(case_id=ended, reason="不再需要"))
        await bureau.referred(was_there)

        await bureau.office.effects()

        rows = await bureau.office.pool.fetch("SELECT case_id, source FROM legal_desk_consultation")
        assert [tuple(row) for row in rows] == [(was_there, "REFERRED")]

    async def test_without_the_setting_nothing_comes_by_itself(self, bureau: Bureau) -> None:
        await bureau.case(category=LEGAL_AID)

        await bureau.office.effects()

        assert await bureau.office.pool.fetchval("SELECT count(*) FROM legal_desk_consultation") == 0

    @pytest.mark.parametrize(
        "settings", [f'[plugins.legal_desk.district.{TAISHAN}]\nauto_refer_categories = ["1104"]\n']
    )
    async def test_a_district_can_have_its_own_rule(self, bureau: Bureau) -> None:
        await bureau.case(category=LEGAL_AID)
        there = await bureau.case(category=LEGAL_AID, district=TAISHAN)

        await bureau.office.effects()

        rows = await bureau.office.pool.fetch("SELECT case_id FROM legal_desk_consultation")
        assert [row["case_id"] for row in rows] == [there]


HOURS = f"""settings = {{ assign_on_referral = true, reply_hours = 72 }}
[plugins.legal_desk.district.{TAISHAN}]
reply_hours = 24
"""


class TestSettings:
    @pytest.mark.parametrize("settings", [HOURS])
    async def test_the_clock_follows_the_district(self, bureau: Bureau) -> None:
        clocks = []
        for district in (CITY, TAISHAN):
            row = await bureau.consultation(await bureau.referred(await bureau.case(district=district)))
            clocks.append(await bureau.row("clock", row["clock_id"]))

        assert [(one["minutes"], one["mode"]) for one in clocks] == [(72 * 60, "CLOCK"), (24 * 60, "CLOCK")]
        assert clocks[0]["due_at"] == bureau.office.clock.now() + timedelta(hours=72)

    @pytest.mark.parametrize("settings", [HOURS])
    async def test_a_referral_goes_to_a_lawyer_at_once_if_one_is_free(self, bureau: Bureau) -> None:
        waiting = await bureau.referred()
        await bureau.on_duty(bureau.lawyer)
        given = Refer(case_id=await bureau.case(), reason="DISPUTE", matter="LABOUR", question="如何维权？")

        done = await bureau.do(refer, bureau.operator, given)

        row = await bureau.consultation(done.object_id)
        assert (row["state"], row["lawyer_id"], done.version) == ("ASSIGNED", bureau.lawyer.id, 2)
        assert (await bureau.consultation(waiting))["state"] == "WAITING"

    @pytest.mark.parametrize("settings", [HOURS])
    async def test_it_never_goes_to_a_lawyer_whose_conflict_is_named_with_it(self, bureau: Bureau) -> None:
        await bureau.on_duty(bureau.lawyer)
        party = ConflictParty(kind=PartyKind.NAME, text="王五", district=CITY)
        await bureau.do(declare_conflict, bureau.lawyer, DeclareConflict(ground="EMPLOYED", party=party))

        consultation_id = await bureau.referred(opponents=("王五",))

        assert (await bureau.consultation(consultation_id))["state"] == "WAITING"

    @pytest.mark.parametrize("settings", ["settings = { duty_only = false }\n"])
    async def test_lawyers_may_work_off_the_roster(self, bureau: Bureau) -> None:
        consultation_id = await bureau.referred()
        await bureau.do(take, bureau.lawyer, Take(consultation_id=consultation_id))

        assert (await bureau.consultation(consultation_id))["state"] == "ASSIGNED"


class TestHealth:
    async def health(self, bureau: Bureau) -> Any:
        return await plugin.health(bureau.office.read, bureau.office.services)

    async def test_hook_health(self, bureau: Bureau) -> None:
        """Degraded as long as there is a district where nobody is on duty now."""
        await bureau.on_duty(await bureau.colleague("county", place="/370900/370902"), district=TAISHAN)
        everywhere = await self.health(bureau)
        await bureau.office.switch("legal_desk", [TAISHAN])
        there = await self.health(bureau)
        bureau.later(timedelta(days=1))
        await bureau.office.switch("legal_desk", [TAISHAN, CITY])
        again = await self.health(bureau)

        assert everywhere.status == "degraded"
        assert TAISHAN not in everywhere.detail
        assert (there.status, there.detail) == ("ok", "")
        assert (again.status, again.detail) == ("degraded", "no lawyer on duty: 370900")


class TestFilter:
    async def test_hook_case_filter(self, bureau: Bureau) -> None:
        """A conflicted lawyer finds nothing to act on; everybody else does as before."""
        case_id = await bureau.case()
        await bureau.do(declare_conflict, bureau.lawyer, DeclareConflict(ground="EMPLOYED", case_id=case_id))
        given = Refer(case_id=case_id, reason="DISPUTE", matter="LABOUR", question="如何维权？")

        refusal = await bureau.refused(refer, bureau.lawyer, given)
        await bureau.do(refer, bureau.operator, given)

        assert (refusal.code.code, refusal.field) == ("NOT_FOUND", ("input", "caseId"))

    async def test_where_the_desk_is_off_it_hides_nothing(self, bureau: Bureau) -> None:
        case_id = await bureau.case()
        await bureau.do(declare_conflict, bureau.lawyer, DeclareConflict(ground="EMPLOYED", case_id=case_id))
        await bureau.office.switch("legal_desk", [TAISHAN])
        both = replace(bureau.lawyer, grants=(*bureau.lawyer.grants, *bureau.operator.grants))

        await bureau.do(withdraw_case, both, WithdrawCase(case_id=case_id, reason="已自行解决"))
