"""The shares from the file alone, at presents when some messages were not yet due, against the independent reckoning."""

from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from core.replay.moments import Window
from core.replay.rules import fixed_rules
from core.replay.shares import Share, shares
from core.replay.source import read_source
from tests.core.replay import independent
from tests.support.office import seeding_services


@pytest.mark.parametrize(
    "present",
    [
        datetime(2019, 9, 30, 10, 0, tzinfo=UTC),  # close of office before the National Day holiday, in Tai'an 18:00
        datetime(2019, 10, 8, 10, 0, 1, tzinfo=UTC),  # a second after that of the first day worked again
        datetime(2019, 10, 12, 9, 59, 59, tzinfo=UTC),  # a Saturday worked to make up
        datetime(2020, 1, 20, 4, 0, tzinfo=UTC),
    ],
)
def test_both_reckonings_agree_at_any_present(sample_file: Path, present: datetime) -> None:
    source = read_source(sample_file, Window(date(2004, 1, 1), present))

    found = shares(source.messages, fixed_rules(), seeding_services(), present)

    assert {name: asdict(share) for name, share in found.items()} == independent.shares(sample_file, present)
    assert all(share.running for share in found.values())
    assert sum(asdict(found["taian"]).values()) == len(source.messages)


def test_the_denominators_leave_out_what_is_not_yet_due() -> None:
    share = Share(met=3, late=2, overdue=4, running=8)

    assert (share.answered, share.due) == (5, 9)
