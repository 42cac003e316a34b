"""Tai'an's data itself, held against what the city is known to be. The counting here does not use core.seed.check."""

import re

import pytest

from core.seed.check import findings, unverified
from core.seed.places import place_district
from core.seed.reader import taian
from core.seed.tree import paths

CITY = taian()
COUNTIES = {
    "370902": "泰山区",
    "370911": "岱岳区",
    "370921": "宁阳县",
    "370923": "东平县",
    "370982": "新泰市",
    "370983": "肥城市",
}
BOARD_SUBJECTS = {
    "城乡建设",
    "劳动和社会保障",
    "教育文体",
    "卫生计生",
    "商贸旅游",
    "交通运输",
    "环境保护",
    "国土资源",
    "农村农业",
    "民政",
    "党务政务",
    "政法",
    "经济管理",
    "纪检监察",
    "科技与信息产业",
}


def test_the_city_has_its_six_districts_and_counties() -> None:
    proper = {d.code: d.name for d in CITY.districts if d.kind in {"DISTRICT", "COUNTY", "COUNTY_CITY"}}

    assert proper == COUNTIES
    assert [d.code for d in CITY.districts if d.kind == "CITY"] == ["370900"]
    assert {d.parent for d in CITY.districts if d.code != "370900"} == {"370900"}


def test_every_township_lies_in_its_county_and_has_a_government_there() -> None:
    units = {unit.code: unit for unit in CITY.units}

    assert len(CITY.townships) == 88
    for township in CITY.townships:
        assert township.parent in COUNTIES
        assert (units[township.code].kind, units[township.code].parent) == ("TOWNSHIP", township.parent)


def test_the_number_of_townships_of_each_county_is_the_registrys() -> None:
    counted = {code: sum(t.parent == code for t in CITY.townships) for code in COUNTIES}

    assert counted == {"370902": 8, "370911": 18, "370921": 13, "370923": 14, "370982": 21, "370983": 14}


def test_no_unit_is_an_orphan_and_every_path_ends_in_its_own_code() -> None:
    unit_paths = paths(CITY.units)

    assert len(unit_paths) == len(CITY.units)
    assert unit_paths["ta"] == "/ta"
    assert unit_paths["370902001"] == "/ta/370902/370902001"
    assert all(
        path.startswith("/ta") and path.endswith("/" + code) for code, path in unit_paths.items() if code != "ta"
    )
    assert all(re.fullmatch(r"(/[a-z0-9-]+)+", path) for path in unit_paths.values())


def test_the_city_and_every_county_have_one_hotline_agency() -> None:
    agencies = {u.district: u.code for u in CITY.units if u.kind == "HOTLINE_AGENCY"}

    assert agencies == {"370900": "ta-hotline"} | {code: f"{code}-hotline" for code in COUNTIES}


def test_the_tree_has_the_boards_subjects_by_name() -> None:
    first = [c.name for c in CITY.categories if c.level == 1]

    assert len(first) == len(set(first))
    assert set(first) == BOARD_SUBJECTS | {"公用事业", "待分类"}


def test_every_leaf_category_has_a_lead_in_every_district() -> None:
    leads = {(entry.category, entry.district) for entry in CITY.catalogue if entry.role == "LEAD"}
    bare = [
        (leaf.code, district.code)
        for leaf in CITY.categories
        if leaf.level == 3
        for district in CITY.districts
        if not any((leaf.code[:n], d) in leads for n in (2, 4, 6) for d in (district.code, "370900"))
    ]

    assert bare == []
    assert all(len(category.code) == 2 * category.level for category in CITY.categories)


def test_every_subject_itself_has_a_lead_for_messages_mapped_by_their_first_level() -> None:
    leads = {entry.category for entry in CITY.catalogue if (entry.role, entry.district) == ("LEAD", "370900")}

    assert {c.code for c in CITY.categories if c.name in BOARD_SUBJECTS and c.level == 1} <= leads


def test_the_catalogue_covers_all_subjects_and_districts_each_line_with_its_basis() -> None:
    assert len(CITY.catalogue) >= 200
    assert {e.category[:2] for e in CITY.catalogue} == {c.code for c in CITY.categories if c.level == 1}
    assert {e.district for e in CITY.catalogue} == {d.code for d in CITY.districts}
    for entry in CITY.catalogue:
        assert re.fullmatch(r"《.+》|none", entry.basis_title)
        assert re.fullmatch(r"第[一二三四五六七八九十百]+条|none", entry.basis)


def test_no_duty_is_given_twice_as_lead_in_the_same_place() -> None:
    leads = [(e.category, e.district) for e in CITY.catalogue if e.role == "LEAD"]

    assert len(leads) == len(set(leads))


def test_unclassified_matters_go_to_the_hotline_agency_of_the_place() -> None:
    to = {e.district: (e.unit, e.role) for e in CITY.catalogue if e.category == "990000"}

    assert to == {"370900": ("ta-hotline", "LEAD")} | {code: (f"{code}-hotline", "LEAD") for code in COUNTIES}


def test_no_duty_is_given_to_a_township() -> None:
    assert not {e.unit for e in CITY.catalogue} & {t.code for t in CITY.townships}


@pytest.mark.parametrize("utility", ["WATER", "POWER", "GAS", "HEAT", "TELECOM"])
def test_every_essential_utility_has_categories_and_an_enterprise(utility: str) -> None:
    assert [c for c in CITY.categories if c.essential_utility == utility and c.level == 3]
    assert [u for u in CITY.units if u.kind == "PUBLIC_SERVICE_ENTERPRISE" and utility in u.capabilities]


def test_every_fact_has_a_source_and_what_has_none_is_listed() -> None:
    sources = [d.source for d in CITY.districts] + [u.source for u in CITY.units] + [e.source for e in CITY.catalogue]
    doubtful = [source for source in sources if source.startswith("unverified")]

    assert [found.text for found in unverified(CITY)] == doubtful
    assert doubtful
    assert {township.source for township in CITY.townships} == {"china-division 2.7.0 (统计用区划代码 2023)"}


def test_the_data_may_be_loaded() -> None:
    assert findings(CITY) == ()


@pytest.mark.parametrize(
    ("texts", "district"),
    [
        (("A3区某小区停水", ""), "370921"),
        (("咨询", "家住A1区"), "370902"),
        (("A7县", ""), "370902"),
        (("J11市", ""), "370982"),
        (("A市公交", "A3区"), "370900"),
        (("没有地点", "也没有"), "370900"),
        (("P2P平台、KTV、X205路", "B2栋"), "370900"),
    ],
)
def test_a_coded_place_is_always_the_same_district(texts: tuple[str, str], district: str) -> None:
    assert place_district(CITY.place_codes, *texts) == district
