"""Whom a plug-in treats apart."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import ColumnElement, false

from core.access.apart import treated_apart
from core.access.viewer import Viewer
from core.access.withholding import Withholding
from core.districts.switches import Switches
from tests.core.deadlines.desk import accepted
from tests.support.office import Office

ONE, OTHER = uuid4(), uuid4()


def viewer(office: Office, *withholding: Withholding, on: str = "370902") -> Viewer:
    """Somebody, where the plug-in is on in that district."""
    switches = Switches()
    switches.replace({"apart": [on]})
    matrix = replace(office.matrix, switches=switches, withholding=withholding)
    return replace(office.viewer("city_lead"), matrix=matrix)


def hidden_from(account: UUID) -> Withholding:
    return Withholding("apart", lambda _, who: who != account)


def shown_to(account: UUID) -> Withholding:
    return Withholding("apart", lambda _, who: who == account)


@pytest.mark.parametrize("withholding", [hidden_from(ONE), shown_to(ONE)])
async def test_whoever_is_not_treated_as_nobody_is(office: Office, withholding: Withholding) -> None:
    case = await accepted(office)
    event = await office.pool.fetchval("select id from case_event where case_id = $1 limit 1", case)
    asked = viewer(office, withholding)
    assert await treated_apart(office.read, asked, [ONE, OTHER], [case], []) == {ONE}
    assert await treated_apart(office.read, asked, [ONE, OTHER], [], [event]) == {ONE}
    assert await treated_apart(office.read, asked, [OTHER], [case], [event]) == frozenset()


async def test_another_case_s_filter_does_not_matter(office: Office) -> None:
    first, second = await accepted(office), await accepted(office)

    def condition(case: ColumnElement[UUID], who: ColumnElement[UUID]) -> ColumnElement[bool]:
        return (case != first) | (who != ONE)

    asked = viewer(office, Withholding("apart", condition))
    assert await treated_apart(office.read, asked, [ONE], [second], []) == frozenset()
    assert await treated_apart(office.read, asked, [ONE], [second, first], []) == {ONE}


async def test_where_it_is_off_nobody_is(office: Office) -> None:
    case = await accepted(office)
    assert (
        await treated_apart(office.read, viewer(office, hidden_from(ONE), on="370911"), [ONE], [case], [])
        == frozenset()
    )


async def test_what_is_withheld_from_all_sets_nobody_apart(office: Office) -> None:
    case = await accepted(office)
    nothing = Withholding("apart", lambda _case, _who: false())
    assert await treated_apart(office.read, viewer(office, nothing), [ONE, OTHER], [case], []) == frozenset()
