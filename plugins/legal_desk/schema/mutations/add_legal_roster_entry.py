"""addLegalRosterEntry (新增律师排班)."""

from datetime import date

import strawberry

from plugins.legal_desk.commands.add_roster_entry import add_roster_entry
from plugins.legal_desk.inputs import AddRosterEntry
from plugins.legal_desk.schema.payloads import RosterPayload, rostered
from schema.api import Idempotent, Info, Input, key, mutation, optional, optional_list


@strawberry.input(description="Put a lawyer on the roster.\n新增律师排班")
class AddLegalRosterEntryInput(Idempotent):
    """Every condition on the date must hold."""

    lawyer_id: strawberry.ID = strawberry.field(description="The lawyer's account.\n律师账户")
    district: str = strawberry.field(description="Code of the place, with all below it.\n服务区划代码（含下级）")
    first: date = strawberry.field(description="First date a shift begins on.\n起始日期")
    last: date | None = optional("Last such date; without end if absent.\n截止日期（可不填）")
    weekdays: list[int] = optional_list("1 Monday to 7; every day if empty.\n星期（空为每日）")
    working_days_only: bool = strawberry.field(
        default=False, description="Only on working days, make-up days among them.\n仅工作日（含调休）"
    )
    begins: str = strawberry.field(description="From, like 08:30.\n上岗时刻，如 08:30")
    ends: str = strawberry.field(
        description="To, like 17:30; at or before the begin it is the next day's.\n下岗时刻，不晚于上岗时刻时为次日"
    )
    capacity: int = strawberry.field(description="Open consultations at most, 1 to 200.\n承接上限（1–200）")

    def command(self) -> AddRosterEntry:
        """See CommandInput."""
        return AddRosterEntry(
            lawyer_id=key(self.lawyer_id, "account", "lawyerId"),
            district=self.district,
            first=self.first,
            last=self.last,
            weekdays=tuple(self.weekdays),
            working_days_only=self.working_days_only,
            begins=self.begins,
            ends=self.ends,
            capacity=self.capacity,
        )


@strawberry.type(description="What addLegalRosterEntry answers.\n排班结果")
class AddLegalRosterEntryPayload(RosterPayload):
    """The entry."""


@strawberry.type
class AddLegalRosterEntryMutation:
    """Root field."""

    @mutation("Put a lawyer on the roster.\n新增律师排班")
    async def add_legal_roster_entry(
        self, info: Info, input: Input[AddLegalRosterEntryInput]
    ) -> AddLegalRosterEntryPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await rostered(AddLegalRosterEntryPayload, info, add_roster_entry, input)
