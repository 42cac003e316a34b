"""What the plug-in registers, and how it is."""

from datetime import timedelta
from typing import Any

import pytest

from core.access.operations import registered
from core.errors import registered as errors
from core.plugin.answers import Health
from plugins.utility_queues import plugin
from plugins.utility_queues.operations import OPERATIONS, Operation
from tests.plugins.utility_queues import works
from tests.support.plugged import Plugged

NAME = "utility_queues"


def answered(office: Plugged, hook: str) -> Any:
    return next(answer for loaded, answer in office.plugins.each(hook) if loaded.manifest.name == NAME)


async def test_hook_tables(plugged: Plugged) -> None:
    names = [table.name for table in answered(plugged, "tables")]

    assert len(names) == 12
    for name in names:
        assert name.startswith(f"{NAME}_")
        assert await plugged.pool.fetchval(f"select count(*) from {name}") == 0


async def test_hook_codes(plugged: Plugged) -> None:
    found = await plugged.pool.fetch("select set, code, label_zh, label_en from code where owner = $1", NAME)

    assert {(row["set"], row["code"]) for row in found} == {(one.set, one.code) for one in answered(plugged, "codes")}
    assert all(row["label_zh"] and row["label_en"] for row in found)


async def test_hook_operations(plugged: Plugged) -> None:
    assert answered(plugged, "operations") == OPERATIONS
    assert OPERATIONS.items() <= registered().items()


async def test_hook_access_policies(plugged: Plugged) -> None:
    """Every operation but the system's is granted to somebody, and a company's system works its own unit's tickets only."""
    granted = {
        operation for role in plugged.matrix.roles for operation in OPERATIONS if plugged.matrix.cell(role, operation)
    }

    cell = plugged.matrix.cell(works.COMPANY, "utility_queues/workTicket")

    assert granted == set(OPERATIONS) - {Operation.MATCH_OUTAGE}
    assert cell is not None
    assert {str(scope) for scope in cell.scopes} == {"unit"}


async def test_hook_error_codes(plugged: Plugged) -> None:
    codes = answered(plugged, "error_codes")

    assert all(one.plugin == NAME and one.code.startswith("UTILITY_QUEUES_") for one in codes)
    assert {one.code for one in codes} <= set(errors())


async def test_hook_graphql_contribution(plugged: Plugged) -> None:
    contribution = answered(plugged, "graphql_contribution")

    assert {one.on for one in contribution.extensions} == {"Case", "Assignment", "Unit"}
    assert len(contribution.mutations) == 15


async def test_hook_health(plugged: Plugged) -> None:
    """Degraded while a roster has a gap, and while a ticket is left to the hotline."""
    assert await plugin.health(plugged.read) == Health("ok")

    await works.area(plugged)
    await works.dispatched(plugged)
    plugged.clock.set(plugged.clock.now() + timedelta(minutes=20))
    await plugged.minute()

    assert await plugin.health(plugged.read) == Health(
        "degraded", "gaps in duty rosters: 1; tickets left to the hotline: 1"
    )


@pytest.mark.parametrize("hook", ["district_enabled", "route_case", "propose_deadline", "during_case_event"])
async def test_the_runner_knows_the_hooks(plugged: Plugged, hook: str) -> None:
    assert plugged.plugins.run.has(hook)
