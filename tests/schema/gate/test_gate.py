"""What the gate lets through."""

import time
from dataclasses import replace

import pytest
from graphql import GraphQLSchema, OperationType, get_introspection_query

from core.errors import Refused
from schema.gate.gate import Admitted, Gate
from schema.gate.limits import Limits
from schema.gate.prepared import DocumentRefused, Prepared, prepare
from tests.web.http.example import Viewer, example_schema

STRANGER, DEVELOPER = Viewer(), Viewer(frozenset({"introspect"}))
LIMITS = Limits()


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return example_schema()._schema


@pytest.fixture
def gate(schema: GraphQLSchema) -> Gate:
    return Gate(schema)


def refusals(
    gate: Gate, source: str, name: str | None = None, variables: dict[str, object] | None = None
) -> list[Refused]:
    """Why `source` is refused."""
    with pytest.raises(DocumentRefused) as caught:
        gate.admit(source, name, variables or {}, STRANGER)
    causes = [error.original_error for error in caught.value.errors]
    assert all(isinstance(cause, Refused) for cause in causes)
    return [cause for cause in causes if isinstance(cause, Refused)]


def excess(gate: Gate, source: str, **variables: object) -> tuple[object, object, object]:
    """In what `source` is too large, how much it has, and how much it may."""
    [refused] = refusals(gate, source, variables=variables)
    assert refused.code.code == "OPERATION_TOO_LARGE"
    return refused.params["what"], refused.params["found"], refused.params["limit"]


def admitted(gate: Gate, source: str, **variables: object) -> Admitted:
    return gate.admit(source, None, variables, STRANGER)


def test_an_admitted_operation_knows_itself(gate: Gate) -> None:
    both = 'query A {hello} mutation B {rename(title: "x")}'
    chosen = gate.admit(both, "B", {}, STRANGER)
    assert (chosen.name, chosen.kind, chosen.cost, chosen.source) == ("B", OperationType.MUTATION, 1, both)


@pytest.mark.parametrize(
    ("source", "name", "expected"),
    [
        ("query A {hello} query B {hello}", None, "OPERATION_NAME_REQUIRED"),
        ("query A {hello} query B {hello}", "C", "OPERATION_NOT_FOUND"),
        ("query A {hello}", "", "OPERATION_NOT_FOUND"),
        ("{hello}", "A", "OPERATION_NOT_FOUND"),
        ("fragment F on Query {hello}", None, "GRAPHQL_VALIDATION_FAILED"),
        ("type A {b: Int}", None, "GRAPHQL_VALIDATION_FAILED"),
        ("{hello", None, "GRAPHQL_PARSE_FAILED"),
        ("{__schema {description}}", None, "INTROSPECTION_REFUSED"),
    ],
)
def test_what_cannot_run_is_refused_by_code(gate: Gate, source: str, name: str | None, expected: str) -> None:
    assert [refused.code.code for refused in refusals(gate, source, name)] == [expected]


def test_developers_may_introspect_as_deep_as_tools_do(gate: Gate) -> None:
    assert gate.admit(get_introspection_query(), None, {}, DEVELOPER).kind is OperationType.QUERY


def padded(length: int) -> str:
    return "{hello}" + " " * (length - len("{hello}"))


@pytest.mark.parametrize(
    ("what", "fitting", "larger"),
    [
        ("source", padded(20_000), padded(20_001)),
        (
            "aliases",
            "{" + " ".join(f"a{n}: hello" for n in range(50)) + "}",
            "{" + " ".join(f"a{n}: hello" for n in range(51)) + "}",
        ),
        ("directives", "{hello" + " @skip(if: false)" + "}", "{hello" + " @nope" * 9 + "}"),
        (
            "depth",
            "{unit {" + "cases {unit {" * 5 + "name" + "}}" * 5 + "}}",
            "{unit {" + "cases {unit {" * 6 + "name" + "}}" * 6 + "}}",
        ),
        ("overlaps", "{" + "hello " * 63 + "}", "{" + "hello " * 64 + "}"),
    ],
)
def test_limits_are_inclusive(gate: Gate, what: str, fitting: str, larger: str) -> None:
    if what == "depth":  # its lists would cost too much at their default length
        gate = Gate(gate._schema, replace(LIMITS, cost=10**8))
    assert admitted(gate, fitting).kind is OperationType.QUERY
    assert excess(gate, larger)[0] == what


def test_fields_are_counted_through_fragments(gate: Gate) -> None:
    spread = "{unit {" + "...F " * 20 + "}} fragment F on Unit {" + "name " * 20 + "}"
    assert excess(gate, spread) == ("fields", 401, 400)


@pytest.mark.parametrize(
    ("source", "detail"), [("{" + "hello " * 2_000 + "}", "2000 tokens"), ("#\n" * 51 + "{hello}", "50 comments")]
)
def test_the_parser_counts_tokens_and_comments(gate: Gate, source: str, detail: str) -> None:
    [refused] = refusals(gate, source)
    assert refused.code.code == "GRAPHQL_PARSE_FAILED"
    assert detail in str(refused.params["detail"])


