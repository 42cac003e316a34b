"""docs/life-cycle.md is what the table says today."""

from pathlib import Path

from core.access.matrix import load_matrix
from core.cases.diagram import page
from core.cases.states import AssignmentState, CaseState
from core.cases.verbs import Verb

PAGE = Path(__file__).parents[3] / "docs" / "life-cycle.md"


def test_the_page_is_current() -> None:
    assert PAGE.read_text("utf-8") == page(load_matrix()), "run: python -m core.cases.diagram > docs/life-cycle.md"


def test_every_verb_and_every_state_is_on_it() -> None:
    text = page(load_matrix())
    assert [name for name in (*Verb, *CaseState, *AssignmentState) if name not in text] == []


def test_the_diagram_draws_moves_and_no_standing_still() -> None:
    arrows = [line.strip() for line in page(load_matrix()).splitlines() if "-->" in line]
    assert "[*] --> RECEIVED : registerCase" in arrows
    assert "open --> MERGED : mergeCases" in arrows
    assert "MERGED --> open : unmergeCase" in arrows
    assert "IN_PROGRESS --> TERMINATION_REVIEW : requestTermination" in arrows
    assert [line for line in arrows if line.split(" --> ")[0] == line.split(" --> ")[1].split(" : ")[0]] == []
