"""`hotline explain`."""

from pathlib import Path

import pytest

from web.cli.explain import _explain
from web.problems import Halt


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A deployment without plug-ins."""
    monkeypatch.chdir(tmp_path)


def told(file: Path, document: str, capsys: pytest.CaptureFixture[str], **more: str) -> str:
    file.write_text(document, "utf-8")
    _explain(file, **{"role": "city_lead", "variables": "{}", "operation": None, **more})  # type: ignore[arg-type]
    return capsys.readouterr().out


def test_a_plan_is_shown_with_its_cost_its_statement_and_its_projection(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    query = "query($no: String!) { case(by: { caseNo: $no }) { id title reporter { name } } }"
    shown = told(tmp_path / "q.graphql", query, capsys, variables='{"no": "TA1"}')

    lines = shown.splitlines()
    assert lines[:2] == ["cost        5", "answered by a plan"]
    assert "WHERE case_file.secrecy <=" in shown
    assert "LEFT OUTER JOIN LATERAL (SELECT reporter.name_mask" in shown
    assert "def project(rows, c):" in lines
    assert "TA1" not in shown


def test_another_role_has_another_statement(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = told(tmp_path / "q.graphql", "{ cases { nodes { id } } }", capsys, role="administrator")

    assert "WHERE false" in shown


def test_a_mutation_has_a_plan_for_each_payload(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = '{"channel": "WEB", "kind": "REPORT", "title": "t", "content": "c", "district": "370902"}'
    one = "registerCase(input: $input) { case { caseNo } userErrors { code } }"
    query = f"mutation($input: RegisterCaseInput!) {{ a: {one} b: {one} }}"
    shown = told(tmp_path / "q.graphql", query, capsys, variables=f'{{"input": {given}}}')

    assert shown.count("answered by a plan") == 2
    assert "SELECT t1.case_no" in shown
    assert "c.payload.user_errors" in shown


def test_the_reason_is_told_where_there_is_no_plan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = told(tmp_path / "q.graphql", "{ cases { nodes { allowedActions { allowed } } } }", capsys)

    assert shown.splitlines()[-1] == "answered by graphql-core, because of resolver: Case.allowedActions"


@pytest.mark.parametrize(
    ("document", "more", "wrong"),
    [
        ("{ nothing }", {}, "The document does not fit the schema"),
        ("{ viewer { id } }", {"role": "nobody"}, "There is no role nobody."),
        ("{ viewer { id } }", {"variables": "[]"}, "--variables is no JSON object."),
    ],
)
def test_what_cannot_be_explained_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], document: str, more: dict[str, str], wrong: str
) -> None:
    with pytest.raises(Halt, match=wrong):
        told(tmp_path / "q.graphql", document, capsys, **more)
