"""Whatever people write about a case in their own words is ciphertext in the database, in every column but those named here."""

from random import Random
from typing import Any

import pytest

from core.cases import check
from core.cases.verbs import Verb as V
from tests.core.cases.scenes import open_drive
from tests.core.cases.test_random_walks import Walk
from tests.support.office import START, Office

MARK = "☂"
PLAIN = {
    "catalogue_entry.basis": "a precedent's legal basis, for everybody",
}
WALKS, STEPS = 12, 40


async def test_no_word_of_a_case_is_kept_in_plain(shared_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = check.bounded

    said = set()

    def marked(value: str, *path: str, limit: int) -> str:
        said.add(path[-1])
        return kept(value, *path, limit=limit) + MARK

    monkeypatch.setattr(check, "bounded", marked)
    done: set[V] = set()
    async with open_drive(shared_office) as drive:
        for seed in range(WALKS):
            drive.desk.turn_to(START)
            case_id = (await drive.desk.act(V.REGISTER_CASE)).case_id
            walk = Walk(Random(seed), drive.desk, case_id, await drive.desk.new_material())
            for _ in range(STEPS):
                await walk.go_on()
            done |= set(walk.done)
        found = await holding(drive.desk.office.pool)
        # Given a word that is kept plain, this very look finds it
        await drive.desk.office.pool.execute("update case_file set grid_code = $1", MARK)
        assert await holding(drive.desk.office.pool) == found | {"case_file.grid_code"}

    assert found <= PLAIN.keys()
    assert len(done) > 25
    assert len(said) > 10


async def holding(pool: Any) -> set[str]:
    """Every column in which the mark can be read."""
    columns = await pool.fetch(
        "select table_name, column_name, data_type from information_schema.columns "
        "where table_schema = 'public' and data_type in ('text', 'jsonb', 'ARRAY', 'bytea')"
    )
    found = set()
    for table, column, kind in columns:
        # Of ciphertext the bytes: an envelope that held its text in plain would be found too.
        value = f'"{column}"' if kind == "bytea" else f"convert_to(\"{column}\"::text, 'UTF8')"
        query = f'select exists (select from "{table}" where position($1::bytea in {value}) > 0)'
        if await pool.fetchval(query, MARK.encode()):
            found.add(f"{table}.{column}")
    return found
