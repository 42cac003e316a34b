"""What a case holds that is evidence of how a unit handled it. Who reported is no part of it, nor what the reporter said."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ClauseElement, Table, bindparam, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.api import (
    CaseKey,
    MaskKind,
    Read,
    Row,
    SealedField,
    UnitOfWork,
    assignment,
    attachment,
    case_event,
    case_file,
    clock,
    feedback,
    open_,
    return_request,
)
from plugins.discipline_referral.sealed import FACTS, NAME, POSITION
from plugins.discipline_referral.tables import evidence, person

_CASE_ID = bindparam("case_id", type_=Uuid(as_uuid=True))
_CASE = select(case_file).where(case_file.c.id == _CASE_ID)
_TIMELINE = (
    select(*(column for column in case_event.c if column is not case_event.c.traceparent))
    .where(case_event.c.case_id == _CASE_ID)
    .order_by(case_event.c.case_version, case_event.c.seq)
)
"""What the chain of the log holds of each: nothing else is evidence."""
_PERSONS = select(person).where(person.c.referral_id == bindparam("referral_id")).order_by(person.c.id)
_NEWEST = (
    select(evidence)
    .where(evidence.c.referral_id == bindparam("referral_id"))
    .order_by(evidence.c.at.desc(), evidence.c.id.desc())
    .limit(1)
)


def _of_case(table: Table) -> ClauseElement:
    return select(table).where(table.c.case_id == _CASE_ID).order_by(table.c.id)


def _of_part(table: Table) -> ClauseElement:
    part = assignment.c.id == table.c.assignment_id
    return select(table).join(assignment, part).where(assignment.c.case_id == _CASE_ID).order_by(table.c.id)


_ASSIGNMENTS, _CLOCKS, _FILES = _of_case(assignment), _of_case(clock), _of_case(attachment)
_RETURNS, _FEEDBACK = _of_part(return_request), _of_part(feedback)
_TEXTS = tuple(SealedField("feedback", name, MaskKind.TEXT) for name in ("actions_taken", "public_reply"))
_ABOUT_CASE = (
    "id", "case_no", "version", "state", "kind", "channel", "urgency", "category", "district", "registered_at", "round",
    "bounces", "dispatches", "outcome", "profile", "profile_version",
)  # fmt: skip
_ABOUT_FILE = ("id", "state", "kind", "content_type", "size", "sha256", "by", "at", "completed_at")
_ABOUT_REFERRAL = (
    "id", "unit_id", "unit_path", "organ", "organ_name", "grounds", "consequence", "trigger", "proposed_by", "created_at",
)  # fmt: skip
_NOT_PLAIN = ("_sealed", "_mask", "_index")


async def entries(uow: UnitOfWork, row: Row, key: CaseKey) -> dict[str, object]:
    """Every entry by its path: case, referral, timeline, assignments, clocks, returns, feedback, hashes of attachments.

    `key` is the referral's. SealBroken if a text of the case cannot be opened any more.
    """
    case = await uow.fetch_one(_CASE, case_id=row["case_id"])
    assert case is not None, "the referral refers to it"
    found: dict[str, object] = {"case": _chosen(case, _ABOUT_CASE), "referral": await _referral(uow, row, key)}
    for name, statement in (("assignments", _ASSIGNMENTS), ("clocks", _CLOCKS), ("returns", _RETURNS)):
        found.update(_each(name, await uow.fetch(statement, case_id=case["id"])))
    for event in await uow.fetch(_TIMELINE, case_id=case["id"]):
        found[f"timeline/{event['case_version']:06d}-{event['seq']:03d}"] = _plain(event)
    opened = await _opened(uow, case, await uow.fetch(_FEEDBACK, case_id=case["id"]))
    files = [_chosen(one, _ABOUT_FILE) for one in await uow.fetch(_FILES, case_id=case["id"])]
    return found | dict(_each("feedback", opened)) | dict(_each("attachments", files))


async def newest(read: Read, referral_id: UUID) -> Row | None:
    """The bundle that counts; None before any was collected."""
    return await read.fetch_one(_NEWEST, referral_id=referral_id)


async def _referral(read: Read, row: Row, key: CaseKey) -> dict[str, object]:
    persons = await read.fetch(_PERSONS, referral_id=row["id"])
    facts = open_(key, FACTS.ref(row["id"]), row["facts_sealed"])
    return {**_chosen(row, _ABOUT_REFERRAL), "facts": facts, "persons": [_person(one, key) for one in persons]}


def _person(row: Row, key: CaseKey) -> dict[str, object]:
    texts = {field.name: _text(row, key, field) for field in (NAME, POSITION)}
    return {"id": row["id"], "account_id": row["account_id"], **texts}


async def _opened(uow: UnitOfWork, case: Row, rows: Sequence[Row]) -> list[dict[str, object]]:
    told = any(one[f"{field.name}_sealed"] is not None for one in rows for field in _TEXTS)
    key = await uow.services.keys.case_key(case["case_key"]) if told else None  # an anonymised case has neither
    return [{**_plain(one), **{field.name: _text(one, key, field) for field in _TEXTS}} for one in rows]


def _text(row: Row, key: CaseKey | None, field: SealedField) -> str | None:
    kept = row[f"{field.name}_sealed"]
    return None if kept is None or key is None else open_(key, field.ref(row["id"]), kept)


def _each(name: str, rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, object]]:
    return ((f"{name}/{row['id']}", _plain(row)) for row in rows)


def _plain(row: Mapping[str, Any]) -> dict[str, object]:
    return {name: value for name, value in dict(row).items() if not name.endswith(_NOT_PLAIN)}


def _chosen(row: Row, names: Sequence[str]) -> dict[str, object]:
    return {name: row[name] for name in names}
