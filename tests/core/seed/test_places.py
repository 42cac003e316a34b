"""The importer's rule for coded places, and the refusal of a table that does not state one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.seed.places import district_of_number, place_district
from core.seed.records import PlaceCode
from core.seed.table import SeedError

CODES = tuple(PlaceCode(n, d, "ours") for n, d in ((None, "city"), (1, "first"), (2, "second"), (3, "third")))


@given(st.integers(1, 99), st.sampled_from("ABCJKM"), st.sampled_from("市区县"))
def test_the_number_goes_round_the_table_whatever_the_letter(number: int, letter: str, kind: str) -> None:
    expected = CODES[1:][(number - 1) % 3].district

    assert place_district(CODES, f"位于{letter}{number}{kind}某处") == expected
    assert district_of_number(CODES, number) == expected


def test_a_title_without_a_place_leaves_it_to_the_content() -> None:
    assert place_district(CODES, "停水了", "在C2县，不是C3区") == "second"


@pytest.mark.parametrize("codes", [CODES[1:], CODES[:1], CODES[:1] + CODES[2:], (*CODES, CODES[0])])
def test_a_table_that_does_not_count_is_refused(codes: tuple[PlaceCode, ...]) -> None:
    with pytest.raises(SeedError) as refused:
        district_of_number(codes, 1)

    assert str(refused.value) == "place_codes.csv: give one line without number, then the numbers from 1 in order"
