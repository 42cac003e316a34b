"""What callers are told."""

from datetime import UTC, datetime, timedelta

import pytest

from plugins.utility_queues.answers import answer_text

START = datetime(2026, 11, 16, 2, tzinfo=UTC)
LATER = START + timedelta(hours=4)


@pytest.mark.parametrize(
    ("expected", "restored", "zh", "en"),
    [
        (LATER, None, "预计2026-11-16 14:00恢复。", "It is expected back at 2026-11-16 14:00."),
        (None, None, "恢复时间确定后将另行公布。", "When it will be back is not known yet."),
        (None, LATER, "已于2026-11-16 14:00恢复。", "It was restored at 2026-11-16 14:00."),
    ],
)
def test_the_answer_says_what_since_when_why_and_until_when(
    expected: datetime | None, restored: datetime | None, zh: str, en: str
) -> None:
    chinese = answer_text("GAS", "WEATHER", START, expected, restored, START, "zh")
    english = answer_text("GAS", "WEATHER", START, expected, restored, START, "en")

    assert chinese == f"您反映的停气情况已知悉：自2026-11-16 10:00起，原因为天气原因。{zh}"
    assert english == f"The gas is cut since 2026-11-16 10:00 (weather). {en}"


def test_what_is_called_off_is_said_to_be() -> None:
    assert (
        answer_text("HEAT", "MAINTENANCE", LATER, None, START, START, "zh")
        == "原定于2026-11-16 14:00开始的停暖已取消。"
    )
    assert "called off" in answer_text("HEAT", "MAINTENANCE", LATER, None, START, START, "en")


def test_a_cause_of_a_newer_release_is_told_as_it_stands() -> None:
    assert "原因为COMET" in answer_text("WATER", "COMET", START, None, None, START, "zh")


def test_what_should_be_back_is_not_promised_for_the_past() -> None:
    assert "预计恢复时间，正在核实" in answer_text("WATER", "FAULT", START, LATER, None, LATER, "zh")
    assert "looked into" in answer_text("WATER", "FAULT", START, LATER, None, LATER, "en")
