"""GB 32100-2015: published codes, and what the check character finds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.enterprise_desk.credit_code import ALPHABET, LENGTH, check_character, is_valid, is_well_formed, normal

PUBLISHED = [
    "91350100M000100Y43",
    "91330100799655058B",
    "914403001922038216",
    "9144030071526726XG",
    "91110000802100433B",
    "91110000600037341L",
]

bodies = st.text(ALPHABET, min_size=LENGTH - 1, max_size=LENGTH - 1)
codes = bodies.map(lambda body: body + check_character(body))
places = st.integers(0, LENGTH - 1)


def by_the_standard(body: str) -> str:
    """The check character as the standard words it: 31 less the weighted sum modulo 31, and 0 for 31."""
    total = sum(ALPHABET.index(one) * 3**at for at, one in enumerate(body))
    left = 31 - total % 31
    return ALPHABET[0 if left == 31 else left]


class TestPublishedCodes:
    @pytest.mark.parametrize("code", PUBLISHED)
    def test_are_valid(self, code: str) -> None:
        assert is_valid(code)

    @pytest.mark.parametrize("code", PUBLISHED)
    def test_end_in_the_check_character_of_what_comes_before(self, code: str) -> None:
        assert check_character(code[:-1]) == code[-1]


class TestAlphabet:
    def test_has_31_characters_without_those_that_are_mistaken(self) -> None:
        assert len(ALPHABET) == len(set(ALPHABET)) == 31
        assert not set("IOSVZ") & set(ALPHABET)

    @pytest.mark.parametrize("letter", "IOSVZ")
    def test_a_letter_outside_is_not_well_formed(self, letter: str) -> None:
        assert not is_well_formed(letter + PUBLISHED[0][1:])

    @pytest.mark.parametrize("body", ["", "9135010", "91350100M000100Y4I", PUBLISHED[0]])
    def test_no_check_character_of_anything_but_seventeen_of_its_characters(self, body: str) -> None:
        with pytest.raises(ValueError, match="write 17 characters"):
            check_character(body)


class TestLength:
    @pytest.mark.parametrize("code", ["", PUBLISHED[0][:-1], PUBLISHED[0] + "3"])
    def test_is_eighteen(self, code: str) -> None:
        assert not is_valid(code)


class TestNormalForm:
    @pytest.mark.parametrize(
        "written",
        [
            "91350100m000100y43",
            " 91350100M000100Y43\n",
            "9135 0100 M000 100Y 43",
            "91350100-M000100Y-43",
            "９１３５０１００Ｍ０００１００Ｙ４３",
        ],
    )
    def test_is_what_the_standard_writes(self, written: str) -> None:
        assert normal(written) == "91350100M000100Y43"

    @given(codes, st.lists(st.integers(0, LENGTH), max_size=5), st.sampled_from(" -\t\u3000\u00a0"))
    def test_is_the_same_however_it_is_spaced(self, code: str, at: list[int], blank: str) -> None:
        spaced = code.lower()
        for one in at:
            spaced = spaced[:one] + blank + spaced[one:]

        assert normal(spaced) == code


class TestCheckCharacter:
    @given(bodies)
    def test_is_the_standard_s(self, body: str) -> None:
        assert check_character(body) == by_the_standard(body)

    @given(codes, places, st.sampled_from(ALPHABET))
    def test_finds_every_single_wrong_character(self, code: str, at: int, wrong: str) -> None:
        changed = code[:at] + wrong + code[at + 1 :]

        assert is_valid(changed) == (changed == code)

    @given(codes, st.integers(0, LENGTH - 2))
    def test_finds_every_swap_of_neighbours(self, code: str, at: int) -> None:
        swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]

        assert is_valid(swapped) == (swapped == code)

    @given(bodies)
    def test_leaves_one_code_of_31(self, body: str) -> None:
        assert [last for last in ALPHABET if is_valid(body + last)] == [check_character(body)]
