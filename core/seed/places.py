"""The coded places of the message board (西地省, A市, A3区, A7县) and the districts the importer takes them for.

The letter is ignored: every coded city is read as our city. The number picks a county or district from the cycle of the
table, so that A7县 is the first again when the table has six.
"""

import re
from collections.abc import Sequence

from core.seed.records import PlaceCode
from core.seed.table import SeedError

_CODED_PLACE = re.compile(r"(?<![A-Za-z0-9])[A-Z](\d{0,2})(?=[市区县])")


def place_district(codes: Sequence[PlaceCode], *texts: str) -> str:
    """The district of the first coded place in the first text that has one; the city's when none has."""
    found = next((match for text in texts if (match := _CODED_PLACE.search(text))), None)
    return district_of_number(codes, int(found[1]) if found and found[1] else None)


def district_of_number(codes: Sequence[PlaceCode], number: int | None) -> str:
    """The district for a place's number, None being a letter alone; numbers beyond the table go round it again.

    Raises SeedError when the table lacks the line without a number or does not count from 1.
    """
    city = [code.district for code in codes if code.number is None]
    cycle = [code.district for code in codes if code.number is not None]
    if (
        len(city) != 1
        or not cycle
        or [code.number for code in codes if code.number is not None] != [*range(1, len(cycle) + 1)]
    ):
        raise SeedError("place_codes.csv: give one line without number, then the numbers from 1 in order")
    return city[0] if number is None else cycle[(number - 1) % len(cycle)]
