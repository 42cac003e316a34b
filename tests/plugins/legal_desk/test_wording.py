"""Templates: what is one, and what becomes of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.legal_desk.wording import FILLED, GIVEN, Faults, cited, faults, filled, wanted

GOOD = "事实：{facts}\n意见：{advice}\n依据：\n{provisions}\n（{case_no}，{date}，{{附注}}）"


def test_a_template_names_what_the_lawyer_writes() -> None:
    assert not faults(GOOD)
    assert wanted(GOOD) == {"facts", "advice"}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("{advice} {provisions} {phone} {姓名}", Faults(unknown=("phone", "姓名"))),
        ("{facts}", Faults(missing=("advice", "provisions"))),
        ("{advice", Faults(unreadable=True)),
        ("advice}", Faults(unreadable=True)),
        ("{advice!r}{provisions}", Faults(unreadable=True)),
        ("{advice:>9}{provisions}", Faults(unreadable=True)),
        ("{}{advice}{provisions}", Faults(unknown=("",))),
        ("{advice.__class__}{provisions}{advice}", Faults(unknown=("advice.__class__",))),
    ],
)
def test_what_is_no_template_says_why(body: str, expected: Faults) -> None:
    assert faults(body) == expected
    assert bool(expected)


texts = st.text(max_size=30)


@given(st.dictionaries(st.sampled_from((*GIVEN, *FILLED)), texts), texts)
def test_values_are_put_in_once_and_braces_in_them_stay(values: dict[str, str], tail: str) -> None:
    escaped = tail.replace("{", "{{").replace("}", "}}")
    body = "".join(f"{{{name}}}|" for name in values) + escaped

    assert filled(body, values) == "".join(f"{value}|" for value in values.values()) + tail


def test_a_provision_is_cited_with_its_title_once_in_brackets() -> None:
    assert cited(1, "《民法典》", "第五百七十七条", "当事人一方不履行合同义务……") == cited(
        1, "民法典", "第五百七十七条", "当事人一方不履行合同义务……"
    )
