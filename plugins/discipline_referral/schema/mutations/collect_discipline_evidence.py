"""collectDisciplineEvidence (固定证据材料)."""

import strawberry

from plugins.discipline_referral.commands.collect_evidence import collect_evidence
from plugins.discipline_referral.inputs import OnReferral
from plugins.discipline_referral.schema.inputs import OnDisciplineReferralInput
from plugins.discipline_referral.schema.payloads import DisciplinePayload, told
from schema.api import Info, Input, mutation


@strawberry.input(description="Collect what the case holds now as evidence, and seal it.\n固定证据材料")
class CollectDisciplineEvidenceInput(OnDisciplineReferralInput):
    """Art. 21."""

    def command(self) -> OnReferral:
        """See CommandInput."""
        return OnReferral(**self.subject())


@strawberry.type(description="What collectDisciplineEvidence answers.\n固定证据材料结果")
class CollectDisciplineEvidencePayload(DisciplinePayload):
    """With its evidence."""


@strawberry.type
class CollectDisciplineEvidenceMutation:
    """Root field."""

    @mutation("Collect what the case holds now as evidence, and seal it (Art. 21).\n固定证据材料")
    async def collect_discipline_evidence(
        self, info: Info, input: Input[CollectDisciplineEvidenceInput]
    ) -> CollectDisciplineEvidencePayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await told(CollectDisciplineEvidencePayload, info, collect_evidence, input)
