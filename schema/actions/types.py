"""What may be done to an object, so that a screen never guesses."""

import strawberry

from core.cases.decide import Action as Decided
from schema.codes.labels import Code, label
from schema.context import Info
from schema.wording import told


@strawberry.type(description="One verb, open or not, and why not.\n可执行操作")
class Action:
    """Read from the life-cycle table, like the command itself."""

    verb: Code = strawberry.field(description="What could be done; the mutation's name.\n操作")
    allowed: bool = strawberry.field(description="Whether you may do it now.\n是否允许")
    reason_code: str | None = strawberry.field(description="The refusal's registered code.\n拒绝原因代码")
    reason: str | None = strawberry.field(description="The refusal for people.\n拒绝原因")
    article: str = strawberry.field(description="The article behind the verb.\n条款依据")
    vetoes_checked: bool = strawberry.field(
        description="Whether plug-ins were asked: a request asks about 20 cases, a command always does.\n是否已由插件审核"
    )


def shown(info: Info, decided: Decided, *, vetoes_checked: bool) -> Action:
    """One decision in the request's language."""
    context = info.context
    return Action(
        verb=label(context.codes, "verb", decided.verb, context.language),
        allowed=decided.allowed,
        reason_code=decided.refusal.code.code if decided.refusal else None,
        reason=told(decided.refusal, context.codes, context.language) if decided.refusal else None,
        article=decided.article,
        vetoes_checked=vetoes_checked,
    )
