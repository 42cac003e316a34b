"""The nine clock kinds of the core. Kinds are a code set: a plug-in may add a tenth."""

from enum import StrEnum


class ClockKind(StrEnum):
    """What a clock measures."""

    TRIAGE = "TRIAGE"
    DISPATCH = "DISPATCH"
    ACCEPTANCE = "ACCEPTANCE"
    RETURN_WINDOW = "RETURN_WINDOW"
    FIRST_CONTACT = "FIRST_CONTACT"
    HANDLING = "HANDLING"
    REVIEW = "REVIEW"
    CALLBACK = "CALLBACK"
    COMMITMENT = "COMMITMENT"


CORE_KINDS: frozenset[str] = frozenset(ClockKind)
"""The names of the nine: whether a kind is the core's own is asked of this, for it takes any text."""
