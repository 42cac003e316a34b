"""`hotline calendar`: the difference first, the writing only when asked."""

from datetime import date
from pathlib import Path

import pytest

from core.db.read import Read
from core.deadlines.notice import read_notice
from core.deadlines.proposal import laid_in
from core.office import read_workdays
from tests.core.deadlines.notices import NOTICE_2026, NOTICE_2027
from web.cli.calendar import _imported, _listed, _proposal, _read
from web.host import Host
from web.problems import Halt

NUMBER = "国办发明电〔2026〕7号"
PROPOSAL = read_notice(NOTICE_2027)


async def test_a_dry_run_shows_the_difference_and_writes_nothing(host: Host) -> None:
    before = host.services.workdays
    told = await _imported(host, PROPOSAL, NUMBER, apply=False)
    assert told[0] == f"2027: {len(told) - 2} dates change"
    assert "  2026-12-27 Sun  weekend -> worked to make up 元旦" in told
    assert "  2027-02-09 Tue  worked -> free 春节" in told
    assert told[-1] == "Nothing was written. Repeat with --apply to write it."
    assert host.services.workdays is before
    assert 2027 not in (await read_workdays(host.read)).official_years


async def test_applied_it_is_official_for_everybody(host: Host) -> None:
    told = await _imported(host, PROPOSAL, NUMBER, apply=True)
    assert told[-1] == "Written: 2027 is official now. 0 open deadlines were reckoned again."
    stored = await read_workdays(Read(host.pool))
    assert stored.days == laid_in(host.services.workdays, PROPOSAL).days
    assert 2027 in stored.official_years
    assert not stored.is_working(date(2027, 2, 9))
    assert stored.is_working(date(2026, 12, 27))
    row = await host.pool.fetchrow("select * from calendar_year where year = 2027")
    assert (row["notice"], len(row["digest"])) == (NUMBER, 64)


async def test_a_second_import_changes_nothing(host: Host) -> None:
    await _imported(host, PROPOSAL, NUMBER, apply=True)
    host.services.workdays = await read_workdays(host.read)
    told = await _imported(host, PROPOSAL, NUMBER, apply=False)
    assert told[0] == "2027: 0 dates change"


async def test_a_year_is_listed_with_its_standing(host: Host) -> None:
    official, provisional = await _listed(host, 2026), await _listed(host, 2027)
    assert official[0] == "2026, as published: 248 working days of 365"
    assert "  2026-01-04 Sun  worked to make up 元旦" in official
    assert provisional[0].startswith("2027, provisional: its notice has not been imported: ")


@pytest.mark.parametrize("year", [2003, 2051])
async def test_a_year_beyond_the_calendar_is_refused(host: Host, year: int) -> None:
    with pytest.raises(Halt, match=f"does not reach {year}"):
        await _listed(host, year)


def test_a_table_is_read_as_one(tmp_path: Path) -> None:
    named = [day for day in read_notice(NOTICE_2026).days if day.name]
    rows = (f"{day.date},{'workday' if day.working else 'holiday'},{day.name}" for day in named)
    text = "\n".join(["date,kind,name", *rows])
    assert _proposal(tmp_path / "n.csv", text, 2026) == read_notice(NOTICE_2026)
    with pytest.raises(Halt, match="is a table and does not say its year"):
        _proposal(tmp_path / "n.csv", text, None)


def test_a_file_in_another_encoding_is_refused_with_the_place(tmp_path: Path) -> None:
    file = tmp_path / "notice.txt"
    file.write_bytes(NOTICE_2027.encode("gbk"))
    with pytest.raises(Halt, match=r"notice\.txt: byte 0 is not UTF-8"):
        _read(file)
    file.write_bytes(b"\xef\xbb\xbf" + NOTICE_2027.encode())
    assert _read(file) == NOTICE_2027


def test_a_file_too_large_for_a_notice_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "notice.txt"
    file.write_bytes(b"x" * ((1 << 20) + 1))
    with pytest.raises(Halt, match="is larger than a notice can be"):
        _read(file)
