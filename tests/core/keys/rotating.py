"""Rotating in a test: cases with texts in every corner, and what a survey says of them."""

from core.audit.reveal import ReporterField, Reveal, reveal
from core.cases.commands.accept_assignment import accept_assignment
from core.cases.commands.log_contact import log_contact
from core.cases.inputs.handling import AcceptAssignment, LogContact
from core.keys.opening import open_keys
from core.keys.rotate_cases import Progress, rotate_cases
from core.keys.survey import Survey, survey
from core.tables import CORE
from tests.core.audit.desk import register
from tests.core.deadlines.desk import dispatched
from tests.support.office import ROOT_KEY, Office


async def some_cases(office: Office, count: int = 3) -> None:
    """That many with a reporter and a note in the log, and one with a unit's contact."""
    for _ in range(count):
        case_id = await register(office)
        asked = Reveal(case_id, ReporterField.PHONE, "CALL_BACK", note="两次未接通")
        await office.run(reveal, "callback_officer", asked)
    _, assignment_id = await dispatched(office)
    await office.run(accept_assignment, "unit_liaison", AcceptAssignment(assignment_id=assignment_id))
    contact = LogContact(assignment_id=assignment_id, method="PHONE", outcome="REACHED", note="已联系")
    await office.run(log_contact, "unit_liaison", contact)


async def surveyed(office: Office, root: bytes = ROOT_KEY, former: bytes | None = None) -> Survey:
    """By a process that has just begun."""
    keys = await open_keys(office.read, root, former)
    return await survey(office.read, CORE, office.services.keys, keys.provider)


async def rotated(office: Office, grace: float = 0.0) -> list[Progress]:
    """A whole rotation, or the rest of one."""
    return [one async for one in rotate_cases(office.pool, office.services, grace=grace)]
