"""The desk at work, through the API."""

from collections.abc import Iterator
from typing import Any

import pytest

from web.testing.house import House, cluster, house

TOML = """\
api = 1
[plugins.dialect_desk]
districts = ["370902", "370911"]
[plugins.dialect_desk.district.370911]
hold_answers = false
"""
REGISTER = """mutation($input: RegisterCaseInput!) {
  registerCase(input: $input) { case { id } userErrors { code } } }"""
PAYLOAD = "{ case { dialectRequest { language { code } state { code } } } userErrors { code plugin } }"
ANSWER = (
    "mutation($input: AnswerCaseInput!) { answerCase(input: $input) { case { state } userErrors { code plugin } } }"
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with (
        cluster(tmp_path_factory.mktemp("cluster")) as server,
        house(server, tmp_path_factory.mktemp("var"), TOML) as it,
    ):
        yield it


def do(desk: House, name: str, role: str = "operator", **input: Any) -> dict[str, Any]:
    """The payload of one of the desk's mutations."""
    kind = "RequestDialectInput" if name == "requestDialect" else "DialectRequestInput"
    document = f"mutation($input: {kind}!) {{ {name}(input: $input) {PAYLOAD} }}"
    found = desk.execute(document, desk.viewer(role), {"input": input})
    assert found.errors is None, found.errors
    assert found.data is not None
    return dict(found.data[name])


def case_in(desk: House, district: str) -> str:
    given = {"channel": "PHONE", "kind": "CONSULTATION", "title": "咨询", "content": "咨询医保。", "district": district,
             "reporter": {"name": "王芳", "phone": "13805380000"}}  # fmt: skip
    found = desk.execute(REGISTER, desk.viewer("operator"), {"input": given})
    assert found.data is not None
    return str(found.data["registerCase"]["case"]["id"])


def answered(desk: House, case: str) -> list[str]:
    """Answer a case; the codes it is refused with."""
    given = {"caseId": case, "reply": "已当场答复。"}
    found = desk.execute(ANSWER, desk.viewer("operator"), {"input": given})
    assert found.errors is None, found.errors
    assert found.data is not None
    return [one["code"] for one in found.data["answerCase"]["userErrors"]]


def test_a_caller_is_heard_and_then_answered(desk: House) -> None:
    case = case_in(desk, "370902")
    asked = do(desk, "requestDialect", caseId=case, language="UYGHUR")
    assert asked["case"]["dialectRequest"] == {"language": {"code": "UYGHUR"}, "state": {"code": "WAITING"}}
    assert answered(desk, case) == ["DIALECT_DESK_NOT_HEARD"]
    assert do(desk, "takeDialectRequest", caseId=case)["case"]["dialectRequest"]["state"]["code"] == "TAKEN"
    assert do(desk, "finishDialectRequest", caseId=case)["case"]["dialectRequest"]["state"]["code"] == "HEARD"
    assert answered(desk, case) == []


def test_a_district_may_answer_without_waiting(desk: House) -> None:
    case = case_in(desk, "370911")
    do(desk, "requestDialect", caseId=case, language="SIGN")
    assert answered(desk, case) == []


@pytest.mark.parametrize(
    ("name", "input", "code"),
    [
        ("requestDialect", {"language": "KLINGON"}, "DIALECT_DESK_UNKNOWN_LANGUAGE"),
        ("takeDialectRequest", {}, "DIALECT_DESK_NO_REQUEST"),
        ("finishDialectRequest", {}, "DIALECT_DESK_NO_REQUEST"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(desk: House, name: str, input: dict[str, str], code: str) -> None:
    case = case_in(desk, "370902")
    before = desk.digest()
    assert do(desk, name, caseId=case, **input)["userErrors"] == [{"code": code, "plugin": "dialect_desk"}]
    assert desk.digest() == before


def test_a_second_request_for_a_case_is_refused(desk: House) -> None:
    case = case_in(desk, "370902")
    do(desk, "requestDialect", caseId=case, language="SIGN")
    again = do(desk, "requestDialect", caseId=case, language="SIGN")
    assert [one["code"] for one in again["userErrors"]] == ["DIALECT_DESK_ALREADY_REQUESTED"]


def test_elsewhere_the_desk_does_not_exist(desk: House) -> None:
    case = case_in(desk, "370983")
    refused = do(desk, "requestDialect", caseId=case, language="SIGN")
    assert [one["code"] for one in refused["userErrors"]] == ["PLUGIN_DISABLED"]
