"""What a command did to the clocks, and what the life cycle says its verb can do to them."""

from uuid import UUID

from core.cases.facts import CaseFacts
from core.cases.life_cycle import BY_VERB
from core.cases.verbs import Verb

Move = tuple[str, str]
_AFTER = {"PAUSED": "pauses", "MET": "stops", "LATE": "stops", "CANCELLED": "cancels", "RUNNING": "resumes"}


def moved(before: CaseFacts, after: CaseFacts) -> set[Move]:
    """(starts, stops, cancels, pauses or resumes; clock kind) for every clock whose state changed."""
    states: dict[UUID, str] = {row["id"]: row["state"] for row in before.clocks}
    return {
        (_AFTER[row["state"]] if row["id"] in states else "starts", row["kind"])
        for row in after.clocks
        if states.get(row["id"]) != row["state"]
    }


def possible_moves(verb: Verb) -> set[Move]:
    """The same as the table says."""
    transition = BY_VERB[verb]
    return {
        (name, kind.value)
        for name in ("starts", "stops", "cancels", "pauses", "resumes")
        for kind in getattr(transition, name)
    }
