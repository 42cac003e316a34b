"""Cases whose reporters told who they are, and what the log says of who looked."""

from collections.abc import Sequence
from uuid import UUID

from core.audit.model import access_event
from core.cases.commands.register_case import register_case
from core.cases.inputs.intake import RegisterCase, ReporterDetails
from core.cases.states import Channel, Kind
from core.db.read import Row
from tests.support.office import Office

WHO = ReporterDetails(name="张三丰", phone="13853812345", identity_no="370902199001011234")


async def register(office: Office, kind: Kind = Kind.HELP_REQUEST, role: str = "operator") -> UUID:
    """A case of a reporter with a name, a number and an identity number."""
    case = RegisterCase(
        channel=Channel.PHONE, kind=kind, title="路灯不亮", content="昨晚起", district="370902", reporter=WHO
    )
    return UUID(str((await office.run(register_case, role, case)).case_id))


async def accesses(office: Office) -> Sequence[Row]:
    """Everything that was entered, in order."""
    return await office.read.fetch(access_event.select().order_by(access_event.c.recorded_at, access_event.c.id))
