"""What plug-ins have against a verb, asked when everything else allows it."""

from core.access.viewer import Viewer
from core.cases.facts import CaseFacts
from core.cases.view import case_view
from core.db.read import Read
from core.errors import Refused
from core.plugin.runner import Vetoed
from core.services import Services

HOOK = "check_transitions"


async def refuse_vetoed(read: Read, services: Services, actor: Viewer, verb: str, facts: CaseFacts) -> None:
    """Ask the plug-ins that are on where the case lies. Raises the first veto."""
    run = services.plugins.run
    if run.has(HOOK, facts.row["gate"]):
        for vetoed in await run.vetoes([case_view(facts)], [verb], actor, read, services):
            raise refusal(vetoed)


def refusal(vetoed: Vetoed) -> Refused:
    """A veto as the caller is told it, with the plug-in whose it is."""
    return Refused(vetoed.veto.code, field=None, **{**vetoed.veto.params, "plugin": vetoed.plugin})
