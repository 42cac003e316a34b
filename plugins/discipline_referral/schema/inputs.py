"""What inputs of mutations on referrals share."""

from collections.abc import Sequence
from typing import TypedDict
from uuid import UUID

import strawberry

from plugins.discipline_referral.inputs import Accused
from schema.api import Versioned, bounded, given, key, optional, optional_key

CODE = "discipline_referral"


class Subject(TypedDict):
    """What every command on a referral is given."""

    referral_id: UUID
    expected_version: int | None


@strawberry.input
class OnDisciplineReferralInput(Versioned):
    """Inherited by inputs of mutations on a referral."""

    referral_id: strawberry.ID = strawberry.field(description="The referral.\n问题线索")

    def subject(self) -> Subject:
        """The referral and the version the caller knows. Raises NotFound for an id that is no referral's."""
        return {
            "referral_id": key(self.referral_id, CODE, "referralId"),
            "expected_version": given(self.expected_version),
        }


@strawberry.input
class NotedDisciplineInput(OnDisciplineReferralInput):
    """Inherited by those that may say something of the act."""

    note: str | None = optional("A note, at most 2,000 characters; sealed.\n说明（最多 2000 字，加密保存）")


@strawberry.input(description="A person the referral accuses.\n被反映人")
class DisciplinePersonInput:
    """Art. 21: units and their people."""

    name: str = strawberry.field(description="Name, at most 200 characters; sealed.\n姓名（最多 200 字，加密保存）")
    position: str | None = optional("Position, at most 200 characters; sealed.\n职务（最多 200 字，加密保存）")
    account_id: strawberry.ID | None = optional(
        "The person's own account, which then never learns of it.\n本人账户（该账户将无法知悉）"
    )

    def accused(self) -> Accused:
        """As the command takes it. Raises NotFound."""
        account = optional_key(self.account_id, "account", "persons")
        return Accused(name=self.name, position=self.position, account_id=account)


def accused(persons: Sequence[DisciplinePersonInput]) -> tuple[Accused, ...]:
    """All of them. Raises NotFound and TOO_MANY."""
    return tuple(one.accused() for one in bounded(persons, "persons"))
