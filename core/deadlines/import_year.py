"""Laying a year's arrangement into the calendar, with everything that follows from it."""

from hashlib import sha256

from core.db.uow import UnitOfWork
from core.deadlines import recompute_statements as sql
from core.deadlines.proposal import Proposal, difference, laid_in
from core.deadlines.recompute import recompute_open_clocks
from core.office import read_workdays


async def import_year(uow: UnitOfWork, proposal: Proposal, notice: str) -> int:
    """Make the proposal's year official and reckon open clocks again; how many clocks changed.

    `notice` names the State Council's notice, for instance 国办发明电〔2026〕7号. What is laid in already is not written again.
    When the transaction is committed every process must read its calendar anew.
    """
    await uow.fetch(sql.LOCK_YEARS)
    before = await read_workdays(uow)
    if proposal.year not in before.official_years or difference(before, proposal):
        await _write(uow, proposal, notice)
    return await recompute_open_clocks(uow, before, laid_in(before, proposal))


async def _write(uow: UnitOfWork, proposal: Proposal, notice: str) -> None:
    days = [{"day": day.date, "working": day.working, "name": day.name, "source": notice} for day in proposal.days]
    await uow.execute_many(sql.WRITE_DAY, days)
    digest = sha256(repr([tuple(day.values())[:3] for day in days]).encode()).hexdigest()
    year = {"year": proposal.year, "notice": notice, "digest": digest, "imported_at": uow.now}
    await uow.execute(sql.WRITE_YEAR, **year)
