"""Whoever asks for an export, decides on it or fetches it has proved lately and strongly who they are."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core.access.session import Session
from core.clock import VirtualClock
from core.db.uow import unit_of_work
from core.errors import Refused
from core.exports.hand_out import handed_out
from core.exports.request import approve_export, refuse_export, request_export
from tests.core.audit.desk import accesses
from tests.core.exports.desk import asks, fetched, made, registered, requested, store
from tests.support.office import START, Office

KEY = Session(names=frozenset({"hk_aaaaaaaaaaaaaaaa"}))
"""As an API key comes in."""
PASSWORD = Session(START, frozenset({"jti"}))
"""As a password does: signed in this instant, and not strongly."""
LATE = Session(START, strong_since=START - timedelta(minutes=10, seconds=1))
WEAK = pytest.mark.parametrize("session", [None, KEY, PASSWORD, LATE], ids=["none", "key", "password", "late"])


async def weakly(office: Office, session: Session | None, command: Any, role: str, input: object) -> str:
    """The code with which it is refused to somebody who came in so."""
    with pytest.raises(Refused) as refusal:
        async with unit_of_work(office.pool, office.services) as uow:
            await command(uow, replace(office.viewer(role), session=session), input)
    return refusal.value.code.code


async def kept(office: Office) -> list[Any]:
    return list(await office.pool.fetch("select * from export"))


@WEAK
async def test_nothing_is_asked_for_without_it(office: Office, session: Session | None) -> None:
    await registered(office)
    assert await weakly(office, session, request_export, "city_lead", asks()) == "STEP_UP_REQUIRED"
    assert await kept(office) == []


@WEAK
async def test_nothing_is_decided_without_it(office: Office, session: Session | None) -> None:
    await registered(office, private=True)
    id_ = await requested(office, "supervisor", asks())
    before = await kept(office)
    for command in (approve_export, refuse_export):
        assert await weakly(office, session, command, "auditor", id_) == "STEP_UP_REQUIRED"
    assert await kept(office) == before


@WEAK
async def test_nothing_is_handed_out_without_it(office: Office, tmp_path: Path, session: Session | None) -> None:
    files = store(tmp_path)
    await registered(office)
    id_ = await requested(office, "city_lead", asks())
    await made(office, files)
    assert await weakly(office, session, handed_out, "city_lead", id_) == "STEP_UP_REQUIRED"
    assert await accesses(office) == []
    assert (await fetched(office, "city_lead", id_))["id"] == id_


async def test_it_lasts_ten_minutes(office: Office) -> None:
    await registered(office)
    session = replace(LATE, strong_since=START - timedelta(minutes=10))
    async with unit_of_work(office.pool, office.services) as uow:
        await request_export(uow, replace(office.viewer("city_lead"), session=session), asks())
    assert len(await kept(office)) == 1


async def test_what_is_not_theirs_is_refused_first_and_what_makes_no_sense_afterwards(office: Office) -> None:
    await registered(office, private=True)
    id_ = await requested(office, "supervisor", asks())
    assert await weakly(office, KEY, request_export, "operator", asks()) == "NOT_ALLOWED"
    assert await weakly(office, KEY, approve_export, "operator", id_) == "NOT_ALLOWED"
    assert await weakly(office, KEY, handed_out, "auditor", id_) == "NOT_FOUND"
    assert await weakly(office, KEY, handed_out, "supervisor", id_) == "EXPORT_NOT_READY"
    assert await weakly(office, KEY, request_export, "city_lead", asks(public_key="none")) == "STEP_UP_REQUIRED"
    assert len(await kept(office)) == 1


async def test_the_proof_of_the_request_does_not_fetch_the_file(office: Office, tmp_path: Path) -> None:
    files = store(tmp_path)
    await registered(office)
    proved = office.viewer("city_lead").session
    id_ = await requested(office, "city_lead", asks())
    await made(office, files)
    office.services.clock = VirtualClock(START + timedelta(minutes=11))
    assert await weakly(office, proved, handed_out, "city_lead", id_) == "STEP_UP_REQUIRED"
