"""suggestDisciplineReferral (提出问题线索)."""

import strawberry

from plugins.discipline_referral.commands.suggest import suggest
from plugins.discipline_referral.inputs import Suggest
from plugins.discipline_referral.schema.inputs import DisciplinePersonInput, accused
from plugins.discipline_referral.schema.payloads import DisciplinePayload, told
from schema.api import Idempotent, Info, Input, bounded, key, keys, mutation, optional_list


@strawberry.input(description="Suggest to refer a unit's conduct in a case to the discipline organ.\n提出问题线索")
class SuggestDisciplineReferralInput(Idempotent):
    """Art. 21: a ground and a consequence are both required."""

    case_id: strawberry.ID = strawberry.field(description="The case; nothing of this is written to it.\n所涉工单")
    unit_id: strawberry.ID = strawberry.field(description="The accused unit, which handled it.\n被反映单位")
    grounds: list[str] = strawberry.field(
        description="Grounds of Art. 21, by code; at least one.\n情形代码（至少一种）"
    )
    consequence: str = strawberry.field(description="What came of it, by code.\n后果代码")
    facts: str = strawberry.field(
        description="What was found, at most 20,000 characters; sealed.\n线索事实（最多 20000 字，加密保存）"
    )
    persons: list[DisciplinePersonInput] = optional_list("Whom it accuses, at most 20.\n被反映人（最多 20 人）")
    officers: list[strawberry.ID] = optional_list(
        "Accounts that need to know besides yours, at most 20.\n其他知情人员账户（最多 20 个）"
    )

    def command(self) -> Suggest:
        """See CommandInput."""
        return Suggest(
            case_id=key(self.case_id, "case", "caseId"),
            unit_id=key(self.unit_id, "unit", "unitId"),
            grounds=tuple(bounded(self.grounds, "grounds")),
            consequence=self.consequence,
            facts=self.facts,
            persons=accused(self.persons),
            officers=keys(self.officers, "account", "officers"),
        )


@strawberry.type(description="What suggestDisciplineReferral answers.\n提出问题线索结果")
class SuggestDisciplineReferralPayload(DisciplinePayload):
    """Waiting for review."""


@strawberry.type
class SuggestDisciplineReferralMutation:
    """Root field."""

    @mutation("Suggest to refer a unit's conduct in a case to the discipline organ (Art. 21).\n提出问题线索")
    async def suggest_discipline_referral(
        self, info: Info, input: Input[SuggestDisciplineReferralInput]
    ) -> SuggestDisciplineReferralPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await told(SuggestDisciplineReferralPayload, info, suggest, input)
