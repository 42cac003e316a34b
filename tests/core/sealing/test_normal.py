import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.sealing.normal import identity_number, phone, plain_name

MOBILE = "+8613800138000"
LANDLINE = "+865388224567"


@pytest.mark.parametrize(
    "typed",
    [
        "13800138000",
        "138 0013 8000",
        "138-0013-8000",
        "１３８００１３８０００",
        "+8613800138000",
        "+86 138 0013 8000",
        "＋86-138-0013-8000",
        "(+86)13800138000",
        "008613800138000",
        "8613800138000",
        "013800138000",
        " 13800138000\t",
        "138—0013—8000",
    ],
)
def test_a_mobile_number_has_one_spelling(typed: str) -> None:
    assert phone(typed) == MOBILE


@pytest.mark.parametrize(
    "typed",
    [
        "0538-8224567",
        "05388224567",
        "(0538)8224567",
        "（0538）8224567",
        "0538 822 4567",
        "+86 538 8224567",
        "+8605388224567",
        "0086-538-8224567",
        "86 538 8224567",
        "538 8224567",
        "0538-8224567转801",
        "0538-8224567-801",
        "0538-8224567 ext. 801",
        "0538-8224567分机801",
        "０５３８－８２２４５６７",
    ],
)
def test_a_landline_has_one_spelling_without_its_extension(typed: str) -> None:
    assert phone(typed) == LANDLINE


def test_the_home_area_completes_a_local_number() -> None:
    assert phone("8224567", area="538") == LANDLINE
    assert phone("822-4567", area="538") == LANDLINE
    assert phone("8612345", area="538") == "+865388612345"
    assert phone("8224567") is None
    assert phone("13800138000", area="538") == MOBILE


@pytest.mark.parametrize(
    ("typed", "spelled"),
    [
        ("010-12345678", None),
        ("010-62345678", "+861062345678"),
        ("021 62345678", "+862162345678"),
        ("400-812-3456", "+864008123456"),
        ("+852 2345 6789", "+85223456789"),
        ("+1 (212) 555-0100", "+12125550100"),
    ],
)
def test_other_numbers(typed: str, spelled: str | None) -> None:
    assert phone(typed) == spelled


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "  ",
        "12345",
        "110",
        "12800138000",
        "1380013800",
        "138001380000",
        "张三",
        "13800138000/13900139000",
        "+",
        "x801",
    ],
)
def test_what_is_no_number_has_no_spelling(typed: str) -> None:
    assert phone(typed) is None


@given(
    number=st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), cut=st.integers(1, 10), blank=st.sampled_from(" -\u3000")
)
def test_separators_and_width_never_matter(number: str, cut: int, blank: str) -> None:
    wide = number.translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
    assert phone(number[:cut] + blank + number[cut:]) == phone(wide) == f"+86{number}"


@given(st.text(max_size=40))
def test_a_spelling_is_its_own_spelling(typed: str) -> None:
    for normalise in (phone, identity_number, plain_name):
        spelled = normalise(typed)
        assert spelled is None or normalise(spelled) == spelled


@given(st.from_regex(r"\+[0-9]{7,15}", fullmatch=True))
def test_an_international_number_keeps_its_spelling_once_found(typed: str) -> None:
    spelled = phone(typed)
    assert spelled is None or phone(spelled) == spelled


@pytest.mark.parametrize(
    "typed",
    ["37090219900101123X", "37090219900101123x", "３７０９０２１９９００１０１１２３Ｘ", " 370902 19900101 123x "],
)
def test_an_identity_number_has_one_spelling(typed: str) -> None:
    assert identity_number(typed) == "37090219900101123X"


@pytest.mark.parametrize(
    "typed", ["", "37090219900101123", "37090219900101123Y", "X70902199001011234", "3709021990010112345", "E12345678"]
)
def test_what_is_no_identity_number_has_no_spelling(typed: str) -> None:
    assert identity_number(typed) is None


@pytest.mark.parametrize(
    "typed", ["泰山建筑(集团)公司", "泰山建筑（集团）公司", " 泰山建筑 集团 公司", "泰山建筑集团公司。"]
)
def test_a_name_has_one_spelling_without_signs(typed: str) -> None:
    assert plain_name(typed) == "泰山建筑集团公司"


def test_a_name_of_signs_alone_is_no_name() -> None:
    assert plain_name("·") is None
