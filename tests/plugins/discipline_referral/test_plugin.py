"""Each hook, by its name."""

from core.access.operations import registered
from core.plugin.answers import PanelRequest
from plugins.discipline_referral import plugin
from plugins.discipline_referral.operations import PLUGIN, Operation
from plugins.discipline_referral.states import Act, State
from plugins.discipline_referral.tables import TABLES
from tests.plugins.discipline_referral.bureau import Bureau


async def test_it_is_loaded_for_article_21(bureau: Bureau) -> None:
    (loaded,) = bureau.office.plugins.loaded

    assert (loaded.manifest.name, loaded.manifest.article) == (PLUGIN, "21")


async def test_hook_tables(bureau: Bureau) -> None:
    assert set(bureau.office.own_tables) == {table.name for table in TABLES}


async def test_hook_codes(bureau: Bureau) -> None:
    sets = {entry.owner for entry in bureau.office.codes.entries("discipline_referral_ground")}

    assert sets == {PLUGIN}


async def test_hook_operations(bureau: Bureau) -> None:
    assert {name for name in registered() if name.startswith(f"{PLUGIN}/")} == set(Operation)


async def test_hook_access_policies(bureau: Bureau) -> None:
    granted = {operation for _, operation in bureau.office.matrix.cells if operation.startswith(f"{PLUGIN}/")}

    assert granted == set(Operation)
    cells = [cell for (_, operation), cell in bureau.office.matrix.cells.items() if operation in granted]
    assert {reach.clearance for cell in cells for reach in cell.reaches} == {3}


def test_hook_error_codes() -> None:
    found = plugin.error_codes()

    assert {(one.plugin, one.article) for one in found} == {(PLUGIN, "21")}
    assert all(one.code.startswith("DISCIPLINE_REFERRAL_") for one in found)


async def test_hook_dashboard_panels(bureau: Bureau) -> None:
    await bureau.brought(State.SUGGESTED)
    await bureau.brought(State.TRANSFERRED)
    (panel,) = plugin.dashboard_panels()

    async def counted(name: str, districts: list[str]) -> list[float]:
        rows = await panel.load(PanelRequest(bureau.office.read, districts, bureau.who(name)))
        return [row.value for row in rows]

    everywhere = list(bureau.office.plugins.switches.paths)
    assert await counted("inspecting", everywhere) == [0, 1, 0, 0, 1, 0]
    assert await counted("inspecting", ["370983"]) == [0] * 6
    for stranger in ("uncleared", "also_at_the_county", "elsewhere"):
        assert await counted(stranger, everywhere) == [0] * 6


def test_hook_cli_commands() -> None:
    assert [one.name for one in plugin.cli_commands()] == ["verify", "bundle", "verify-audit"]


def test_hook_graphql_contribution() -> None:
    contribution = plugin.graphql_contribution()

    assert len(contribution.mutations) == len([act for act in Act if act not in {Act.PROPOSE, Act.READ, Act.EXPORT}])
    assert [one.on for one in contribution.extensions] == ["Case"]


async def test_hook_after_case_event(bureau: Bureau) -> None:
    """Given a unit hands a case back once too often, when the log is read, then the system proposes a referral."""
    referral = await bureau.proposed(await bureau.case("ta-housing"))

    assert (await bureau.row(referral))["state"] == State.PROPOSED


async def test_hook_health(bureau: Bureau) -> None:
    fine = await plugin.health(bureau.office.read)
    await bureau.brought(State.SUGGESTED)
    await bureau.office.pool.execute("update discipline_referral_chain_head set chain = ''")

    broken = await plugin.health(bureau.office.read)

    assert (fine.status, broken.status) == ("ok", "failed")
