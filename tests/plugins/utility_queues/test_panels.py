"""The figures of the dashboard, against rows made by hand."""

from datetime import timedelta

from core.api import Panel, PanelRequest
from plugins.utility_queues.commands.acknowledge_ticket import acknowledge_ticket
from plugins.utility_queues.inputs import OnTicket
from plugins.utility_queues.panels import PANELS
from tests.plugins.utility_queues import works
from tests.support.plugged import Plugged


async def figures(
    office: Plugged, role: str = "city_lead", districts: tuple[str, ...] = ("370902",)
) -> dict[str, float]:
    (panel,) = PANELS
    rows = await panel.load(PanelRequest(office.read, districts, office.viewer(role)))
    return {row.label_en: row.value for row in rows}


async def test_hook_dashboard_panels(plugged: Plugged) -> None:
    """Two tickets: one claimed after four minutes and acknowledged in time, one left until it is late."""
    await works.area(plugged)
    await works.dispatched(plugged)
    plugged.clock.set(plugged.clock.now() + timedelta(minutes=4))
    held = await works.claimed(plugged)
    await plugged.run(acknowledge_ticket, works.COMPANY, OnTicket(ticket_id=held.object_id, lease_token=held.version))
    await works.dispatched(plugged)
    await works.published(plugged, "370902001")
    plugged.clock.set(plugged.clock.now() + timedelta(minutes=31))
    await plugged.minute()
    await plugged.pool.execute("update clock set breached_at = due_at where kind = 'ACCEPTANCE' and state = 'RUNNING'")

    assert [panel.key for _, found in plugged.plugins.each("dashboard_panels") for panel in found] == ["queues"]
    assert await figures(plugged) == {
        "Breaches in 30 days": 50.0,
        "Unclaimed": 1.0,
        "In hand": 1.0,
        "Claimed in 30 days": 1.0,
        "Until the first claim in 30 days": 4.0,
        "Taken to the next on duty in 30 days": 1.0,
        "Taken to the hotline in 30 days": 1.0,
        "Outage notices that stand": 1.0,
    }


async def test_nothing_is_counted_elsewhere_or_for_strangers(plugged: Plugged) -> None:
    await works.dispatched(plugged)

    assert set((await figures(plugged, districts=("370911",))).values()) == {0.0}
    assert set((await figures(plugged, "unit_liaison")).values()) == {0.0}
    assert (await figures(plugged))["Unclaimed"] == 1.0


def test_a_panel_is_for_holders_of_its_operation() -> None:
    (panel,) = PANELS

    assert isinstance(panel, Panel)
    assert panel.operation == "utility_queues/panel.read"
