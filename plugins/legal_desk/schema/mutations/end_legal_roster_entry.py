"""endLegalRosterEntry (终止律师排班)."""

import strawberry

from plugins.legal_desk.commands.end_roster_entry import end_roster_entry
from plugins.legal_desk.inputs import EndRosterEntry
from plugins.legal_desk.schema.payloads import RosterPayload, rostered
from schema.api import Info, Input, Versioned, given, key, mutation


@strawberry.input(description="Take an entry off the roster.\n终止律师排班")
class EndLegalRosterEntryInput(Versioned):
    """From now on."""

    entry_id: strawberry.ID = strawberry.field(description="The entry.\n排班")

    def command(self) -> EndRosterEntry:
        """See CommandInput."""
        entry_id = key(self.entry_id, "legal_roster_entry", "entryId")
        return EndRosterEntry(entry_id=entry_id, expected_version=given(self.expected_version))


@strawberry.type(description="What endLegalRosterEntry answers.\n终止结果")
class EndLegalRosterEntryPayload(RosterPayload):
    """The entry, ended."""


@strawberry.type
class EndLegalRosterEntryMutation:
    """Root field."""

    @mutation("Take an entry off the roster.\n终止律师排班")
    async def end_legal_roster_entry(
        self, info: Info, input: Input[EndLegalRosterEntryInput]
    ) -> EndLegalRosterEntryPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await rostered(EndLegalRosterEntryPayload, info, end_roster_entry, input)
