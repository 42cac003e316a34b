"""What can be granted at the desk, and that the policy grants it."""

from core.access.matrix import Matrix
from core.access.policy import Scope
from plugins.enterprise_desk.operations import MEANINGS, Operation
from tests.support.plugged import Plugged

SYSTEM_ALONE = {Operation.FEEDBACK_START, Operation.FEEDBACK_MEET, Operation.FOLLOW_UP_OVERDUE}
"""Done by effects and by the minute; no person does them."""
AT_UNITS = ("unit_liaison", "unit_handler", "utility_service")


def granted(matrix: Matrix) -> set[str]:
    return {operation for _, operation in matrix.cells if operation.startswith("enterprise_desk/")}


def test_every_operation_has_its_meaning() -> None:
    assert set(MEANINGS) == set(Operation)


async def test_every_operation_of_people_is_granted_to_somebody(plugged: Plugged) -> None:
    assert granted(plugged.matrix) == {str(one) for one in set(Operation) - SYSTEM_ALONE}


async def test_no_unit_sees_who_a_confidential_reporter_is(plugged: Plugged) -> None:
    cells = [plugged.matrix.cell(role, Operation.PROFILE_READ) for role in AT_UNITS]

    assert [cell.clearance for cell in cells if cell is not None and cell.clearance > 1] == []


async def test_a_unit_reads_of_what_was_told_its_own_alone(plugged: Plugged) -> None:
    cells = [plugged.matrix.cell(role, Operation.FEEDBACK_READ) for role in AT_UNITS]

    assert {scope for cell in cells if cell is not None for scope in cell.scopes} == {Scope.OWN}


async def test_the_register_is_closed_to_units(plugged: Plugged) -> None:
    assert [role for role in AT_UNITS if plugged.matrix.cell(role, Operation.ENTERPRISE_READ)] == []
