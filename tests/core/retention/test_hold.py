"""What is held is neither anonymised nor deleted, and who may hold is the policy's to say."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from core.attachments.store import AttachmentStore
from core.db.uow import UnitOfWork
from core.errors import NotAllowed, NotFound, Refused, Stale
from core.ids import new_id
from core.retention import run as module
from core.retention.due import RetentionClock
from core.retention.hold import REASON, LiftLegalHold, PlaceLegalHold, lift_legal_hold, place_legal_hold
from core.retention.model import legal_hold
from core.retention.run import plan_of
from core.sealing.fields import open_
from tests.core.retention.old import ended, everything, ran, store, wait
from tests.support.office import Office


@pytest.fixture
def files(tmp_path: Path) -> AttachmentStore:
    return store(tmp_path)


async def hold(office: Office, case: UUID, **more: object) -> None:
    given = {"case_id": case, "reason": "王五诉讼", **more}
    await office.run(place_legal_hold, "city_lead", PlaceLegalHold(**given))  # type: ignore[arg-type]


async def test_a_held_case_is_closed_but_stays_whole_until_the_hold_is_lifted(
    office: Office, files: AttachmentStore
) -> None:
    case = await ended(office)
    await hold(office, case)
    wait(office, days=740)

    assert await ran(office, files) == (1, 0, 0)
    (planned,) = await plan_of(office.read, office.services)
    assert (planned.clock, planned.cases, planned.held) == ("ANONYMISE", 0, 1)

    await office.run(lift_legal_hold, "city_lead", LiftLegalHold(case_id=case))
    assert await ran(office, files) == (0, 1, 0)
    types = [row["type"] for row in await office.pool.fetch("select type from case_event order by case_version")]
    assert types[2:] == ["legalHoldPlaced", "caseFrozen", "legalHoldLifted", "caseAnonymised"]


async def test_a_hold_placed_while_a_run_looks_for_cases_is_kept(
    office: Office, files: AttachmentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await ended(office)
    wait(office, days=740)
    found = module._next

    async def overtaken(uow: UnitOfWork, *asked: Any) -> Any:
        """As the statement answers whose snapshot is older than the hold."""
        rows = await found(uow, *asked)
        if asked[1] is RetentionClock.ANONYMISE:
            row = {"id": new_id(), "case_id": case, "by": office.viewer("city_lead").id, "at": uow.now}
            await uow.insert(legal_hold, [row | dict.fromkeys(("until", "lifted_by", "lifted_at"))])
        return rows

    monkeypatch.setattr(module, "_next", overtaken)

    assert await ran(office, files) == (1, 0, 0)
    assert await office.pool.fetchval("select anonymised_at from case_file") is None
    monkeypatch.undo()
    assert await ran(office, files) == (0, 0, 0)


async def test_a_hold_ends_by_itself(office: Office, files: AttachmentStore) -> None:
    case = await ended(office)
    await hold(office, case, until=office.clock.now() + timedelta(days=800))
    wait(office, days=740)
    assert await ran(office, files) == (1, 0, 0)
    wait(office, days=61)
    assert await ran(office, files) == (0, 1, 0)


async def test_its_reason_is_sealed(office: Office) -> None:
    case = await ended(office)
    await hold(office, case)
    assert "王五" not in await everything(office)
    row = await office.pool.fetchrow("select h.*, c.case_key from legal_hold h join case_file c on c.id = h.case_id")
    key = await office.services.keys.case_key(row["case_key"])
    assert open_(key, REASON.ref(row["id"]), row["reason_sealed"]) == "王五诉讼"


@pytest.mark.parametrize(
    ("role", "refusal"),
    [("operator", NotAllowed), ("supervisor", NotAllowed), ("administrator", NotFound), ("unit_handler", NotFound)],
)
async def test_whoever_may_not_is_refused(office: Office, role: str, refusal: type[Refused]) -> None:
    case = await ended(office)
    with pytest.raises(refusal):
        await office.run(place_legal_hold, role, PlaceLegalHold(case_id=case, reason="一"))
    assert await office.pool.fetchval("select count(*) from legal_hold") == 0


async def refused(office: Office, case: UUID, code: str, **more: object) -> None:
    with pytest.raises(Refused) as refusal:
        await hold(office, case, **more)
    assert refusal.value.code.code == code


async def test_what_makes_no_sense_is_refused(office: Office, files: AttachmentStore) -> None:
    case = await ended(office)
    await refused(office, case, "REQUIRED", reason=" ")
    await refused(office, case, "HOLD_IN_THE_PAST", until=office.clock.now())
    with pytest.raises(Refused) as refusal:
        await office.run(lift_legal_hold, "city_lead", LiftLegalHold(case_id=case))
    assert refusal.value.code.code == "NOT_HELD"
    with pytest.raises(Stale):
        await hold(office, case, expected_version=1)
    await hold(office, case)
    await refused(office, case, "HELD_ALREADY")
    await office.run(lift_legal_hold, "city_lead", LiftLegalHold(case_id=case))
    wait(office, days=740)
    await ran(office, files)
    await refused(office, case, "ALREADY_ANONYMISED")
