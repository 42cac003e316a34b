"""The legal desk for a test: its people, their shifts, and cases before it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from core.access.load import load_viewer
from core.access.viewer import Viewer
from core.cases.commands.register_case import register_case
from core.cases.inputs.intake import RegisterCase, ReporterDetails
from core.cases.outcome import Outcome
from core.cases.states import Channel, Kind
from core.db.uow import unit_of_work
from core.errors import Refused
from core.ids import new_id
from core.tables import BUSINESS
from plugins.legal_desk.commands.add_roster_entry import add_roster_entry
from plugins.legal_desk.commands.give_opinion import give_opinion
from plugins.legal_desk.commands.refer import refer
from plugins.legal_desk.commands.take import take
from plugins.legal_desk.inputs import AddRosterEntry, Cited, GiveOpinion, Refer, Take
from tests.support.plugged import Plugged

CITY = "370900"
TAISHAN = "370902"
CITED = Cited(law="中华人民共和国劳动合同法", article="第三十条第一款", quotation="用人单位应当及时足额支付劳动报酬。")


@dataclass
class Bureau:
    """Everybody acts at the office's clock."""

    office: Plugged

    @property
    def lawyer(self) -> Viewer:
        """The desk's demonstration account."""
        return self.office.viewer("legal_desk")

    @property
    def lead(self) -> Viewer:
        """Who answers for the desk."""
        return self.office.viewer("city_lead")

    @property
    def operator(self) -> Viewer:
        """Who takes calls, and refers."""
        return self.office.viewer("operator")

    async def colleague(self, name: str = "two", role: str = "legal_desk", place: str = "/370900") -> Viewer:
        """A further account with one grant; the same name gives the same account."""
        subject, pool = f"d:legal-{name}", self.office.pool
        await pool.execute(
            "INSERT INTO account (id, subject, kind, name, active) VALUES ($1, $2, 'PERSON', $3, true)"
            " ON CONFLICT (subject) DO NOTHING",
            new_id(), subject, f"律师{name}",
        )  # fmt: skip
        id_ = await pool.fetchval("SELECT id FROM account WHERE subject = $1", subject)
        await pool.execute("DELETE FROM role_grant WHERE account_id = $1", id_)
        await pool.execute(
            "INSERT INTO role_grant (id, account_id, role, unit_path, district_path, clearance, valid_from)"
            " VALUES ($1, $2, $3, '/ta', $4, 1, '2020-01-01Z')",
            new_id(), id_, role, place,
        )  # fmt: skip
        found = await load_viewer(self.office.read, subject, self.office.matrix, self.office.clock.now())
        assert found is not None
        return found

    async def do(self, command: Callable[..., Awaitable[Outcome]], who: Viewer, input: object) -> Outcome:
        """One command that must be done."""
        async with unit_of_work(self.office.pool, self.office.services) as uow:
            return await command(uow, replace(who, now=uow.now), input)

    async def refused(self, command: Callable[..., Awaitable[Outcome]], who: Viewer, input: object) -> Refused:
        """The refusal of a command that must be refused, and has written nothing."""
        before = await self.digest()
        with pytest.raises(Refused) as caught:
            await self.do(command, who, input)
        assert await self.digest() == before
        return caught.value

    async def case(self, who: Viewer | None = None, **more: Any) -> UUID:
        """A case that was just registered."""
        person = ReporterDetails(
            name=more.pop("name", "李四"), phone=more.pop("phone", "13805380001"), company=more.pop("company", None)
        )
        given: dict[str, Any] = {
            "channel": Channel.PHONE, "kind": Kind.HELP_REQUEST, "title": "拖欠工资", "content": "公司拖欠三个月工资。",
            "district": CITY, "reporter": person,
        }  # fmt: skip
        return (await self.do(register_case, who or self.operator, RegisterCase(**(given | more)))).case_id

    async def referred(self, case_id: UUID | None = None, **more: Any) -> UUID:
        """A consultation, referred by the operator."""
        given: dict[str, Any] = {"reason": "LEGAL_QUESTION", "matter": "LABOUR", "question": "能否要求支付赔偿金？"}
        case_id = case_id or await self.case()
        return (await self.do(refer, self.operator, Refer(case_id=case_id, **(given | more)))).object_id

    async def on_duty(self, who: Viewer, capacity: int = 5, **more: Any) -> UUID:
        """A shift around the clock from today; the entry's id."""
        given: dict[str, Any] = {
            "lawyer_id": who.id, "district": CITY, "first": date(2026, 11, 1), "begins": "00:00", "ends": "24:00",
            "capacity": capacity,
        }  # fmt: skip
        return (await self.do(add_roster_entry, self.lead, AddRosterEntry(**(given | more)))).object_id

    async def taken(self, case_id: UUID | None = None, who: Viewer | None = None, **more: Any) -> UUID:
        """A consultation that the lawyer on duty has taken."""
        lawyer = who or self.lawyer
        consultation_id = await self.referred(case_id, **more)
        await self.on_duty(lawyer, 200)
        await self.do(take, lawyer, Take(consultation_id=consultation_id))
        return consultation_id

    async def advised(self, case_id: UUID | None = None) -> UUID:
        """A consultation with an opinion."""
        consultation_id = await self.taken(case_id)
        given = GiveOpinion(consultation_id=consultation_id, provisions=(CITED,), text="公司应当支付。")
        await self.do(give_opinion, self.lawyer, given)
        return consultation_id

    async def row(self, table: str, id_: UUID) -> Mapping[str, Any]:
        """A row of a table."""
        found = await self.office.pool.fetchrow(f"SELECT * FROM {table} WHERE id = $1", id_)
        assert found is not None
        return dict(found)

    async def consultation(self, id_: UUID) -> Mapping[str, Any]:
        """The consultation as it is stored."""
        return await self.row("legal_desk_consultation", id_)

    async def events(self, case_id: UUID) -> list[str]:
        """The types of what happened to a case, in order."""
        rows = await self.office.pool.fetch(
            "SELECT type FROM case_event WHERE case_id = $1 ORDER BY case_version, seq", case_id
        )
        return [row["type"] for row in rows]

    async def digest(self) -> list[tuple[Any, ...]]:
        """What changes when any row of any table that work fills does."""
        names = [*(table.name for table in BUSINESS), *self.office.own_tables]
        one = "SELECT '{0}', count(*), coalesce(md5(string_agg(t::text, ',' ORDER BY t::text)), '') FROM {0} t"
        rows = await self.office.pool.fetch(" UNION ALL ".join(map(one.format, names)))
        return sorted(tuple(row) for row in rows)

    def later(self, span: timedelta) -> None:
        """Let time pass; no timer fires."""
        clock = self.office.clock
        clock.set(clock.now() + span)
