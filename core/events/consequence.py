"""The types of events that are no verb's: what follows from one, or from an instant that has passed."""

from enum import StrEnum


class Consequence(StrEnum):
    """Together with the verbs and `correctCase`, every type an event of the core can have."""

    ASSIGNED = "assigned"
    RELEASED = "released"
    DEEMED_ACCEPTED = "deemedAccepted"
    RETURN_WINDOW_CLOSED = "returnWindowClosed"
    YELLOW_CARD = "yellowCard"
    RED_CARD = "redCard"
    DEADLINE_RECALCULATED = "deadlineRecalculated"
    CASE_SHREDDED = "caseShredded"
    CASE_FROZEN = "caseFrozen"
    CASE_ANONYMISED = "caseAnonymised"
    LEGAL_HOLD_PLACED = "legalHoldPlaced"
    LEGAL_HOLD_LIFTED = "legalHoldLifted"
