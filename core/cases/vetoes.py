"""What plug-ins have against a verb, asked when everything else allows it."""

from collections.abc import Sequence

from core.access.viewer import Viewer
from core.cases.facts import CaseFacts
from core.cases.view import case_view
from core.db.uow import Read
from core.errors import Refused
from core.plugin.runner import Vetoed
from core.plugin.views import CaseView
from core.services import Services

HOOK = "check_transitions"


async def refuse_vetoed(read: Read, services: Services, actor: Viewer, verb: str, facts: CaseFacts) -> None:
    """Ask the plug-ins that are on where the case lies. Raises the first veto."""
    if services.plugins.run.has(HOOK, facts.row["gate"]):
        for vetoed in await vetoes_on(read, services, actor, [case_view(facts)], [verb]):
            raise refusal(vetoed)


async def vetoes_on(
    read: Read, services: Services, actor: Viewer, cases: Sequence[CaseView], verbs: Sequence[str]
) -> Sequence[Vetoed]:
    """Every veto on these verbs, asked of all cases at once."""
    found = await services.plugins.run.vetoes(cases, verbs, actor, read, services)
    asked = {case.id for case in cases}
    return [one for one in found if one.veto.case_id in asked and one.veto.verb in verbs]


def refusal(vetoed: Vetoed) -> Refused:
    """A veto as the caller is told it, with the plug-in whose it is."""
    return Refused(vetoed.veto.code, field=None, **{**vetoed.veto.params, "plugin": vetoed.plugin})
