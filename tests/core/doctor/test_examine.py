"""The examination finds each corruption, and finds nothing where nothing is wrong."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from core.db.private import Cluster
from core.doctor.examine import RULES, examine, examine_data, inspect
from core.doctor.invariant import Finding
from tests.core.doctor.corruptions import CORRUPTIONS
from tests.core.doctor.day import Day, live
from tests.core.doctor.permitted import PERMITTED
from tests.support import database
from tests.support import office as office_support
from tests.support.office import Office

Week = tuple[Office, dict[str, UUID]]


@pytest.fixture(scope="module")
async def week(cluster: Cluster, seeded: str) -> AsyncIterator[Week]:
    """A database of its own with the busy week in it; a test rolls back what it plants."""
    name = f"doctor_{office_support.worker()}"
    async with database.new_database(cluster, name, seeded) as dsn, office_support.open_office(dsn) as office:
        yield office, await live(Day(office))


async def test_a_week_of_work_breaks_no_invariant(week: Week) -> None:
    office, _ = week
    assert await examine(office.pool) == ()


def test_every_invariant_has_its_corruption() -> None:
    names = [rule.name for rule in RULES]
    assert sorted(names) == sorted(CORRUPTIONS)
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", CORRUPTIONS)
async def test_a_corruption_is_reported_by_its_invariant_alone(week: Week, name: str) -> None:
    found = await _examined(week, *CORRUPTIONS[name])
    assert {finding.rule.name for finding in found} == {name}, [(f.rule.name, f.note) for f in found]


@pytest.mark.parametrize("name", PERMITTED)
async def test_what_is_permitted_is_not_reported(week: Week, name: str) -> None:
    assert await _examined(week, *PERMITTED[name]) == []


async def _examined(week: Week, *statements: str) -> list[Finding]:
    """What is found once the statements have run; they are rolled back."""
    office, cases = week
    async with office.pool.acquire() as connection:
        attempt = connection.transaction()
        await attempt.start()
        try:
            for statement in statements:
                touched = await connection.execute(statement.format_map(cases))
                assert not touched.endswith(" 0"), f"touches nothing: {statement}"
            return [finding async for step in inspect(connection) for finding in step.findings]
        finally:
            await attempt.rollback()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_says_why_and_how_to_mend(rule: object) -> None:
    assert all(getattr(rule, name) for name in ("why", "zh", "en"))


async def test_a_profile_that_cannot_be_read_is_one_finding(week: Week) -> None:
    found = await _examined(week, "update policy_profile set body = 'no toml' where name = 'beijing'")
    assert [(one.rule.name, one.subject) for one in found] == [("clock.reckonable", "policy_profile")]


async def test_the_examination_sees_one_snapshot_and_writes_nothing(week: Week) -> None:
    """Given a writer that commits between two steps, when the examination goes on, then it does not see the write."""
    office, cases = week
    async with office.pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        steps = inspect(connection)
        await anext(steps)
        await office.pool.execute("update case_file set urgency = 'SOON' where id = $1", cases["handled"])
        found = [finding async for step in steps for finding in step.findings]
        written = await connection.fetchval("select pg_current_xact_id_if_assigned()")
    await office.pool.execute("update case_file set urgency = 'NORMAL' where id = $1", cases["handled"])
    assert (found, written) == ([], None)


def test_the_city_s_data_is_sound_and_its_unsourced_facts_are_listed() -> None:
    wrong, unsourced = examine_data()
    assert wrong == ()
    assert all(fact.text.startswith("unverified") for fact in unsourced)
    assert unsourced
