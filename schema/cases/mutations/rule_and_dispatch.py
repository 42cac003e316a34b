"""ruleAndDispatch (裁定派单): the ruling binds, and the units it names are given their parts."""

import strawberry

from core.cases.commands.rule_and_dispatch import rule_and_dispatch
from core.cases.inputs.dispatch import RuleAndDispatch
from schema.cases.inputs import DispatchTargetInput, Input, OnCaseInput, targets
from schema.cases.payloads import CasePayload, answer
from schema.context import Info
from schema.decorators import mutation


@strawberry.input(description="Rule on whose duty the case is, and dispatch it.\n裁定派单")
class RuleAndDispatchInput(OnCaseInput):
    """Art. 14(3)."""

    ruling: str = strawberry.field(description="The ruling, at most 2,000 characters.\n裁定（最多 2000 字）")
    basis: str = strawberry.field(
        description="Its legal basis; also that of targets without one, at most 2,000 characters.\n"
        "裁定依据，亦用于未填依据的派单对象（最多 2000 字）"
    )
    targets: list[DispatchTargetInput] = strawberry.field(
        description="One lead with co-handlers, or several units in parallel; at most 20.\n"
        "派单对象（一个牵头单位加配合单位，或多个单位分别承办；最多 20 个）"
    )
    precedent: bool = strawberry.field(
        default=False, description="Whether the ruling enters the dispatch catalogue.\n是否写入派单目录"
    )

    def command(self) -> RuleAndDispatch:
        """See CommandInput."""
        return RuleAndDispatch(
            **self.subject(),
            ruling=self.ruling,
            basis=self.basis,
            targets=targets(self.targets),
            precedent=self.precedent,
        )


@strawberry.type(description="What ruleAndDispatch answers.\n裁定派单结果")
class RuleAndDispatchPayload(CasePayload):
    """The case with its new assignments."""


@strawberry.type
class RuleAndDispatchMutation:
    """Root field."""

    @mutation("Rule on whose duty the case is, and dispatch it (Art. 14(3)).\n裁定派单")
    async def rule_and_dispatch(self, info: Info, input: Input[RuleAndDispatchInput]) -> RuleAndDispatchPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(RuleAndDispatchPayload, info, rule_and_dispatch, input)
