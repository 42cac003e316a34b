"""A list of measures, read from a file: all of it or nothing."""

from datetime import date
from pathlib import Path

import pytest

from core.db.uow import unit_of_work
from core.errors import Refused
from plugins.enterprise_desk.measure_file import COLUMNS, import_measures
from tests.plugins.enterprise_desk.desk import EnterpriseDesk

HEAD = ",".join(COLUMNS)
FIRST = "稳岗补贴,ta-housing,C I,MICRO SMALL,370902,2026-01-01,2026-12-31,泰政办发〔2026〕1号,按参保人数"
SECOND = "技改贴息,ta-housing,,,,2026-03-01,,泰政发〔2026〕3号,贴息五成"


async def read(desk: EnterpriseDesk, folder: Path, *lines: str) -> list[str]:
    file = folder / "measures.csv"
    file.write_text("\n".join(lines) + "\n", "utf-8-sig")
    async with unit_of_work(desk.office.pool, desk.office.services) as uow:
        return list(await import_measures(uow, file))


async def refused(desk: EnterpriseDesk, folder: Path, *lines: str) -> tuple[str, dict[str, object]]:
    with pytest.raises(Refused) as told:
        await read(desk, folder, *lines)
    return told.value.code.code.removeprefix("ENTERPRISE_DESK_"), dict(told.value.params)


async def test_adds_every_line(desk: EnterpriseDesk, tmp_path: Path) -> None:
    assert await read(desk, tmp_path, HEAD, FIRST, SECOND) == ["2 added, 0 already there"]

    first, second = sorted(await desk.rows("measure"), key=lambda row: row["valid_from"])
    assert (first["title"], first["industries"], first["sizes"], first["districts"], first["valid_to"]) == (
        "稳岗补贴",
        ["C", "I"],
        ["MICRO", "SMALL"],
        ["370902"],
        date(2026, 12, 31),
    )
    assert (second["title"], second["industries"], second["sizes"], second["districts"], second["valid_to"]) == (
        "技改贴息",
        [],
        [],
        [],
        None,
    )


async def test_leaves_what_is_there(desk: EnterpriseDesk, tmp_path: Path) -> None:
    await read(desk, tmp_path, HEAD, FIRST)

    assert await read(desk, tmp_path, HEAD, FIRST, SECOND) == ["1 added, 1 already there"]
    assert len(await desk.rows("measure")) == 2


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (FIRST.replace("C I", "C Z"), {"line": 3, "what": "industries", "code": "UNKNOWN_CODE"}),
        (FIRST.replace("MICRO", "TINY"), {"line": 3, "what": "'TINY' is not a valid Size", "code": "VALUE"}),
        (FIRST.replace("ta-housing", "nobody"), {"line": 3, "what": "unit 'nobody'", "code": "VALUE"}),
        (
            FIRST.replace("2026-12-31", "2025-12-31"),
            {"line": 3, "what": "validTo", "code": "ENTERPRISE_DESK_PERIOD_REVERSED"},
        ),
        (FIRST.replace("稳岗补贴", ""), {"line": 3, "what": "title", "code": "REQUIRED"}),
    ],
    ids=["industry", "size", "unit", "period", "title"],
)
async def test_adds_nothing_when_a_line_is_wrong(
    desk: EnterpriseDesk, tmp_path: Path, line: str, told: dict[str, object]
) -> None:
    assert await refused(desk, tmp_path, HEAD, SECOND, line) == ("LINE_REFUSED", told)
    assert await desk.rows("measure") == []


async def test_names_the_columns_that_are_missing(desk: EnterpriseDesk, tmp_path: Path) -> None:
    assert await refused(desk, tmp_path, "title,unit", "a,b") == (
        "COLUMNS_MISSING",
        {"names": "industries, sizes, districts, valid_from, valid_to, basis, benefit"},
    )
