import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.sealing.masks import HIDDEN, MaskKind, mask


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("13800138000", "138****8000"),
        ("+86 138-0013-8000", "138****8000"),
        ("１３８００１３８０００", "138****8000"),
        ("0538-8224567", "****67"),
        ("8224567", "****67"),
        ("12345", "****"),
        ("1", "****"),
        ("打我弟弟电话", "****"),
    ],
)
def test_phone(value: str, shown: str) -> None:
    assert mask(MaskKind.PHONE, value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("370902199001011234", "3709**********1234"),
        ("37090219900101123x", "3709**********123X"),
        ("E12345678", "E****78"),
        ("123456", "****"),
        ("1", "****"),
    ],
)
def test_identity_number(value: str, shown: str) -> None:
    assert mask(MaskKind.ID, value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [("张三", "张**"), ("欧阳修远", "欧**"), (" 张三 ", "张**"), ("张", "**"), ("John Smith", "J**")],
)
def test_name(value: str, shown: str) -> None:
    assert mask(MaskKind.NAME, value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("山东省泰安市泰山区岱庙街道东岳大街1号3单元", "山东省泰安市泰山区岱庙街道****"),
        ("泰安市泰山区东岳大街1号", "泰安市泰山区****"),
        ("泰山区岱庙街道", "泰山区岱庙街道****"),
        ("宁阳县伏山镇李家村5号", "宁阳县伏山镇****"),
        ("新泰市东都镇市场街3号", "新泰市东都镇****"),
        ("肥城市", "肥城市****"),
        ("内蒙古自治区赤峰市宁城县天义镇某街", "内蒙古自治区赤峰市宁城县天义镇****"),
        ("泰山区御景小区3号楼", "泰山区****"),
        ("御景小区3号楼", "****"),
        ("我住在泰山区张三家隔壁", "****"),
        ("东岳大街1号", "****"),
        ("3号楼泰山区", "****"),
        ("张三，泰山区", "****"),
    ],
)
def test_address(value: str, shown: str) -> None:
    assert mask(MaskKind.ADDRESS, value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("zhangsan@qq.com", "z****@qq.com"),
        ("zhang@qq.com", "z****@qq.com"),
        ("ab@qq.com", "****@qq.com"),
        ("a@b@qq.com", "****@qq.com"),
        ("zhangsan", "****"),
    ],
)
def test_email(value: str, shown: str) -> None:
    assert mask(MaskKind.EMAIL, value) == shown


def test_text_shows_nothing() -> None:
    assert mask(MaskKind.TEXT, "我要投诉") == HIDDEN


@pytest.mark.parametrize("kind", MaskKind)
@pytest.mark.parametrize("value", ["", "  ", "\u3000\n"])
def test_an_empty_value_stays_empty(kind: MaskKind, value: str) -> None:
    assert mask(kind, value) == ""


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_no_mobile_number_shows_its_middle(number: str) -> None:
    shown = mask(MaskKind.PHONE, number)
    assert shown == f"{number[:3]}****{number[7:]}"
    assert len([character for character in shown if character.isdigit()]) == 7


@given(st.from_regex(r"[1-9][0-9]{16}[0-9X]", fullmatch=True))
def test_no_identity_number_shows_its_middle(number: str) -> None:
    assert mask(MaskKind.ID, number) == f"{number[:4]}**********{number[14:]}"


@given(st.text("0123456789ABX", min_size=1, max_size=40))
def test_at_least_four_characters_of_a_number_are_hidden(value: str) -> None:
    for kind in (MaskKind.PHONE, MaskKind.ID):
        shown = mask(kind, value).replace("*", "")
        assert len(shown) <= max(0, len(value) - 4)


@given(st.text(min_size=1, max_size=30).filter(lambda text: bool(text.strip())))
def test_a_name_shows_at_most_its_first_character(value: str) -> None:
    shown = mask(MaskKind.NAME, value)
    assert shown in {"**", value.strip()[0] + "**"}
    assert len(value.strip()) > 1 or shown == "**"


@given(
    region=st.sampled_from(["泰安市泰山区", "宁阳县", "山东省泰安市岱岳区粥店街道", "东平县银山镇"]),
    rest=st.from_regex(r"[路街巷村庄苑楼]{0,6}[0-9]{1,4}号[0-9]{0,4}[室户家]?", fullmatch=True),
)
def test_an_address_never_shows_what_follows_the_region(region: str, rest: str) -> None:
    assert mask(MaskKind.ADDRESS, region + rest) == f"{region}****"


@given(st.text(max_size=60))
def test_an_address_shows_chinese_place_names_only(value: str) -> None:
    shown = mask(MaskKind.ADDRESS, value).removesuffix(HIDDEN)
    assert value.strip().startswith(shown)
    assert all("一" <= character <= "鿿" for character in shown)


@given(st.emails())
def test_an_email_never_shows_more_than_one_character_of_its_owner(value: str) -> None:
    local, _, domain = value.rpartition("@")
    assert mask(MaskKind.EMAIL, value) in {f"****@{domain}", f"{local[0]}****@{domain}"}
