"""Which verbs somebody is waited for, in which states: read from the life cycle.

A verb is awaited where it leads on, or where something was asked that it decides. What may be done at any time and nobody
waits for (withdraw, reassign, ask for an extension …) is no task.
"""

from collections.abc import Mapping
from types import MappingProxyType

from core.cases.guards import Guard
from core.cases.life_cycle import BY_VERB, Transition
from core.cases.states import CaseState
from core.cases.verbs import Verb

_ASKED = frozenset({Guard.OPEN_EXTENSION, Guard.OPEN_COMMITMENT})
"""Guards that say that something waits to be decided or done, whatever the state."""

_WAITED_FOR = (
    Verb.SUPPLY_INFORMATION,
    Verb.ACCEPT_CASE,
    Verb.DISPATCH_CASE,
    Verb.REQUEST_ADJUDICATION,
    Verb.RULE_AND_DISPATCH,
    Verb.RECORD_CALLBACK,
    Verb.ORDER_REDO,
    Verb.CLOSE_UNREASONABLE,
    Verb.APPROVE_TERMINATION,
    Verb.REJECT_TERMINATION,
    Verb.ACCEPT_ASSIGNMENT,
    Verb.APPROVE_RETURN,
    Verb.REJECT_RETURN,
    Verb.LOG_CONTACT,
    Verb.APPROVE_EXTENSION,
    Verb.REJECT_EXTENSION,
    Verb.SUBMIT_FEEDBACK,
    Verb.SEND_BACK_FEEDBACK,
    Verb.APPROVE_FEEDBACK,
    Verb.FULFIL_COMMITMENT,
)
_ONLY_IN = {Verb.REQUEST_ADJUDICATION: frozenset({CaseState.PENDING_DISPATCH})}
"""While units work on a case, adjudication is possible, but nobody waits for it."""


def _awaited_in(transition: Transition) -> frozenset[str]:
    asked = not _ASKED.isdisjoint(transition.guards)
    found = {source for source in transition.sources if asked or transition.moves[source] - {source}}
    return frozenset(found & _ONLY_IN.get(transition.verb, found))


AWAITED: Mapping[Verb, frozenset[str]] = MappingProxyType({verb: _awaited_in(BY_VERB[verb]) for verb in _WAITED_FOR})
"""Each verb that is waited for, and the states of its case or assignment in which it is."""
