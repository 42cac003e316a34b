"""Which events may tell of the trace that their request belonged to.

A trace's id is the caller's choice, and a front end may keep one for a whole visit: two cases with one id were reported in
one visit, which tells more of who reported them than the events do. So nothing that a reporter says carries it, and nothing of
a case that is kept closer than others (`core.events.record`). Of the rest it tells no more than the event's actor.
"""

from typing import Final

from core.cases.verbs import Verb

SPOKEN: Final = frozenset(
    {
        Verb.REGISTER_CASE, Verb.SUPPLY_INFORMATION, Verb.RECORD_CALLBACK, Verb.WITHDRAW_CASE,
        Verb.REOPEN_WITH_NEW_FACTS,
    }
)  # fmt: skip
"""The verbs by which the reporter is heard, whoever enters it."""
