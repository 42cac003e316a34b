"""Screening for legal aid: the law's cases, and what holds for every answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.legal_desk import codes
from plugins.legal_desk.screening import GROUNDS, MATTERS, MEANS, WHATEVER_THE_MEANS, Answers, screen
from plugins.legal_desk.states import AidResult

answers = st.builds(Answers, matter=st.sampled_from(MATTERS), means=st.sampled_from(MEANS), belongs_here=st.booleans())
further = st.frozensets(st.sampled_from(MATTERS))


@pytest.mark.parametrize(
    ("matter", "means", "result", "grounds"),
    [
        ("LABOUR_RELATION", "MIGRANT_WORKER", "ELIGIBLE", ("MATTER_COVERED", "MEANS_NOT_CHECKED")),
        ("MAINTENANCE", "MIGRANT_WORKER", "REFER_TO_CENTRE", ("MATTER_COVERED", "MEANS_UNKNOWN")),
        ("MAINTENANCE", "NO_FIXED_INCOME", "ELIGIBLE", ("MATTER_COVERED", "MEANS_NOT_CHECKED")),
        ("INJURY", "HARDSHIP_DECLARED", "ELIGIBLE", ("MATTER_COVERED", "MEANS_DECLARED")),
        ("INJURY", "ABOVE_STANDARD", "NOT_ELIGIBLE", ("MATTER_COVERED", "MEANS_ABOVE_STANDARD")),
        ("VIOLENCE_VICTIM", "ABOVE_STANDARD", "ELIGIBLE", ("MATTER_COVERED", "MEANS_NOT_ASKED")),
        ("CRIMINAL_DEFENCE", "RELIEF_RECIPIENT", "REFER_TO_CENTRE", ("AUTHORITY_NOTIFIES",)),
        ("OTHER", "RELIEF_RECIPIENT", "NOT_ELIGIBLE", ("MATTER_NOT_COVERED",)),
    ],
)
def test_the_law_s_cases(matter: str, means: str, result: str, grounds: tuple[str, ...]) -> None:
    found = screen(Answers(matter=matter, means=means, belongs_here=True))

    assert (found.result, found.grounds) == (result, grounds)


def test_what_the_province_adds_is_a_matter_too() -> None:
    asked = Answers(matter="OTHER", means="HARDSHIP_DECLARED", belongs_here=True)

    assert screen(asked).result is AidResult.NOT_ELIGIBLE
    assert screen(asked, {"OTHER"}).grounds == ("MATTER_COVERED_LOCALLY", "MEANS_DECLARED")


@given(answers, further)
def test_every_finding_has_known_grounds(asked: Answers, more: frozenset[str]) -> None:
    found = screen(asked, more)

    assert found.grounds
    assert set(found.grounds) <= set(GROUNDS)


@given(answers, further)
def test_the_centre_of_another_place_is_always_named(asked: Answers, more: frozenset[str]) -> None:
    outside = Answers(matter=asked.matter, means=asked.means, belongs_here=False)

    assert screen(outside, more).result is AidResult.REFER_TO_CENTRE


@given(answers)
def test_more_matters_never_take_aid_away(asked: Answers) -> None:
    if screen(asked).result is AidResult.ELIGIBLE:
        assert screen(asked, MATTERS).result is AidResult.ELIGIBLE


@given(st.sampled_from(WHATEVER_THE_MEANS), st.sampled_from(MEANS))
def test_article_32_asks_no_means(matter: str, means: str) -> None:
    assert screen(Answers(matter=matter, means=means, belongs_here=True)).result is AidResult.ELIGIBLE


def test_every_code_has_labels_in_both_languages() -> None:
    labelled = {(row.set, row.code) for row in codes.rows()}

    for set_, known in (("matter", MATTERS), ("means", MEANS), ("ground", GROUNDS)):
        assert {code for name, code in labelled if name == f"legal_desk_aid_{set_}"} == set(known)
