"""Every column of a table of cases that could tell of a person is emptied, or was looked at and found to tell nothing."""

import pytest
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from core.cases.model import case_file
from core.db.base import PERSONAL, row_id, sealed
from core.retention.footprint import traces
from core.tables import CORE

CODES = {
    "case_file": "case_no state kind channel urgency category district district_path gate agency_path respondent_path profile "
    "outcome state_before last_event_type",
    "reporter": "identity_mode",
    "triage": "exit knowledge_entries",
    "information_request": "missing",
    "adjudication": "route",
    "merge": "state_before cancelled",
    "termination_request": "ground decision",
    "case_correction": "changes",
    "assignment": "unit_path role state dispatcher_path",
    "return_request": "reason decision",
    "contact": "method outcome",
    "extension_request": "reason decision",
    "feedback": "decision",
    "commitment": "outcome",
    "callback": "channel not_rated_reason resolved result process",
    "attachment": "state kind declared_type content_type",
    "clock": "kind state mode extensions rule pauses",
    "timer": "kind state",
    "idempotency": "principal key",
    "queue_parked": "queue state",
    "plugin_effect": "plugin state fault",
}
"""Columns of words that hold codes, paths and numbers of our own alone."""


def test_every_column_of_words_is_emptied_or_holds_codes() -> None:
    for trace in traces(CORE):
        words = {c.name for c in trace.table.c if isinstance(c.type, Text | JSONB) or _texts(c)}
        kept = words - {column.name for column in trace.personal}
        assert kept == set(CODES.get(trace.table.name, "").split()), trace.table.name


def _texts(column: Column[object]) -> bool:
    return isinstance(column.type, ARRAY) and isinstance(column.type.item_type, Text)


def test_a_plug_in_s_tables_are_found_by_their_references_and_one_with_its_own_key_is_left() -> None:
    # Given a plug-in's tables, the second below the first, the third with a key of its own and the fourth below that
    plugin = MetaData()
    case = case_file.to_metadata(plugin, referred_schema_fn=lambda *_: None)
    for name in ("category", "district", "account"):
        key = {"category": "code", "district": "code"}.get(name)
        Table(name, plugin, Column(key, Text, primary_key=True) if key else row_id())
    Table("x_talk", plugin, row_id(), Column("case_id", ForeignKey(case.c.id)), *sealed("said", index=True))
    Table(
        "x_word",
        plugin,
        row_id(),
        Column("talk_id", ForeignKey("x_talk.id"), nullable=False),
        Column("said", Text, nullable=False, info=PERSONAL),
    )
    Table(
        "x_secret",
        plugin,
        row_id(),
        Column("case_id", ForeignKey(case.c.id)),
        Column("case_key", Text),
        *sealed("said"),
    )
    Table("x_below", plugin, row_id(), Column("secret_id", ForeignKey("x_secret.id"), nullable=False), *sealed("said"))
    Table("x_loose", plugin, row_id(), Column("talk_id", ForeignKey("x_talk.id")), *sealed("said"))

    found = {
        trace.table.name: [column.name for column in trace.personal] for trace in traces(tuple(plugin.tables.values()))
    }

    del found["case_file"]
    assert found == {"x_talk": ["said_sealed", "said_mask", "said_index"], "x_word": ["said"]}


def test_a_column_that_cannot_be_emptied_is_refused() -> None:
    plugin = MetaData()
    Table("x_age", plugin, row_id(), Column("case_id", Integer), Column("age", Integer, nullable=False, info=PERSONAL))
    with pytest.raises(TypeError, match=r"x_age\.age"):
        traces(tuple(plugin.tables.values()))
