"""Doing verbs through the schema, as people of the demonstration do them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from strawberry.types import ExecutionResult

from core.cases.life_cycle import BY_VERB, Machine
from core.cases.verbs import Verb
from core.ids import new_id
from core.tables import BUSINESS
from schema.context import Language, RequestContext
from schema.relay.ids import encode
from tests.schema.conftest import Api

_CASE = (
    "case { id caseNo state version round bounces outcome { code } master { id } "
    "assignments { id state version role round unit { code } } }"
)
_ASSIGNMENT = (
    "assignment { id state version role reviewOn dueAt unit { code } parent { id } children { id unit { code } } }"
)
_ERRORS = "userErrors { code message field plugin article stale { currentVersion changedFields by { id name } at } }"
_TABLES = " UNION ALL ".join(
    f"SELECT '{table.name}', count(*), md5(string_agg(t::text, ',' ORDER BY t::text)) FROM {table.name} t"
    for table in BUSINESS
)
_DIGEST = f"{_TABLES} ORDER BY 1"

PLACE = "370900"
CATEGORY = "010101"
"""Property service quality: needs a place, and ta-housing leads it in the city itself."""


def document(verb: Verb, extra: str = "") -> str:
    """The mutation of a verb with everything tests look at."""
    name = verb[0].upper() + verb[1:]
    about = _CASE if BY_VERB[verb].machine is Machine.CASE else f"{_ASSIGNMENT} {_CASE}"
    return f"mutation($input: {name}Input!) {{ {verb}(input: $input) {{ {about} {_ERRORS} {extra} }} }}"


def payload(result: ExecutionResult) -> dict[str, Any]:
    """The payload of the one mutation of an operation without top-level errors."""
    assert result.errors is None, result.errors
    assert result.data is not None
    (found,) = result.data.values()
    return dict(found)


@dataclass
class Desk:
    """The whole hotline's people at one desk."""

    api: Api

    async def send(
        self, verb: Verb, role: str, *, context: RequestContext | None = None, extra: str = "", **input: Any
    ) -> ExecutionResult:
        """The whole result."""
        return await self.api.execute(document(verb, extra), role, context=context, input=input)

    async def do(self, verb: Verb, role: str, **rest: Any) -> dict[str, Any]:
        """The payload of a verb that must be done."""
        found = payload(await self.send(verb, role, **rest))
        assert found["userErrors"] == [], found["userErrors"]
        return found

    async def refused(self, verb: Verb, role: str, language: Language = "zh", **rest: Any) -> dict[str, Any]:
        """The one user error of a verb that must be refused without leaving a trace."""
        before = await self.digest()
        found = payload(await self.send(verb, role, context=self.api.context(role, language), **rest))
        assert await self.digest() == before
        (error,) = found.pop("userErrors")
        assert set(found.values()) == {None}
        return dict(error)

    async def digest(self) -> list[tuple[Any, ...]]:
        """What changes when any row of any table that work fills does."""
        return [tuple(row) for row in await self.api.office.pool.fetch(_DIGEST)]

    async def unit(self, code: str) -> str:
        """The global id of a unit."""
        return encode("unit", await self.api.office.pool.fetchval("SELECT id FROM unit WHERE code = $1", code))

    async def attachment(self, role: str = "operator") -> str:
        """A complete attachment of that role's, which belongs to no case yet."""
        id_ = new_id()
        await self.api.office.pool.execute(
            "INSERT INTO attachment (id, state, kind, declared_type, content_type, size, storage_key, by, at)"
            " VALUES ($1, 'COMPLETE', 'IMAGE', 'image/png', 'image/png', 3, 'k', $2, $3)",
            id_, self.account(role), self.api.office.clock.now(),
        )  # fmt: skip
        return encode("attachment", id_)

    async def registered(self, role: str = "operator", **more: Any) -> str:
        """A new case; its id."""
        asked = {"channel": "PHONE", "kind": "COMPLAINT", "title": "电梯停运", "content": "小区电梯停运三天。",
                 "district": PLACE, "place": "泰山大街1号", "reporter": {"name": "张三", "phone": "13805381234"}}  # fmt: skip
        done = await self.do(Verb.REGISTER_CASE, role, **(asked | more))
        return str(done["case"]["id"])

    async def accepted(self, category: str = CATEGORY, **more: Any) -> str:
        """A case that waits to be dispatched."""
        case = await self.registered(**more)
        await self.do(Verb.ACCEPT_CASE, "operator", caseId=case, category=category)
        return case

    async def dispatched(self, *targets: tuple[str, str], **more: Any) -> tuple[str, dict[str, str]]:
        """A case in progress, and its assignments' ids by the unit's code."""
        case = await self.accepted(**more)
        return case, await self.dispatch(case, *targets)

    async def dispatch(self, case: str, *targets: tuple[str, str]) -> dict[str, str]:
        """Dispatch a case, by default to ta-housing; the assignments' ids by the unit's code."""
        wanted = [
            {"unitId": await self.unit(code), "role": role, "basis": "《物业管理条例》"}
            for code, role in targets or (("ta-housing", "LEAD"),)
        ]
        done = await self.do(Verb.DISPATCH_CASE, "dispatcher", caseId=case, targets=wanted)
        return {one["unit"]["code"]: one["id"] for one in done["case"]["assignments"]}

    async def at_work(self, **more: Any) -> tuple[str, str]:
        """A case that ta-housing has accepted and contacted the reporter about, and the assignment."""
        case, parts = await self.dispatched(**more)
        part = parts["ta-housing"]
        await self.do(Verb.ACCEPT_ASSIGNMENT, "unit_liaison", assignmentId=part)
        await self.do(Verb.LOG_CONTACT, "unit_handler", assignmentId=part, method="PHONE", outcome="REACHED")
        return case, part

    async def reported(self, part: str) -> dict[str, Any]:
        """Report back on ta-housing's assignment."""
        return await self.do(
            Verb.SUBMIT_FEEDBACK, "unit_handler", assignmentId=part, factsTrue=True, withinRemit=True, resolved=True,
            actionsTaken="已更换控制器。", publicReply="电梯已恢复运行。",
        )  # fmt: skip

    async def reviewed(self, **more: Any) -> tuple[str, str]:
        """A case that waits for its callback."""
        case, part = await self.at_work(**more)
        await self.reported(part)
        await self.do(Verb.APPROVE_FEEDBACK, "reviewer", assignmentId=part)
        return case, part

    async def discontent(self) -> tuple[str, str]:
        """A case whose reporter is not content."""
        case, part = await self.reviewed()
        await self.do(
            Verb.RECORD_CALLBACK, "callback_officer", caseId=case, channel="PHONE", reached=True, contactedByUnit=True,
            resolved="UNRESOLVED", result="DISSATISFIED", process="SATISFIED",
        )  # fmt: skip
        return case, part

    async def termination(self, part: str) -> dict[str, Any]:
        """Ask for the end of the handling as ta-housing."""
        return await self.do(
            Verb.REQUEST_TERMINATION, "unit_liaison", assignmentId=part, ground="UNREASONABLE_DEMAND",
            explanation="要求超出法定标准。", materials=[await self.attachment("unit_liaison")],
        )  # fmt: skip

    def later(self, span: timedelta) -> None:
        """Let time pass; no timer fires."""
        clock = self.api.office.clock
        clock.set(clock.now() + span)

    def account(self, role: str) -> UUID:
        """The demonstration account of a role."""
        return self.api.office.viewer(role).id
