"""The closed vocabularies of the plug-in."""

from enum import StrEnum

PLUGIN = "utility_queues"


class Utility(StrEnum):
    """The essential utilities of Art. 18, as `category.essential_utility` names them."""

    WATER = "WATER"
    POWER = "POWER"
    GAS = "GAS"
    HEAT = "HEAT"
    TELECOM = "TELECOM"


class TicketState(StrEnum):
    """How far a company's ticket has come; whether somebody holds it just now is the lease's affair."""

    READY = "READY"
    """The assignment waits to be accepted."""
    ACKNOWLEDGED = "ACKNOWLEDGED"
    """The company has it in hand."""
    REPLIED = "REPLIED"
    """The company has reported back."""
    ENDED = "ENDED"
    """The company's part is over."""


class EscalationStep(StrEnum):
    """To whom an unclaimed ticket is taken, in this order."""

    NEXT_ON_DUTY = "NEXT_ON_DUTY"
    HOTLINE = "HOTLINE"


class NoticeState(StrEnum):
    """Whether an outage lasts; a planned one is published before it starts."""

    PUBLISHED = "PUBLISHED"
    ENDED = "ENDED"


class NoticeChange(StrEnum):
    """What happened to a notice."""

    PUBLISHED = "PUBLISHED"
    CHANGED = "CHANGED"
    ENDED = "ENDED"


class CasePart(StrEnum):
    """What became of a case that an outage explains."""

    MATCHED = "MATCHED"
    """Recognised; not gathered yet."""
    MASTER = "MASTER"
    """The first: the others live on in it."""
    MERGED = "MERGED"
    """Merged into the master."""
    LEFT = "LEFT"
    """Left alone, because by then it could not be merged."""
