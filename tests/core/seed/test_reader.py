"""Bad seed files are refused with file, line, column and mend."""

import shutil
from collections.abc import Callable
from importlib.resources import as_file
from pathlib import Path

import pytest

from core.seed.reader import (
    TAIAN,
    read_catalogue,
    read_categories,
    read_city,
    read_districts,
    read_place_codes,
    read_townships,
    read_units,
)
from core.seed.table import SeedError

DISTRICTS = "code,name,kind,parent,source\n370900,泰安市,CITY,,x\n"
TOWNSHIPS = "code,name,district,kind,source\n"
UNITS = "code,name,short_name,kind,level,district,parent,capabilities,source\n"
CATEGORIES = "code,parent,level,name,name_en,required_fields,essential_utility,long_cycle,source\n"
CATALOGUE = "category,district,unit,role,basis_title,basis,valid_from,valid_to,source\n"
PLACES = "number,district,source\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with as_file(TAIAN) as taian:
        return Path(shutil.copytree(taian, tmp_path / "taian"))


def refusal(read: Callable[[Path], object], folder: Path, file: str, content: str) -> str:
    (folder / file).write_text(content, "utf-8")
    with pytest.raises(SeedError) as refused:
        read(folder)
    return str(refused.value)


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (
            "37090,泰山区,DISTRICT,370900,x",
            "column code: '37090' is not a code of six digits; give a code of six digits",
        ),
        (
            "370902,,DISTRICT,370900,x",
            "column name: '' is empty or has blanks around it; give a value without blanks around it",
        ),
        (
            "370902,泰山区,TOWN,370900,x",
            "column kind: 'TOWN' is unknown; use one of CITY, COUNTY, COUNTY_CITY, DISTRICT, FUNCTIONAL_ZONE",
        ),
        (
            "370902,泰山区,DISTRICT,泰安,x",
            "column parent: '泰安' is not a code of six digits; give a code of six digits",
        ),
        (
            "370902,泰山区,DISTRICT,370900, x",
            "column source: ' x' is empty or has blanks around it; give a value without blanks around it",
        ),
        ("370900,泰安,CITY,,x", "column code: the same code as line 2; remove one of the two lines"),
    ],
)
def test_a_bad_district_is_refused_with_its_place_and_mend(folder: Path, row: str, text: str) -> None:
    told = refusal(read_districts, folder, "districts.csv", DISTRICTS + row + "\n")

    assert told == f"districts.csv line 3, {text}"


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (
            "370902001,岱庙街道,370911,SUBDISTRICT,x",
            "column district: 370911 is not the beginning of 370902001; give the township's own district",
        ),
        (
            "370902,岱庙街道,370902,SUBDISTRICT,x",
            "column code: '370902' is not a code of nine digits; give a code of nine digits",
        ),
    ],
)
def test_a_bad_township_is_refused_with_its_place_and_mend(folder: Path, row: str, text: str) -> None:
    assert refusal(read_townships, folder, "townships.csv", TOWNSHIPS + row) == f"townships.csv line 2, {text}"


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (
            "Ta,市,市,GOVERNMENT,CITY,370900,,WATER,x",
            "column code: 'Ta' is not a code of a-z, 0-9 and hyphens; give a code of a-z, 0-9 and hyphens",
        ),
        (
            "ta,市,市,GOVERNMENT,CITY,370900,,WATER;WATER,x",
            "column capabilities: 'WATER' is not a capability in capital letters, or is repeated; "
            "join such values with ;, each once",
        ),
        (
            "ta,市,市,GOVERNMENT,STATE,370900,,WATER,x",
            "column level: 'STATE' is unknown; use one of CITY, COUNTY, TOWN",
        ),
    ],
)
def test_a_bad_unit_is_refused_with_its_place_and_mend(folder: Path, row: str, text: str) -> None:
    assert refusal(read_units, folder, "units.csv", UNITS + row) == f"units.csv line 2, {text}"


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ("0101,01,3,供水,Water,,,false,x", "column level: 0101 is not of level 3; give two digits of code per level"),
        (
            "0101,02,2,供水,Water,,,false,x",
            "column parent: 02 is not 0101 without its last two digits; give the category above",
        ),
        (
            "01,,1,供水,Water,,STEAM,false,x",
            "column essential_utility: 'STEAM' is unknown; use one of GAS, HEAT, POWER, TELECOM, WATER",
        ),
        ("01,,1,供水,Water,,,no,x", "column long_cycle: 'no' is unknown; use one of false, true"),
    ],
)
def test_a_bad_category_is_refused_with_its_place_and_mend(folder: Path, row: str, text: str) -> None:
    assert refusal(read_categories, folder, "categories.csv", CATEGORIES + row) == f"categories.csv line 2, {text}"


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (
            "01,370900,ta,LEAD,none,第五条,2026-01-01,,x",
            "column basis: 第五条 is an article of no law; name the law in basis_title, or give none",
        ),
        (
            "01,370900,ta,LEAD,none,none,2026-02-30,,x",
            "column valid_from: '2026-02-30' is not in the calendar; give an existing date",
        ),
        (
            "01,370900,ta,LEAD,none,none,2026-02-01,2026-01-31,x",
            "column valid_to: 2026-01-31 is before valid_from 2026-02-01; give a later day, or leave it empty",
        ),
        (
            "01,370900,ta,HELPER,none,none,2026-02-01,,x",
            "column role: 'HELPER' is unknown; use one of CO_HANDLER, LEAD",
        ),
    ],
)
def test_a_bad_catalogue_entry_is_refused_with_its_place_and_mend(folder: Path, row: str, text: str) -> None:
    assert refusal(read_catalogue, folder, "catalogue.csv", CATALOGUE + row) == f"catalogue.csv line 2, {text}"


