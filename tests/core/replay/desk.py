"""How the tests of the replay run it and look at what it left."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.replay.acts import Staff
from core.replay.deeds import Tally
from core.replay.moments import Window
from core.replay.report import Report, report
from core.replay.rules import Rules, fixed_rules
from core.replay.run import Run, replay
from core.replay.source import COLUMNS, Source, read_source
from tests.support.office import START, Office

RULES = fixed_rules()
NOTHING = Tally()

_TIMELINE = """
SELECT c.external_no, e.occurred_at, e.type, e.body ->> 'kind', e.body ->> 'to', coalesce(a.subject, e.actor)
FROM case_event e JOIN case_file c ON c.id = e.case_id LEFT JOIN account a ON a.id::text = e.actor ORDER BY 1, 2, 3, 4, 5
"""
_ENDINGS = """
SELECT c.external_no, c.state, c.closed_at, k.kind, k.state, k.started_at, k.due_at, k.warned_at, k.breached_at, k.stopped_at
FROM clock k JOIN case_file c ON c.id = k.case_id ORDER BY 1, 4, 6
"""


def source_of(office: Office, path: Path) -> Source:
    """The file as it would be read at the office's present."""
    return read_source(path, Window(office.services.workdays.first, office.clock.now()))


def messages(office: Office, folder: Path, *rows: str) -> Source:
    """A file of these rows."""
    path = folder / "messages.csv"
    path.write_text("\n".join([",".join(COLUMNS), *rows]), "utf-8")
    return source_of(office, path)


async def run_of(office: Office, acting: Staff, source: Source, **options: Any) -> Run:
    """One run of the importer."""
    return await replay(office.pool, office.services, acting, options.pop("rules", RULES), source, **options)


async def reported(office: Office, source: Source, rules: Rules = RULES, since: Tally = NOTHING) -> Report:
    """The report at the office's present."""
    return await report(office.read, office.services, rules, source, START, since)


async def history(pool: Any) -> tuple[Sequence[Any], Sequence[Any]]:
    """Everything that happened to every case and clock, without ids, which differ from run to run."""
    events, clocks = await pool.fetch(_TIMELINE), await pool.fetch(_ENDINGS)
    return [tuple(row) for row in events], [tuple(row) for row in clocks]
