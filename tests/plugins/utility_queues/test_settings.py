"""What may be set."""

import pytest
from pydantic import ValidationError

from plugins.utility_queues.settings import UtilityQueuesSettings
from plugins.utility_queues.vocabulary import Utility


def test_the_numbers_of_art_18_come_with_it() -> None:
    found = UtilityQueuesSettings()

    assert (found.acceptance_minutes, found.handling_minutes) == (30, 1440)


def test_bills_are_no_outage() -> None:
    found = UtilityQueuesSettings().outage_categories

    assert found[Utility.WATER] == ("160101",)
    assert Utility.TELECOM not in found


@pytest.mark.parametrize(
    "given",
    [
        {"acceptance_minutes": 0},
        {"lease_seconds": 9},
        {"roster_days": 61},
        {"gathered_at_once": 0},
        {"next_on_duty_minutes": 30, "hotline_minutes": 20},
        {"outage_categories": {"STEAM": ["1"]}},
        {"minutes": 3},
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        UtilityQueuesSettings(**given)  # type: ignore[arg-type]
