"""The desk's codes: labelled, and one for everything the desk writes."""

from collections import defaultdict

from plugins.enterprise_desk import codes, coordination, follow_ups, identification
from plugins.enterprise_desk.operations import Operation
from plugins.enterprise_desk.vocabulary import FEEDBACK_CLOCK, INDUSTRIES, CoordinationState, Origin, Reason, Size

SETS: dict[str, list[str]] = defaultdict(list)
for _row in codes.code_rows():
    SETS[_row.set].append(_row.code)

ACTS = {
    Operation.IDENTIFY,
    Operation.RECORD_FEEDBACK,
    Operation.FEEDBACK_START,
    Operation.FEEDBACK_MEET,
    Operation.COORDINATION_OPEN,
    Operation.COORDINATION_LEAD,
    Operation.COORDINATION_ANSWER,
    Operation.COORDINATION_CONCLUDE,
    Operation.FOLLOW_UP_RECORD,
    Operation.FOLLOW_UP_OVERDUE,
}
"""What is an event's type too."""


def test_industries_are_the_sections_of_gb_t_4754() -> None:
    assert SETS[codes.INDUSTRY] == list(INDUSTRIES) == [chr(one) for one in range(ord("A"), ord("T") + 1)]


def test_every_closed_vocabulary_has_its_labels() -> None:
    assert SETS[codes.SIZE] == [one.value for one in Size]
    assert SETS[codes.ORIGIN] == [one.value for one in Origin]
    assert SETS[codes.REASON] == [one.value for one in Reason]
    assert SETS[codes.COORDINATION_STATE] == [one.value for one in CoordinationState]


def test_every_event_has_its_label() -> None:
    consequences = {identification.RECOGNISED, follow_ups.PLANNED, coordination.ENDED}

    assert set(SETS["event_type"]) == {str(one) for one in ACTS} | consequences


def test_the_clock_has_its_label() -> None:
    assert SETS["clock_kind"] == [FEEDBACK_CLOCK]


def test_no_code_comes_twice() -> None:
    assert [name for name, found in SETS.items() if len(found) != len(set(found))] == []


def test_every_code_has_both_labels() -> None:
    assert [row for row in codes.code_rows() if not (row.label_zh and row.label_en)] == []
