"""The closed vocabularies of the desk."""

from enum import StrEnum


class ConsultationState(StrEnum):
    """Where a consultation stands; the last three are its ends."""

    WAITING = "WAITING"
    ASSIGNED = "ASSIGNED"
    CLOSED = "CLOSED"
    RETURNED = "RETURNED"
    CANCELLED = "CANCELLED"


class Source(StrEnum):
    """How a case came to the desk."""

    REFERRED = "REFERRED"
    AUTOMATIC = "AUTOMATIC"


class AidResult(StrEnum):
    """What a screening for legal aid finds."""

    ELIGIBLE = "ELIGIBLE"
    NOT_ELIGIBLE = "NOT_ELIGIBLE"
    REFER_TO_CENTRE = "REFER_TO_CENTRE"


class PartyKind(StrEnum):
    """By what a party is known again."""

    PHONE = "PHONE"
    IDENTITY_NO = "IDENTITY_NO"
    NAME = "NAME"
    COMPANY = "COMPANY"
