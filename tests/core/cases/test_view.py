"""The value that hooks are shown of a case."""

from dataclasses import fields

from core.cases.verbs import Verb as V
from core.cases.view import case_view, case_view_of
from core.plugin.views import CaseView
from tests.core.cases.desk import Desk
from tests.core.cases.probe import dispatched

WATER_CUT = "160101"


async def test_it_has_the_columns_of_the_case_and_all_its_parts(desk: Desk) -> None:
    case_id, part = await dispatched(desk)
    view, facts = await case_view_of(desk.office.read, case_id), await desk.facts(case_id)

    assert view == case_view(facts)
    assert [one.id for one in view.assignments] == [part]
    stored = [field.name for field in fields(CaseView) if field.name not in {"utility", "assignments"}]
    assert {name: getattr(view, name) for name in stored} == {name: facts.row[name] for name in stored}
    assert view.utility is None


async def test_it_names_the_utility_of_the_category(desk: Desk) -> None:
    made = await desk.act(V.REGISTER_CASE, category=WATER_CUT)

    assert (await case_view_of(desk.office.read, made.case_id)).utility == "WATER"
