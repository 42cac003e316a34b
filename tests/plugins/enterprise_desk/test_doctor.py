"""What the desk writes is sound in the core's eyes."""

from core.cases.verbs import Verb
from core.doctor.examine import examine
from tests.plugins.enterprise_desk.desk import HELPER, EnterpriseDesk


async def test_the_doctor_finds_nothing(desk: EnterpriseDesk) -> None:
    await desk.enterprise()
    await desk.identified()
    conferring = await desk.case()
    await desk.dispatched(conferring, HELPER)
    await desk.coordination(conferring)
    await desk.closed(await desk.case())
    withdrawn = await desk.case()
    await desk.dispatched(withdrawn)
    await desk.plugged.effects()
    await desk.act(Verb.WITHDRAW_CASE, withdrawn)
    await desk.plugged.effects()

    found = {finding.rule.name for finding in await examine(desk.office.pool)}
    assert found <= {"attachment.complete"}  # the files of this office are only named
