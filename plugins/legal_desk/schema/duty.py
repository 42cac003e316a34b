"""A lawyer on duty, as the desk sees it."""

from datetime import datetime

import strawberry

from plugins.legal_desk.roster import Candidate
from schema.api import Account, Info, data, field


@strawberry.type(description="A lawyer on duty now.\n在岗律师")
class LegalDutyLawyer:
    """With what is on the desk already."""

    one: strawberry.Private[Candidate]
    until: datetime = strawberry.field(description="Until when.\n在岗至")

    @field("Who.\n律师")
    async def lawyer(self, info: Info) -> Account | None:
        """Null where accounts are hidden."""
        return await data.by_id(info, Account, self.one.lawyer_id)

    @field("Open consultations the lawyer has.\n已承接件数")
    def open(self) -> int:
        """Of all places."""
        return self.one.open

    @field("Open consultations at most.\n承接上限")
    def capacity(self) -> int:
        """The widest of the shifts that are running."""
        return self.one.capacity

    @field("Whether one more fits.\n是否可再承接")
    def free(self) -> bool:
        """By the capacity."""
        return self.one.free
