"""The closed vocabularies of the desk; their codes are open sets to clients, so that labels come with them."""

from enum import StrEnum
from typing import Final

INDUSTRIES: Final = "ABCDEFGHIJKLMNOPQRST"
"""The sections (门类) of GB/T 4754-2017."""

FEEDBACK_CLOCK: Final = "ENTERPRISE_FEEDBACK"


class Size(StrEnum):
    """企业规模, as the statistics authority grades it."""

    MICRO = "MICRO"
    SMALL = "SMALL"
    MEDIUM = "MEDIUM"
    LARGE = "LARGE"


class Origin(StrEnum):
    """How a case came to its enterprise."""

    DESK = "DESK"
    RECOGNISED = "RECOGNISED"


class CoordinationState(StrEnum):
    """Where a coordination stands; ENDED is when the case ended without a conclusion."""

    OPEN = "OPEN"
    CONCLUDED = "CONCLUDED"
    ENDED = "ENDED"


class Reason(StrEnum):
    """Why a measure fits an enterprise."""

    DISTRICT_NAMED = "DISTRICT_NAMED"
    DISTRICT_ABOVE = "DISTRICT_ABOVE"
    DISTRICT_ANY = "DISTRICT_ANY"
    INDUSTRY_NAMED = "INDUSTRY_NAMED"
    INDUSTRY_ANY = "INDUSTRY_ANY"
    SIZE_NAMED = "SIZE_NAMED"
    SIZE_ANY = "SIZE_ANY"
    ENDS_SOON = "ENDS_SOON"
