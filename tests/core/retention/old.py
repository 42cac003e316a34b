"""Cases whose reporters left all they could, ended long ago, and a look into every row there is."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

from core.attachments.store import AttachmentStore, open_store
from core.cases import states as s
from core.cases.commands.register_case import register_case
from core.cases.commands.withdraw_case import withdraw_case
from core.cases.inputs.intake import RegisterCase, ReporterDetails, WithdrawCase
from core.retention.run import Ran, run
from tests.support.office import Office

WORDS = ("甲乙丙丁", "13853812345", "370902199001011234", "东岳大街九号", "lisi@example.org", "泰山石敢当公司")
NUMBER = "WX-20261116-7"
TITLE, CONTENT, PLACE, REASON = "红门路灯不亮", "昨晚起全黑", "红门路口东侧", "本人不再需要"
TOLD = (*WORDS, TITLE, CONTENT, PLACE, REASON, NUMBER)


async def ended(office: Office, kind: s.Kind = s.Kind.COMPLAINT, number: str = NUMBER) -> UUID:
    """A case of whom everything is known, withdrawn the next minute."""
    name, phone, identity_no, address, email, company = WORDS
    case = RegisterCase(
        channel=s.Channel.WECHAT, kind=kind, title=TITLE, content=CONTENT, place=PLACE, district="370902",
        external_no=number,
        reporter=ReporterDetails(
            name=name, phone=phone, identity_no=identity_no, address=address, email=email, company=company
        ),
    )  # fmt: skip
    found = UUID(str((await office.run(register_case, "operator", case)).case_id))
    wait(office, minutes=1)
    await office.run(withdraw_case, "operator", WithdrawCase(case_id=found, reason=REASON))
    return found


def wait(office: Office, **time: float) -> None:
    """Let time pass."""
    office.clock.set(office.clock.now() + timedelta(**time))


def store(tmp_path: Path) -> AttachmentStore:
    """A store of attachments."""
    return open_store(None, tmp_path / "files")


async def ran(office: Office, files: AttachmentStore, batch: int = 100) -> tuple[int, int, int]:
    """How many cases a run has closed, anonymised and deleted."""
    done: list[Ran] = await run(office.pool, office.services, files, batch=batch)
    first, second, third = (one.done for one in done)
    return first, second, third


async def everything(office: Office) -> str:
    """All rows of all tables as PostgreSQL prints them; bytes are hexadecimal digits."""
    names = await office.pool.fetch("select tablename from pg_tables where schemaname = 'public'")
    rows = [await office.pool.fetch(f"select t::text from {row['tablename']} t") for row in names]
    return "\n".join(str(row[0]) for table in rows for row in table)
