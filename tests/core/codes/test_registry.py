"""The registry: what the tables hold, labelled, with room for what they do not."""

import csv
from importlib.resources import files

from core.access.operations import Operation
from core.cases.states import TerminationGround, TriageExit
from core.cases.verbs import Verb
from core.codes.registry import CodeEntry, CodeRegistry, load_codes
from core.deadlines.kinds import ClockKind
from core.events.consequence import Consequence
from tests.support.office import Office


def shipped() -> dict[str, list[dict[str, str]]]:
    text = (files("core.codes") / "core_codes.csv").read_text("utf-8")
    found: dict[str, list[dict[str, str]]] = {}
    for row in csv.DictReader(text.splitlines()):
        found.setdefault(row["set"], []).append(row)
    return found


def codes(set: str) -> list[str]:
    return [row["code"] for row in shipped()[set]]


def test_every_member_of_the_core_s_vocabularies_has_its_label() -> None:
    assert codes("verb") == [verb.value for verb in Verb]
    assert codes("clock_kind") == [kind.value for kind in ClockKind]
    assert codes("triage_exit") == [way.value for way in TriageExit]
    assert codes("termination_ground") == [ground.value for ground in TerminationGround]
    assert set(codes("event_type")) == {*Verb, *Consequence, Operation.CORRECT_CASE}
    assert set(codes("outcome")) >= {way.value for way in TriageExit}


def test_codes_are_unique_in_order_and_labelled_in_both_languages() -> None:
    for rows in shipped().values():
        assert len({row["code"] for row in rows}) == len(rows)
        assert [int(row["position"]) for row in rows] == list(range(1, len(rows) + 1))
        assert all(row["label_zh"].strip() and row["label_en"].isascii() and row["owner"] == "core" for row in rows)


async def test_the_tables_are_read_whole(office: Office) -> None:
    # given the seeded database
    registry = await load_codes(office.read)
    # then sets keep their order, and categories hang together
    assert [entry.code for entry in registry.entries("verb")] == [verb.value for verb in Verb]
    assert registry.entry("verb", "dispatchCase").label("zh") == "派单"
    top = registry.under(None)
    assert {entry.level for entry in top} == {1}
    assert all(below.parent == top[0].code for below in registry.under(top[0].code))
    assert registry.entry("category", top[0].code).label("zh") == top[0].name


async def test_a_retired_code_labels_old_rows_and_is_offered_no_more(office: Office) -> None:
    async with office.pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute("update code set retired_at = now() where set = 'desk' and code = 'POLICY'")
        registry = await load_codes(type(office.read)(connection))
        await transaction.rollback()
    assert registry.entry("desk", "POLICY").label("zh") == "政策专席"
    assert "POLICY" not in [entry.code for entry in registry.entries("desk")]
    assert (registry.knows("desk", "POLICY"), registry.knows("desk", "LEGAL")) == (False, True)


def test_a_code_nobody_declares_is_its_own_label() -> None:
    entry = CodeRegistry({}, {}).entry("clock_kind", "parking/TOW")
    assert entry == CodeEntry("clock_kind", "parking/TOW", "parking/TOW", "parking/TOW", owner="")


def test_an_unknown_set_is_empty() -> None:
    registry = CodeRegistry({}, {})
    assert (registry.entries("nothing"), registry.under("nothing"), registry.knows("nothing", "X")) == ((), (), False)
