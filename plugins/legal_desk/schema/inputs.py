"""What inputs of the desk's mutations share."""

from typing import TypedDict
from uuid import UUID

import strawberry

from plugins.legal_desk.inputs import ConflictParty
from plugins.legal_desk.schema import vocabulary  # noqa: F401 - registers the enum the field names
from plugins.legal_desk.states import PartyKind
from schema.api import Idempotent, Versioned, given, key, optional, optional_key


class Subject(TypedDict):
    """What every command on a consultation is given."""

    consultation_id: UUID
    expected_version: int | None


@strawberry.input
class OnConsultationInput(Versioned):
    """Inherited by inputs of mutations on a consultation."""

    consultation_id: strawberry.ID = strawberry.field(description="The consultation.\n法律咨询")

    def subject(self) -> Subject:
        """The consultation and the version the caller knows. Raises NotFound for an id that is no consultation's."""
        return {
            "consultation_id": key(self.consultation_id, "legal_consultation", "consultationId"),
            "expected_version": given(self.expected_version),
        }


@strawberry.input(description="A party a lawyer is in conflict with.\n利益冲突当事人")
class LegalConflictPartyInput:
    """Kept as a keyed index; only a company's name is kept as it is."""

    kind: PartyKind = strawberry.field(description="By what the party is known.\n识别方式")
    text: str = strawberry.field(description="The number or name, at most 200 characters.\n号码或名称（最多 200 字）")
    district: str = strawberry.field(description="Code of the place that keeps it.\n登记区划代码")


class About(TypedDict):
    """What commands on a new conflict are given."""

    ground: str
    case_id: UUID | None
    party: ConflictParty | None


@strawberry.input
class NewConflictInput(Idempotent):
    """Inherited by inputs that bring a conflict."""

    ground: str = strawberry.field(description="Why, a code of legal_desk_conflict_ground.\n事由代码")
    case_id: strawberry.ID | None = optional("With this case, or\n所涉工单（与当事人二选一）")
    party: LegalConflictPartyInput | None = optional("with this party.\n当事人（与工单二选一）")

    def about(self) -> About:
        """Case or party. Raises NotFound for an id that is no case's."""
        party = self.party and ConflictParty(kind=self.party.kind, text=self.party.text, district=self.party.district)
        return {"ground": self.ground, "case_id": optional_key(self.case_id, "case", "caseId"), "party": party or None}