def test_a_bad_place_number_is_refused_with_its_place_and_mend(folder: Path) -> None:
    assert refusal(read_place_codes, folder, "place_codes.csv", PLACES + "0,370902,x") == (
        "place_codes.csv line 2, column number: '0' is not a number from 1 to 99; give a number from 1 to 99"
    )


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("", "districts.csv line 1: the header is ''; make it 'code,name,kind,parent,source'"),
        (
            "code,name\n",
            "districts.csv line 1: the header is 'code,name'; make it 'code,name,kind,parent,source'",
        ),
        (DISTRICTS + "370902,泰山区", "districts.csv line 3: 2 cells; give 5, one per column"),
        (
            DISTRICTS + '370902,"泰山"区,DISTRICT,370900,x\n',
            "districts.csv line 3: not CSV (',' expected after '\"'); mend the quotes of that line",
        ),
    ],
)
def test_a_malformed_file_is_refused_with_its_line(folder: Path, content: str, text: str) -> None:
    assert refusal(read_districts, folder, "districts.csv", content) == text


def test_a_file_in_another_encoding_is_refused_with_its_line(folder: Path) -> None:
    (folder / "districts.csv").write_bytes(b"code,name,kind,parent,source\n370900," + "泰安市".encode("gb18030"))

    with pytest.raises(SeedError) as refused:
        read_districts(folder)

    assert str(refused.value) == "districts.csv line 2: not UTF-8; save the file as UTF-8"


def test_a_missing_file_is_refused_by_name(folder: Path) -> None:
    (folder / "units.csv").unlink()

    with pytest.raises(SeedError) as refused:
        read_city(folder)

    assert str(refused.value) == "units.csv: there is no such file in the seed folder; put it back"


def test_a_byte_order_mark_does_not_hurt(folder: Path) -> None:
    plain = read_districts(folder)
    (folder / "districts.csv").write_bytes(b"\xef\xbb\xbf" + (folder / "districts.csv").read_bytes())

    assert read_districts(folder) == plain
