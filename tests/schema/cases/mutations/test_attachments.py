"""Whatever verb brings an attachment, the case has it then."""

from typing import Any

import pytest

from core.attachments.queries import readable_attachment
from core.cases.verbs import Verb
from schema.relay.ids import decode
from tests.schema.support.desk import Desk

FILES = "case { attachments { id } }"
UNIT = ("unit_liaison", "unit_handler")
_FILES_OF = "query($id: ID!) { node(id: $id) { ... on Case { attachments { id } } } }"
FEEDBACK: dict[str, Any] = {
    "factsTrue": True,
    "withinRemit": True,
    "resolved": True,
    "actionsTaken": "已修。",
    "publicReply": "已修。",
}


@pytest.mark.parametrize(
    ("verb", "role", "name", "rest"),
    [
        (Verb.LOG_CONTACT, "unit_handler", "evidence", {"method": "PHONE", "outcome": "REACHED"}),
        (Verb.SUBMIT_FEEDBACK, "unit_handler", "attachments", FEEDBACK),
        (
            Verb.REQUEST_TERMINATION,
            "unit_liaison",
            "materials",
            {"ground": "NON_COOPERATION", "explanation": "拒绝沟通。"},
        ),
    ],
)
async def test_a_unit_s_files_belong_to_the_case(
    desk: Desk, verb: Verb, role: str, name: str, rest: dict[str, Any]
) -> None:
    _, part = await desk.at_work()
    files = {name: [await desk.attachment(role), await desk.attachment(role)]}
    done = await desk.do(verb, role, extra=FILES, assignmentId=part, **rest, **files)
    assert sorted(one["id"] for one in done["case"]["attachments"]) == sorted(files[name])


async def test_the_materials_of_a_finding_belong_to_the_case(desk: Desk) -> None:
    case, _ = await desk.discontent()
    file = await desk.attachment("reviewer")
    done = await desk.do(
        Verb.CLOSE_UNREASONABLE, "reviewer", extra=FILES, caseId=case, finding="超出标准", materials=[file]
    )
    assert done["case"]["attachments"] == [{"id": file}]


async def test_the_files_of_new_facts_belong_to_the_case(desk: Desk) -> None:
    case = await desk.registered()
    await desk.do(Verb.ANSWER_CASE, "operator", caseId=case, reply="已答复。")
    file = await desk.attachment()
    done = await desk.do(
        Verb.REOPEN_WITH_NEW_FACTS, "operator", extra=FILES, caseId=case, newFacts="又停运", attachments=[file]
    )
    assert done["case"]["attachments"] == [{"id": file}]


async def test_another_case_s_file_and_another_person_s_are_refused(desk: Desk) -> None:
    # given a file that belongs to a case, and one of somebody else's
    file, foreign = await desk.attachment("unit_handler"), await desk.attachment("operator")
    _, earlier = await desk.at_work()
    await desk.do(Verb.SUBMIT_FEEDBACK, "unit_handler", assignmentId=earlier, attachments=[file], **FEEDBACK)
    # when a unit submits them on another case
    _, part = await desk.at_work()
    stolen = await desk.refused(
        Verb.SUBMIT_FEEDBACK, "unit_handler", assignmentId=part, attachments=[foreign], **FEEDBACK
    )
    error = await desk.refused(
        Verb.SUBMIT_FEEDBACK, "unit_handler", "en", assignmentId=part, attachments=[file], **FEEDBACK
    )
    # then neither is taken
    assert (stolen["code"], stolen["field"]) == ("UNKNOWN_ATTACHMENT", ["input", "attachments"])
    assert (error["code"], error["field"], error["message"]) == (
        "UNKNOWN_ATTACHMENT", ["input", "attachments"],
        "An attachment is absent, not completely uploaded, somebody else's, or another case's.",
    )  # fmt: skip


@pytest.mark.parametrize(("kind", "files"), [("COMPLAINT", 1), ("REPORT", 0)])
async def test_a_unit_neither_lists_nor_downloads_what_may_reveal_a_confidential_reporter(
    desk: Desk, kind: str, files: int
) -> None:
    # given a recording that came with a case, dispatched to a unit
    recording = await desk.attachment()
    case, _ = await desk.dispatched(kind=kind, attachments=[recording])
    # when its people and those who dispatched it look
    listed = {role: await _listed(desk, role, case) for role in (*UNIT, "dispatcher")}
    given = {role: await _downloadable(desk, role, recording) for role in (*UNIT, "dispatcher")}
    # then only a complaint's recording is the unit's to hear
    assert {role: len(ids) for role, ids in listed.items()} == {**dict.fromkeys(UNIT, files), "dispatcher": 1}
    assert given == {**dict.fromkeys(UNIT, bool(files)), "dispatcher": True}


async def _listed(desk: Desk, role: str, case: str) -> list[str]:
    found = await desk.api.data(_FILES_OF, role, id=case)
    return [one["id"] for one in found["node"]["attachments"]]


async def _downloadable(desk: Desk, role: str, file: str) -> bool:
    asked, office = decode(file), desk.api.office
    assert asked is not None
    return await readable_attachment(office.read, office.viewer(role), asked.key) is not None
