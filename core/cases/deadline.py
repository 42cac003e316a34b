"""How long a clock of a case may run: as the first plug-in says that has a say, else as the case's profile does."""

from core.db.uow import UnitOfWork
from core.plugin.answers import DeadlineGrant
from core.plugin.runner import CORE
from core.plugin.views import CaseView


async def deadline_for(uow: UnitOfWork, case: CaseView, kind: str) -> DeadlineGrant:
    """What a clock of a core kind that starts now is given; its rule names the plug-in or the profile that says so.

    LookupError for a kind nobody knows.
    """
    answered = await uow.services.plugins.run.first(
        "propose_deadline", case.gate, case=case, kind=kind, read=uow, services=uow.services
    )
    if answered is None:
        raise LookupError(f"nobody grants a clock of kind {kind}")
    grant: DeadlineGrant = answered.answer
    if answered.plugin == CORE:
        return grant
    return DeadlineGrant(grant.budget, _owned(answered.plugin, kind, grant.rule))


def _owned(plugin: str, kind: str, rule: str) -> str:
    """The rule as clock rows name it, whatever the plug-in left out: its own name, the kind, the rule's name."""
    prefix = f"{plugin}/{kind}/"
    return rule if rule.startswith(prefix) else prefix + rule.rsplit("/", 1)[-1]
