"""What the legal desk registers."""

from core.access.operations import registered as operations_known
from core.db.lineages import differences, plugin_lineages
from core.db.uow import unit_of_work
from core.errors import registered as errors_known
from core.plugin.answers import PanelRequest
from plugins.legal_desk import plugin
from plugins.legal_desk.commands.close import close
from plugins.legal_desk.inputs import Close
from tests.plugins.legal_desk.bureau import CITY, TAISHAN, Bureau


async def test_hook_tables(bureau: Bureau) -> None:
    """Named after the plug-in, and migrated as they are declared."""
    (lineage,) = plugin_lineages(bureau.office.plugins)

    assert {table.name.startswith("legal_desk_") for table in plugin.tables()} == {True}
    assert await differences(bureau.office.dsn, lineage) == []


async def test_hook_codes(bureau: Bureau) -> None:
    kinds = bureau.office.codes.entry("clock_kind", "LEGAL_CONSULTATION")

    assert (kinds.label_zh, kinds.owner) == ("法律咨询", "legal_desk")
    assert all(bureau.office.codes.knows(row.set, row.code) for row in plugin.codes())


async def test_every_event_the_desk_records_has_a_label(bureau: Bureau) -> None:
    labelled = {row.code for row in plugin.codes() if row.set == "event_type"}
    acts = {name for name in plugin.operations() if "." not in name and not name.endswith("oversee")}

    assert acts - labelled == {"legal_desk/liftConflict"}, "which is done to no case"


async def test_hook_operations(bureau: Bureau) -> None:
    assert set(plugin.operations()) <= set(operations_known())


async def test_hook_access_policies(bureau: Bureau) -> None:
    """Every operation is granted to somebody, and none of the core's."""
    granted = {line.split(", ")[2] for line in plugin.access_policies().splitlines() if line.startswith("p, ")}

    assert granted == set(plugin.operations())
    assert bureau.lawyer.may("legal_desk/take")
    assert not bureau.office.viewer("unit_liaison").may("legal_desk/consultation.read")


async def test_hook_error_codes(bureau: Bureau) -> None:
    assert {one.code for one in plugin.error_codes()} <= set(errors_known())
    assert {one.plugin for one in plugin.error_codes()} == {"legal_desk"}


async def test_hook_dashboard_panels(bureau: Bureau) -> None:
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


async def test_hook_cli_commands(bureau: Bureau) -> None:
    (command,) = plugin.cli_commands()
    async with unit_of_work(bureau.office.pool, bureau.office.services) as uow:
        nobody = await command.run(uow, CITY)
    await bureau.on_duty(bureau.lawyer, 3)
    async with unit_of_work(bureau.office.pool, bureau.office.services) as uow:
        somebody = await command.run(uow, CITY)

    assert (nobody, somebody) == (["nobody"], ["演示·法律专席\t0/3\t11-17 00:00"])


async def test_hook_graphql_contribution(bureau: Bureau) -> None:
    built = bureau.office.schema._schema
    case = built.type_map["Case"]

    assert {"legalReferral", "legalReferrals"} <= set(case.fields)  # type: ignore[attr-defined]
    assert built.query_type
    assert {"legalConsultations", "lawyersOnDuty", "legalTemplates"} <= set(built.query_type.fields)
