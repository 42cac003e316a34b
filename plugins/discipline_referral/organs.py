"""Which organ is of the same level as a unit (同级): a city unit's is the city's; those below have their county's."""

from collections.abc import Sequence

from core.api import Refused
from plugins.discipline_referral.errors import NO_ORGAN
from plugins.discipline_referral.settings import Organ

_LEVELS = {"CITY": "CITY", "COUNTY": "COUNTY", "TOWN": "COUNTY"}
"""The supervisory organs of Art. 21 begin at the county: a township's same-level hotline agency is the county's too."""


def organ_of(organs: Sequence[Organ], unit_level: str, gate: str) -> Organ | None:
    """The organ for a unit of this level whose district has the six-digit code `gate`; None where none is configured."""
    level = _LEVELS.get(unit_level)
    return next((organ for organ in organs if organ.level == level and organ.district == gate), None)


def same_level(organs: Sequence[Organ], unit_level: str, gate: str) -> Organ:
    """The same. Raises Refused: NO_ORGAN where none is configured."""
    found = organ_of(organs, unit_level, gate)
    if found is None:
        raise Refused(NO_ORGAN, field=("input", "unitId"))
    return found
