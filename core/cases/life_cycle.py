"""The life cycle as data: every transition of both machines, with its guards, its clocks and the article behind it.

Commands, `allowedActions`, the policy's vocabulary and the diagram in docs/life-cycle.md are read from this one table.
Who may is not here but in the policy file: a transition's operation is its verb.
"""

from core.cases.assignment_transitions import ASSIGNMENT_TRANSITIONS, BY_ITSELF
from core.cases.case_transitions import CASE_TRANSITIONS
from core.cases.transition import Machine, Transition

__all__ = ["BY_ITSELF", "BY_VERB", "TRANSITIONS", "Machine", "Transition"]

TRANSITIONS: tuple[Transition, ...] = (*CASE_TRANSITIONS, *ASSIGNMENT_TRANSITIONS)

BY_VERB = {transition.verb: transition for transition in TRANSITIONS}