def test_cost_follows_this_requests_variables(gate: Gate) -> None:
    source = "query ($n: Int! = 10) {unit {cases(first: $n) {id title}}}"
    assert admitted(gate, source).cost == 2 + 20
    assert admitted(gate, source, n=2_499).cost == 5_000
    assert excess(gate, source, n=2_500) == ("cost", 5_002, 5_000)
    assert admitted(gate, source, n=1).cost == 4


def test_doubling_fragments_are_refused_at_once(gate: Gate) -> None:
    fragments = " ".join(f"fragment F{n} on Unit {{...F{n + 1} ...F{n + 1}}}" for n in range(30))
    start = time.perf_counter()
    assert excess(gate, f"{{unit {{...F0}}}} {fragments} fragment F30 on Unit {{name}}")[0] == "fields"
    assert time.perf_counter() - start < 0.25


@pytest.mark.parametrize(
    "source",
    [
        "{" + "unit {name} " * 390 + "}",
        "{unit {"
        + "".join(f"...F{n} " for n in range(100))
        + "}}"
        + "".join(f"fragment F{n} on Unit {{name}}" for n in range(100)),
        "{unit {...F0}}" + "".join(f"fragment F{n} on Unit {{...F{n + 1}}}" for n in range(300)),
        "{" * 190 + "}" * 190,
        "{unit" * 190 + "}" * 190,
        "{hello(name: " + "[" * 900 + "]" * 900 + ")}",
        "{" + "hello @a " * 9 + "}",
    ],
)
def test_hostile_documents_are_refused_quickly(gate: Gate, source: str) -> None:
    start = time.perf_counter()
    assert refusals(gate, source)
    assert time.perf_counter() - start < 0.25


def test_validation_reports_at_most_twenty_findings_and_no_hints(gate: Gate) -> None:
    found = refusals(gate, "{" + " ".join(f"hell{n}" for n in range(30)) + "}")
    assert len(found) == 21
    assert "Did you mean" not in str(
        [refused.params for refused in refusals(gate, "{helo unit {cases(firs: 1) {id}}}")]
    )


@pytest.mark.parametrize(
    "source",
    [
        "{case(by: {number: $x}) {id}}",
        "fragment F on Query {case(by: {number: $x}) {id}} query Q($x: String) {...F}",
        "query Q($x: String) {case(by: {number: $x}) {id}}",
        "{case(by: {}) {id}}",
        '{case(by: {number: "1", place: "2"}) {id}}',
        "{count(filter: {title: null})}",
    ],
)
def test_strawberrys_input_rules_hold(gate: Gate, source: str) -> None:
    assert {refused.code.code for refused in refusals(gate, source)} == {"GRAPHQL_VALIDATION_FAILED"}


@pytest.mark.parametrize(
    "source",
    [
        "query Q($x: String!) {case(by: {number: $x}) {id}}",
        "fragment F on Query {case(by: {number: $x}) {id}} query Q($x: String!) {...F}",
        '{case(by: {number: "1"}) {id} count(filter: {})}',
    ],
)
def test_one_key_that_cannot_be_null_passes(gate: Gate, source: str) -> None:
    assert admitted(gate, source, x="1").kind is OperationType.QUERY


def test_a_document_is_validated_once_whether_it_is_valid_or_not(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def counted(schema: GraphQLSchema, source: str, limits: Limits) -> Prepared:
        made.append(source)
        return prepare(schema, source, limits)

    monkeypatch.setattr("schema.gate.gate.prepare", counted)
    for _ in range(3):
        assert refusals(gate, "{nope}")
        assert admitted(gate, "{hello}").cost == 1
    assert made == ["{nope}", "{hello}"]


def test_tighter_limits_can_be_set(schema: GraphQLSchema) -> None:
    assert excess(Gate(schema, replace(LIMITS, depth=1)), "{unit {name}}") == ("depth", 2, 1)


@pytest.mark.parametrize(
    ("source", "variables", "place"),
    [
        ("mutation($t: String!) {rename(title: $t)}", {"t": "a\0b"}, "t"),
        (
            "mutation($t: String!) {rename(title: $t)}",
            {"t": {"targets": [{"basis": "x"}, {"basis": "\0"}]}},
            "t.targets.1.basis",
        ),
        (r'mutation {rename(title: "a\u0000b")}', {}, "query"),
        (r'mutation {rename(title: "a\u{0}b")}', {}, "query"),
    ],
)
def test_the_character_that_no_text_can_hold_is_refused_at_its_place(
    gate: Gate, source: str, variables: dict[str, object], place: str
) -> None:
    [refused] = refusals(gate, source, variables=variables)
    assert (refused.code.code, refused.params["place"]) == ("NUL_CHARACTER", place)


def test_what_only_looks_like_that_character_passes(gate: Gate) -> None:
    assert admitted(gate, r'mutation {rename(title: "a\\u0000b")}').cost == 1
