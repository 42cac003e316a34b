"""Loads Tai'an, the codes, the calendar and the profiles into a database; what is there already stays as it is."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from importlib.resources import files
from typing import Any

from sqlalchemy import Table, bindparam, func, select
from sqlalchemy.dialects.postgresql import insert

from core.catalogue.model import catalogue_entry
from core.codes.model import category, code
from core.db.uow import UnitOfWork
from core.deadlines.model import calendar_day, calendar_year, policy_profile
from core.deadlines.profile_files import read_profile
from core.deadlines.seed import SEED_YEARS, seed_days
from core.districts.model import district
from core.ids import new_id
from core.seed.reader import taian
from core.seed.records import CityData, District, Township
from core.seed.tree import paths
from core.units.model import unit

GATE_LENGTH = 6
NOTICE = "seed"


async def load_all(uow: UnitOfWork) -> dict[str, int]:
    """Everything a hotline needs before its first case; how many rows each table gained."""
    city = taian()
    gained = {
        "district": await _add(uow, district, _districts(city)),
        "code": await _add(uow, code, _codes()),
        "category": await _add(uow, category, _categories(city)),
        "unit": await _add_units(uow, city),
    }
    gained["catalogue_entry"] = await _add_catalogue(uow, city)
    gained["calendar_day"] = await _add_calendar(uow)
    gained["policy_profile"] = await _add(uow, policy_profile, _profiles(uow))
    return gained


async def _add(uow: UnitOfWork, table: Table, rows: Iterable[Mapping[str, Any]]) -> int:
    listed = list(rows)
    before = await _count(uow, table)
    statement = (
        insert(table)
        .values({name: bindparam(name, type_=table.c[name].type) for name in listed[0]})
        .on_conflict_do_nothing()
    )
    await uow.execute_many(statement, listed)
    return await _count(uow, table) - before


async def _count(uow: UnitOfWork, table: Table) -> int:
    return int(await uow.fetch_value(select(func.count()).select_from(table)))


def _districts(city: CityData) -> Iterator[dict[str, Any]]:
    places: dict[str, District | Township] = {one.code: one for one in city.districts}
    places |= {one.code: one for one in city.townships}
    for number, path in paths(places.values()).items():
        one = places[number]
        kind = "TOWNSHIP" if one.kind == "TOWN" else one.kind
        yield {
            "code": number, "name": one.name, "kind": kind, "parent": one.parent, "path": path,
            "gate": number[:GATE_LENGTH], "source": one.source,
        }  # fmt: skip


def _categories(city: CityData) -> Iterator[dict[str, Any]]:
    nodes = {one.code: one for one in city.categories}
    for number, path in paths(nodes.values()).items():
        one = nodes[number]
        yield {
            "code": number, "parent": one.parent, "level": one.level, "path": path, "name": one.name,
            "name_en": one.name_en, "required_fields": list(one.required_fields), "long_cycle": one.long_cycle,
            "essential_utility": one.essential_utility, "source": one.source,
        }  # fmt: skip


async def _add_units(uow: UnitOfWork, city: CityData) -> int:
    """Parents first, each with the id its parent really has: an operator may have added units of their own."""
    nodes = {one.code: one for one in city.units}
    known = {row["code"]: row["id"] for row in await uow.fetch(select(unit.c.code, unit.c.id))}
    rows = []
    for number, path in paths(nodes.values()).items():
        if number in known:
            continue
        one = nodes[number]
        known[number] = new_id()
        rows.append({
            "id": known[number], "code": number, "name": one.name, "short_name": one.short_name, "kind": one.kind,
            "level": one.level, "district": one.district, "parent_id": known[one.parent] if one.parent else None,
            "path": path, "capabilities": list(one.capabilities), "active": True, "source": one.source,
        })  # fmt: skip
    await uow.insert(unit, rows)
    return len(rows)


async def _add_catalogue(uow: UnitOfWork, city: CityData) -> int:
    """Only into an empty catalogue: later entries are the city's own business."""
    if await _count(uow, catalogue_entry):
        return 0
    units = {row["code"]: row["id"] for row in await uow.fetch(select(unit.c.code, unit.c.id))}
    rows = [
        {
            "id": new_id(), "category": one.category, "district": one.district, "unit_id": units[one.unit],
            "role": one.role, "basis_title": one.basis_title, "basis": one.basis, "valid_from": one.valid_from,
            "valid_to": one.valid_to, "adjudication_id": None, "source": one.source, "created_at": uow.now,
        }
        for one in city.catalogue
    ]  # fmt: skip
    await uow.insert(catalogue_entry, rows)
    return len(rows)


async def _add_calendar(uow: UnitOfWork) -> int:
    if await _count(uow, calendar_year):
        return 0
    days = [{"day": one.date, "working": one.working, "name": one.name, "source": NOTICE} for one in seed_days()]
    await uow.insert(calendar_day, days)
    years = [
        {"year": year, "notice": NOTICE, "digest": _digest(repr(year)), "imported_at": uow.now} for year in SEED_YEARS
    ]
    await uow.insert(calendar_year, years)
    return len(days)


def _codes() -> Iterator[dict[str, Any]]:
    text = (files("core.codes") / "core_codes.csv").read_text("utf-8")
    for row in csv.DictReader(text.splitlines()):
        yield {**row, "position": int(row["position"])}


def _profiles(uow: UnitOfWork) -> Iterator[dict[str, Any]]:
    folder = files("core.deadlines") / "profiles"
    for path in sorted(folder.iterdir(), key=lambda one: one.name):
        if path.name.endswith(".toml"):
            profile = read_profile(path)
            body = path.read_text("utf-8")
            yield {
                "name": profile.name, "version": profile.version, "body": body, "digest": _digest(body),
                "loaded_at": uow.now,
            }  # fmt: skip


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
