"""The plug-in's settings; every one of them may differ by district."""

import csv
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from core.api import Settings


class Trigger(StrEnum):
    """What makes the system propose a referral; a person decides whether anything comes of it."""

    BOUNCES_EXHAUSTED = "BOUNCES_EXHAUSTED"
    RETURNS_REJECTED = "RETURNS_REJECTED"
    RED_CARD_IGNORED = "RED_CARD_IGNORED"


class Organ(BaseModel):
    """A discipline organ (纪检监察机关): `district` is the six-digit code of the government it belongs to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    level: Literal["CITY", "COUNTY"]
    district: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]


@cache
def bundled_organs() -> tuple[Organ, ...]:
    """The organs of Tai'an."""
    text = (files("plugins.discipline_referral") / "organs.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple(Organ.model_validate({name: row[name] for name in Organ.model_fields}) for row in rows)


class DisciplineSettings(Settings):
    """`[plugins.discipline_referral] settings`.

    `organs` replaces the bundled ones. `standing_officers` are subjects of accounts that are named on every new referral,
    unless they have a conflict of interest; without any, the system proposes nothing, for nobody could see it.
    `distinct_approver` says that who reviewed does not approve. `triggers` are those in use; the numbers say how many
    approved returns of a case, rejected returns of a unit and breached clocks of an assignment set them off.
    """

    organs: tuple[Organ, ...] = Field(default_factory=bundled_organs)
    standing_officers: tuple[str, ...] = ()
    distinct_approver: bool = True
    triggers: frozenset[Trigger] = frozenset(Trigger)
    bounces: Annotated[int, Field(ge=1)] = 3
    returns_rejected: Annotated[int, Field(ge=1)] = 2
    red_cards: Annotated[int, Field(ge=1)] = 2
