"""Old messages replayed with every bundled plug-in on."""

from pathlib import Path

import pytest

from core.doctor.examine import examine
from core.replay.acts import Staff
from core.replay.deeds import Deeds, tally
from core.replay.rules import CategoryRule
from core.replay.shares import Share
from tests.core.replay import independent
from tests.core.replay.desk import RULES, messages, reported, run_of, source_of
from tests.core.replay.sample import sample
from tests.support.office import START
from tests.support.plugged import Offices, Plugged, config_text, in_tree
from web.cli.import_accounts import staff

BUSY = """
[plugins.legal_desk.settings]
auto_refer_categories = ["01"]
[plugins.discipline_referral.settings]
standing_officers = ["d:discipline_inspector"]
"""
WATER = "1601"
OF_ENTERPRISES = RULES.model_copy(
    update={"case": RULES.case.model_copy(update={"enterprise": True}), "category": CategoryRule(otherwise=WATER)}
)


async def test_the_sample_comes_in_as_without_them_and_nothing_is_left_to_do(plugged: Plugged, tmp_path: Path) -> None:
    path = tmp_path / "sample.csv"
    path.write_bytes(sample().content)
    source, began = source_of(plugged, path), await tally(plugged.read, plugged.plugins)

    run = await run_of(plugged, await acting(plugged), source)
    told = await reported(plugged, source, since=began)

    assert (run.complete, run.refused, run.imported) == (True, [], len(source.messages))
    assert (told.lost, told.agrees, told.timed) == (0, True, {})
    counted = {name: {one: getattr(share, one) for one in independent.OUTCOMES} for name, share in told.shares.items()}
    assert counted == independent.shares(path, START)
    assert {one.plugin for one in told.plugins} == set(in_tree())
    assert [one for one in told.plugins if not one.hooks] == []
    assert [one for one in told.plugins if any(calls.failed for calls in one.hooks.values())] == []
    assert [(one.waiting, one.dead) for one in told.plugins] == [(0, 0)] * len(told.plugins)
    assert await examine(plugged.pool) == ()


@pytest.fixture
async def busy(plugged_offices: Offices) -> Plugged:
    """Every plug-in on, those that wait for a word of the deployment set to act by themselves."""
    return await plugged_offices.of(config_text(in_tree(), BUSY))


async def test_the_report_shows_what_each_of_them_did(busy: Plugged, tmp_path: Path) -> None:
    source = messages(
        busy,
        tmp_path,
        "L-1,何时通水,2019-10-14 10:00:00,A3区,,已通水,2019-10-16 10:00:00",
        "L-2,扬尘,2019-10-14 11:00:00,A3区,环境保护,已查处,2019-10-15 11:00:00",
        "L-3,物业,2019-10-14 12:00:00,A3区,城乡建设,,",
        "L-4,物业,2019-10-14 13:00:00,A3区,城乡建设,已办,2019-10-15 13:00:00",
    )
    began = await tally(busy.read, busy.plugins)

    run = await run_of(busy, await acting(busy), source, rules=OF_ENTERPRISES)
    told = await reported(busy, source, OF_ENTERPRISES, began)

    assert [(one.source_id, one.detail) for one in run.refused] == [("L-4", "LEGAL_DESK_OPEN_CONSULTATION")]
    assert told.states == {"CLOSED": 2, "IN_PROGRESS": 1, "PENDING_CALLBACK": 1}
    assert told.timed == {"enterprise_desk": Share(met=2, overdue=1), "utility_queues": Share(late=1)}
    assert (told.expected, told.clocks) == (Share(), Share())
    deeds = {one.plugin: one for one in told.plugins}
    legal, enterprise = deeds["legal_desk"], deeds["enterprise_desk"]
    utility, discipline = deeds["utility_queues"], deeds["discipline_referral"]
    assert (legal.events, legal.clocks) == ({"legal_desk/refer": 2}, {"LEGAL_CONSULTATION": 2})
    assert made(legal) == {"legal_desk_consultation": 2}
    assert enterprise.clocks == {"ENTERPRISE_FEEDBACK": 4, "FIRST_CONTACT": 3, "HANDLING": 3}
    assert made(enterprise) == {"enterprise_desk_follow_up": 2}
    assert enterprise.events["enterprise_desk/followUp.overdue"] == 2, "its minutes came while time passed"
    assert utility.clocks == {"ACCEPTANCE": 1, "HANDLING": 1}
    assert made(utility) == {"utility_queues_ticket": 1, "utility_queues_escalation": 2}
    assert made(discipline)["discipline_referral_referral"] == 2
    assert discipline.events == {}, "it leaves no trace on a case"
    assert [(one.waiting, one.dead) for one in told.plugins] == [(0, 0)] * len(told.plugins)
    assert await examine(busy.pool) == ()


async def test_a_repeated_replay_has_them_do_nothing_again(busy: Plugged, tmp_path: Path) -> None:
    source = messages(busy, tmp_path, "L-3,物业,2019-10-14 12:00:00,A3区,城乡建设,,")
    await run_of(busy, await acting(busy), source)
    began = await tally(busy.read, busy.plugins)

    await run_of(busy, await acting(busy), source)
    told = await reported(busy, source, since=began)

    assert [made(one) for one in told.plugins] == [{}] * len(told.plugins)
    assert [one.events for one in told.plugins if one.events] == [{"legal_desk/refer": 1}]


async def acting(office: Plugged) -> Staff:
    """The hotline's and the units' service accounts."""
    return await staff(office.pool, office.services, office.matrix)


def made(one: Deeds) -> dict[str, int]:
    """Its tables that have grown."""
    return {name: rows for name, rows in one.made.items() if rows}
