"""Screening for legal aid (法律援助法 of 2021): answers in, finding with its grounds out.

It says what the desk tells the reporter. The decision itself is the legal-aid centre's alone, which also verifies the means.
"""

from collections.abc import Collection
from dataclasses import dataclass

from plugins.legal_desk.states import AidResult

CRIMINAL = "CRIMINAL_DEFENCE"
OTHER = "OTHER"
ONLY_WITH_HARDSHIP = (
    "STATE_COMPENSATION", "SOCIAL_INSURANCE", "PENSION_OR_RELIEF", "MAINTENANCE", "LABOUR_RELATION", "CIVIL_CAPACITY",
    "INJURY", "ENVIRONMENT",
)  # fmt: skip
"""Art. 31(1) to (8)."""
WHATEVER_THE_MEANS = ("HEROES_HONOUR", "RIGHTEOUS_ACT", "RETRIAL_ACQUITTAL", "VIOLENCE_VICTIM")
"""Art. 32(1) to (4)."""
MIGRANT_MATTERS = frozenset({"LABOUR_RELATION", "INJURY"})
"""Art. 42(3) frees migrant workers from the check of means for pay and for injury at work alone."""

MATTERS = (*ONLY_WITH_HARDSHIP, *WHATEVER_THE_MEANS, CRIMINAL, OTHER)
"""The codes of the set `legal_desk_aid_matter`."""
MIGRANT = "MIGRANT_WORKER"
FREED = ("NO_FIXED_INCOME", "RELIEF_RECIPIENT")
"""Art. 42(1), (2)."""
DECLARED, ABOVE, UNKNOWN = "HARDSHIP_DECLARED", "ABOVE_STANDARD", "UNKNOWN"
MEANS = (*FREED, MIGRANT, DECLARED, ABOVE, UNKNOWN)
"""The codes of the set `legal_desk_aid_means`."""

OUTSIDE, DUTY_TO_NOTIFY, NOT_COVERED = "OUTSIDE_PLACE", "AUTHORITY_NOTIFIES", "MATTER_NOT_COVERED"
COVERED, COVERED_LOCALLY = "MATTER_COVERED", "MATTER_COVERED_LOCALLY"
ANY_MEANS, MEANS_FREED, MEANS_DECLARED = "MEANS_NOT_ASKED", "MEANS_NOT_CHECKED", "MEANS_DECLARED"
MEANS_ABOVE, MEANS_UNKNOWN = "MEANS_ABOVE_STANDARD", "MEANS_UNKNOWN"
GROUNDS = (
    OUTSIDE, DUTY_TO_NOTIFY, NOT_COVERED, COVERED, COVERED_LOCALLY, ANY_MEANS, MEANS_FREED, MEANS_DECLARED, MEANS_ABOVE,
    MEANS_UNKNOWN,
)  # fmt: skip
"""The codes of the set `legal_desk_aid_ground`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What the reporter said: the matter and the means by code, and whether the matter belongs to this city."""

    matter: str
    means: str
    belongs_here: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """The result with its grounds, codes of `legal_desk_aid_ground`; at least one."""

    result: AidResult
    grounds: tuple[str, ...]


def screen(answers: Answers, further: Collection[str] = ()) -> Finding:
    """What the answers come to; `further` are matters the province has added (Art. 31(9))."""
    if not answers.belongs_here:
        return Finding(AidResult.REFER_TO_CENTRE, (OUTSIDE,))
    if answers.matter == CRIMINAL:
        return Finding(AidResult.REFER_TO_CENTRE, (DUTY_TO_NOTIFY,))
    if answers.matter in WHATEVER_THE_MEANS:
        return Finding(AidResult.ELIGIBLE, (COVERED, ANY_MEANS))
    covered = _covered(answers.matter, further)
    if covered is None:
        return Finding(AidResult.NOT_ELIGIBLE, (NOT_COVERED,))
    result, ground = _by_means(answers)
    return Finding(result, (covered, ground))


def _covered(matter: str, further: Collection[str]) -> str | None:
    if matter in ONLY_WITH_HARDSHIP:
        return COVERED
    return COVERED_LOCALLY if matter in further else None


def _by_means(answers: Answers) -> tuple[AidResult, str]:
    if answers.means in FREED or (answers.means == MIGRANT and answers.matter in MIGRANT_MATTERS):
        return AidResult.ELIGIBLE, MEANS_FREED
    if answers.means == DECLARED:
        return AidResult.ELIGIBLE, MEANS_DECLARED
    if answers.means == ABOVE:
        return AidResult.NOT_ELIGIBLE, MEANS_ABOVE
    return AidResult.REFER_TO_CENTRE, MEANS_UNKNOWN
