"""Plug-ins' figures are the same after their cases' time is over, and their tables hold nobody's words any more."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import ARRAY, Column, Text
from sqlalchemy.dialects.postgresql import JSONB

from core.api import PanelRequest
from core.cases import check
from core.cases.verbs import Verb
from core.events.sequence import step
from core.retention.footprint import tables_of, traces
from core.tables import CORE
from tests.core.cases.desk import open_desk
from tests.core.retention.old import ran, store, wait
from tests.core.retention.test_crawl import CLOSED
from tests.plugins.enterprise_desk.desk import HELPER, EnterpriseDesk
from tests.plugins.enterprise_desk.test_statistics import figures
from tests.plugins.utility_queues import works
from tests.secrecy.test_plain import MARK, holding
from tests.support.plugged import Plugged

CODES = {
    "legal_desk_consultation": "matter outcome reason return_reason source state",
    "legal_desk_screening": "grounds matter means result",
    "legal_desk_party": "side",
    "legal_desk_provision": "article law quotation",
    "legal_desk_advice": "method",
    "legal_desk_conflict": "company district district_path gate ground party_kind party_mask",
    "enterprise_desk_identification": "origin size",
    "enterprise_desk_feedback": "method",
    "enterprise_desk_coordination": "outcome state",
    "enterprise_desk_follow_up": "method result",
    "enterprise_desk_participant": "unit_path",
    "enterprise_desk_task": "outcome",
    "enterprise_desk_opinion": "position",
    "utility_queues_ticket": "state utility",
    "utility_queues_extension": "decision reason",
    "utility_queues_outage_case": "part",
    "utility_queues_escalation": "step",
}
"""Columns of words that hold codes; the words of a law, and whom a lawyer has named as known to
them, which stands in a row that is of no case."""


def test_every_column_of_words_is_emptied_or_holds_codes(plugged: Plugged) -> None:
    for trace in traces(tables_of(plugged.plugins)):
        if trace.table not in CORE:
            words = {column.name for column in trace.table.c if _tells(column)}
            kept = words - {column.name for column in trace.personal}
            assert kept == set(CODES.get(trace.table.name, "").split()), trace.table.name


def _tells(column: Column[Any]) -> bool:
    texts = isinstance(column.type, ARRAY) and isinstance(column.type.item_type, Text)
    return texts or isinstance(column.type, Text | JSONB)


async def test_their_figures_stay_and_their_words_go(
    plugged: Plugged, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given an enterprise's case that was coordinated, and one of a utility with more time asked for
    kept = check.bounded
    monkeypatch.setattr(check, "bounded", lambda *of, **to: kept(*of, **to) + MARK)
    opened = await open_desk(plugged)
    desk = EnterpriseDesk(opened.office, opened.world, opened.materials)
    await desk.enterprise()
    case_id = await desk.identified()
    (known,) = await desk.rows("identification", case_id=case_id)
    await desk.dispatched(case_id, HELPER)
    await desk.coordination(case_id)
    await desk.act(Verb.REGISTER_CASE, enterprise=True)
    await works.area(plugged)
    await works.dispatched(plugged)
    await works.asked_for(plugged, await works.in_hand(plugged))
    while await step(plugged.pool):
        pass
    await plugged.pool.execute(CLOSED, plugged.clock.now())
    wait(plugged, days=1200)
    before = await _told(plugged), await figures(desk)
    assert sum(row["cases"] for row in before[1].values()) == 2

    # When their time is over
    assert (await ran(plugged, store(tmp_path)))[1] == await plugged.pool.fetchval("select count(*) from case_file")

    # Then every panel and every sum is as before, and no word of a case can be read
    assert (await _told(plugged), await figures(desk)) == before
    tables = {trace.table.name for trace in traces(tables_of(plugged.plugins))}
    found = {one for one in await holding(plugged.pool) if one.partition(".")[0] in tables}
    assert found == set()
    # and no case leads to its enterprise, nor an enterprise to its case; by which figures are kept is left
    (left,) = await desk.rows("identification", case_id=case_id)
    forgotten = ("enterprise_id", "profile_version", "credit_code", "name", "district")
    assert {name: left[name] for name in forgotten} == dict.fromkeys(forgotten)
    assert (left["industry"], left["size"]) == (known["industry"], known["size"])
    assert known["name"] is not None


async def _told(plugged: Plugged) -> dict[str, list[tuple[str, float]]]:
    """Every panel of every plug-in."""
    request = PanelRequest(plugged.read, ("370902", "370911"), plugged.viewer("city_lead"))
    panels = [panel for _, found in plugged.plugins.each("dashboard_panels") for panel in found]
    return {panel.key: [(row.label_en, row.value) for row in await panel.load(request)] for panel in panels}
