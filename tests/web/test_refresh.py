"""A running process takes over what operators change."""

import asyncio
import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from joserfc.jwk import OKPKey
from sqlalchemy import ColumnElement

from core.access.matrix import POLICY
from core.access.operations import Meaning
from core.access.viewer import SYSTEM, Viewer
from core.clock import SHANGHAI
from core.db.uow import unit_of_work
from core.deadlines.import_year import import_year
from core.deadlines.notice import read_notice
from core.districts.switch_plugin import SetDistrictPlugin, set_district_plugin
from core.events.open_queue import close_work_queue
from core.keys.derivation import place_of
from core.keys.index_chain import purpose
from core.sealing.envelope import Suite
from core.settings import Settings
from tests.core.deadlines.desk import dispatched
from tests.core.deadlines.notices import NOTICE_2027
from tests.core.events.queueing import HOUSING, opened
from tests.core.plugin.making import EAST
from tests.support.office import Office
from tests.web.auth.tokens import KEY
from tests.web.plugins import probe, process
from web.auth.issuers import external_issuer
from web.background import background
from web.host import Host
from web.refresh import FileWatch, Refresher, SwitchWatch

ISSUER = "https://id.example.cn"


async def test_what_has_not_changed_stays_the_same_object(host: Host) -> None:
    refresher, before = Refresher(host), replace(host)
    await refresher.look()
    await refresher.look()
    assert host.services.workdays is before.services.workdays
    assert (host.codes, host.matrix) == (before.codes, before.matrix)


async def test_a_link_of_the_indexes_keys_is_known_at_the_next_look(host: Host) -> None:
    refresher, provider = Refresher(host), host.root_keys.provider
    await refresher.look()
    named = purpose(1, Suite.AES_256_GCM)
    wrapped = await provider.wrap(place_of(named), bytes(32))
    await host.pool.execute("insert into derivation_key values ($1, $2)", named, wrapped)
    try:
        await refresher.look()
        chain = host.services.indexes.chain
        assert ([link.number for link in chain.links], chain.written, chain.sought) == ([1], 1, (1,))
    finally:
        await host.pool.execute("delete from derivation_key where purpose = $1", named)


async def test_another_processs_import_reaches_this_one(host: Host) -> None:
    refresher = Refresher(host)
    await refresher.look()
    seen = host.services.workdays
    other = replace(host.services)
    async with unit_of_work(host.pool, other) as uow:
        await import_year(uow, read_notice(NOTICE_2027), "国办发明电〔2026〕7号")
    assert host.services.workdays is seen
    await refresher.look()
    assert 2027 in host.services.workdays.official_years
    assert host.services.workdays.is_working(date(2026, 12, 27))
    assert not host.services.workdays.is_working(date(2026, 12, 31))


async def test_what_was_reckoned_before_it_knew_is_reckoned_again(host: Host, own_office: Office) -> None:
    refresher = Refresher(host)
    await refresher.look()
    own_office.clock.set(datetime(2026, 12, 14, 10, tzinfo=SHANGHAI))
    async with unit_of_work(host.pool, replace(host.services)) as uow:
        await import_year(uow, read_notice(NOTICE_2027), "国办发明电〔2026〕7号")
    _, assignment_id = await dispatched(own_office, enterprise=True)
    assert await due(host, assignment_id) == (datetime(2027, 1, 5, 18, tzinfo=SHANGHAI), True)
    await refresher.look()
    assert await due(host, assignment_id) == (datetime(2027, 1, 4, 18, tzinfo=SHANGHAI), False)


async def test_a_new_profile_version_is_taken(host: Host) -> None:
    refresher = Refresher(host)
    await refresher.look()
    await host.pool.execute(
        "insert into policy_profile select name, 3, replace(body, 'version = 2', 'version = 3'), 'new', now() "
        "from policy_profile where name = 'taian'"
    )
    await refresher.look()
    assert host.services.profiles.version("taian", 3).version == 3


async def test_a_broken_profile_is_not_taken(host: Host) -> None:
    refresher, before = Refresher(host), host.services.profiles
    await refresher.look()
    await host.pool.execute("insert into policy_profile values ('broken', 1, 'version = ', 'x', now())")
    await refresher.look()
    assert host.services.profiles is before


async def test_a_queue_that_another_process_opened_or_closed_is_known_here(host: Host, own_office: Office) -> None:
    refresher, other = Refresher(host), replace(own_office, services=replace(own_office.services))
    await refresher.look()
    assert not host.services.queues

    await opened(other)
    await refresher.look()
    assert set(host.services.queues.by_path.values()) == {HOUSING}

    await own_office.run(close_work_queue, "administrator", HOUSING)
    await refresher.look()
    assert not host.services.queues


async def test_a_queue_opened_before_the_first_look_is_known_after_it(host: Host, own_office: Office) -> None:
    await opened(replace(own_office, services=replace(own_office.services)))

    await Refresher(host).look()

    assert set(host.services.queues.by_path.values()) == {HOUSING}


async def test_a_renamed_code_is_taken(host: Host) -> None:
    refresher = Refresher(host)
    await refresher.look()
    name, codes = next(iter(host.codes.sets.items()))
    code = next(iter(codes))
    await host.pool.execute("update code set label_zh = '新名' where set = $1 and code.code = $2", name, code)
    await refresher.look()
    assert host.codes.entry(name, code).label_zh == "新名"


