"""The desk's codes, with their labels in `codes.csv`: its own sets, and what it adds to the core's."""

import csv
from collections.abc import Iterator
from pathlib import Path

from core.api import CodeRow

INDUSTRY = "enterprise_desk_industry"
SIZE = "enterprise_desk_size"
ORIGIN = "enterprise_desk_origin"
REASON = "enterprise_desk_reason"
COORDINATION_STATE = "enterprise_desk_coordination_state"
CONCLUSION = "enterprise_desk_conclusion"
POSITION = "enterprise_desk_position"
TASK_OUTCOME = "enterprise_desk_task_outcome"
VISIT_METHOD = "enterprise_desk_visit_method"
VISIT_RESULT = "enterprise_desk_visit_result"


def code_rows() -> Iterator[CodeRow]:
    """Every code, in the order of the file."""
    with Path(__file__).with_name("codes.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield CodeRow(row["set"], row["code"], row["label_zh"], row["label_en"])