@pytest.fixture
def policy(host: Host, tmp_path: Path) -> Path:
    """A policy file of the host's own, as shipped."""
    file = tmp_path / "policy.csv"
    file.write_text(POLICY.read_text("utf-8"), "utf-8")
    host.settings = Settings.model_validate({"var": tmp_path, "policy": file})
    return file


def overwrite(file: Path, text: str) -> None:
    file.write_text(text, "utf-8")


async def settled(watch: FileWatch) -> None:
    """A look that finds the change, and one that finds it at rest."""
    await watch.look()
    await watch.look()


async def test_half_a_policy_is_not_taken_while_it_is_being_written(
    host: Host, policy: Path, own_office: Office
) -> None:
    watch, whole = FileWatch(host), POLICY.read_text("utf-8")
    for end in range(len(whole) // 2, len(whole), len(whole) // 8):
        overwrite(policy, whole[:end])
        await watch.look()
        assert host.matrix is own_office.matrix
    overwrite(policy, whole)
    await settled(watch)
    assert host.matrix.version == own_office.matrix.version


async def test_one_line_of_the_policy_changes_an_answer(host: Host, policy: Path, own_office: Office) -> None:
    watch = FileWatch(host)
    without(policy, "p, r:reviewer, case.read,")
    before = own_office.viewer("reviewer")
    assert before.may("case.read")
    await settled(watch)
    after: Viewer = replace(before, matrix=host.matrix)
    assert not after.may("case.read")
    assert after.may("rating.read")


async def test_a_changed_policy_leaves_what_plug_ins_grant_and_keep_back(own_database: str, tmp_path: Path) -> None:
    def operations() -> dict[str, Meaning]:
        return {"probe/look": Meaning("查看", "look")}

    def access_policies() -> str:
        return "p, r:operator, probe/look, all, NORMAL, allow\n"

    def case_filter(case_id: ColumnElement[UUID], viewer_id: ColumnElement[UUID]) -> ColumnElement[bool]:
        return case_id != viewer_id

    async with process(own_database, tmp_path, probe(operations, access_policies, case_filter)) as host:
        file = tmp_path / "policy.csv"
        file.write_text(POLICY.read_text("utf-8"), "utf-8")
        host.settings = Settings.model_validate({"var": tmp_path, "policy": file})
        watch, before = FileWatch(host), host.matrix
        without(file, "p, r:reviewer, case.read,")
        await settled(watch)

    assert host.matrix.cell("reviewer", "case.read") is None
    assert host.matrix.cell("operator", "probe/look") is not None
    assert host.matrix.withholding == before.withholding != ()
    assert host.matrix.switches is host.plugins.switches


async def test_a_broken_policy_is_not_taken(host: Host, policy: Path) -> None:
    watch, before = FileWatch(host), host.matrix
    written(policy, "p, r:operator, fly, all, NORMAL, allow\n")
    await settled(watch)
    assert host.matrix is before
    written(policy, None)
    await settled(watch)
    assert host.matrix is before


async def test_the_issuers_new_keys_are_taken(host: Host, tmp_path: Path) -> None:
    file = tmp_path / "jwks.json"
    file.write_text(json.dumps({"keys": [KEY.as_dict(private=False)]}), "utf-8")
    host.settings = Settings.model_validate({"var": tmp_path, "issuer": ISSUER, "issuer_keys": file})
    host.issuers = {ISSUER: external_issuer(ISSUER, file)}
    watch, new = FileWatch(host), OKPKey.generate_key("Ed25519", auto_kid=True)
    file.write_text(json.dumps({"keys": [new.as_dict(private=False)]}), "utf-8")
    await settled(watch)
    assert list(host.issuers[ISSUER].keys) == [new.kid]


async def test_a_switch_reaches_every_process_within_two_seconds(own_database: str, tmp_path: Path) -> None:
    async with (
        process(own_database, tmp_path, probe()) as one,
        process(own_database, tmp_path, probe()) as other,
        background(one),
        background(other),
    ):
        for enabled in (False, True):
            given = SetDistrictPlugin(district=EAST, plugin="probe", enabled=enabled, reason="a trial")
            async with unit_of_work(one.pool, one.services) as uow:
                await set_district_plugin(uow, replace(SYSTEM, now=uow.now), given)
            async with asyncio.timeout(2):
                while other.plugins.switches.on("probe", EAST) is not enabled:  # noqa: ASYNC110 - it tells nobody
                    await asyncio.sleep(0.01)


async def test_what_nobody_switched_is_not_read_again(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    watch, taken = SwitchWatch(host.read, host.plugins), []
    monkeypatch.setattr(host.plugins.switches, "replace", lambda *given: taken.append(given))

    for _ in range(3):
        await watch.look()

    assert len(taken) == 1


async def due(host: Host, assignment_id: UUID) -> tuple[datetime, bool]:
    query = "select due_at, provisional from clock where assignment_id = $1 and kind = 'HANDLING'"
    return tuple(await host.pool.fetchrow(query, assignment_id))


def without(file: Path, beginning: str) -> None:
    lines = file.read_text("utf-8").splitlines(keepends=True)
    file.write_text("".join(line for line in lines if not line.startswith(beginning)), "utf-8")


def written(file: Path, text: str | None) -> None:
    if text is None:
        file.unlink()
    else:
        file.write_text(text, "utf-8")
