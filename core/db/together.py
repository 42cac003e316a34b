"""Several reads in one statement: one round trip, and one moment at which all of it was so."""

# ruff: noqa: S608 - the parts are statements of ours, their values parameters.

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import ARRAY, JSON, Integer, SelectBase, Text
from sqlalchemy.types import TypeEngine

from core.db.statement import prepare

Row = Mapping[str, Any]
Key = tuple[SelectBase, frozenset[tuple[str, object]]]
_PARAMETER = re.compile(r"\$(\d+)")
_KEPT = 1_000


@dataclass(frozen=True, slots=True, eq=False)
class Ask:
    """A read. A value may be another read of one value, or a list with it alone: then the database finds it, and nobody
    need know it before."""

    statement: SelectBase
    values: Mapping[str, object]

    @property
    def key(self) -> Key:
        """The same for the same question."""
        values = ((name, tuple(value) if isinstance(value, list) else value) for name, value in self.values.items())
        return self.statement, frozenset(values)


@dataclass(frozen=True, slots=True)
class Asked:
    """Reads as one statement; `found` are those that others take a value from."""

    sql: str
    arguments: Sequence[object]
    asks: Sequence[Ask]
    found: Sequence[Ask]

    def answers(self, record: Sequence[Any]) -> list[list[Row]]:
        """The rows of each read."""
        return [_rows(ask.statement, given) for ask, given in zip(self.asks, record, strict=False)]

    def known(self, record: Sequence[Any]) -> list[Ask]:
        """The reads as one asks them who knows what was found."""
        found = {id(one): record[at] for at, one in enumerate(self.found, start=len(self.asks))}

        def known(value: object) -> object:
            inner, listed = _inner(value)
            return ([found[id(inner)]] if listed else found[id(inner)]) if isinstance(inner, Ask) else value

        return [Ask(ask.statement, {name: known(value) for name, value in ask.values.items()}) for ask in self.asks]


def together(asks: Sequence[Ask]) -> Asked:
    """All of them, in their order."""
    inner = (_inner(value)[0] for ask in asks for value in ask.values.values())
    found = list({id(one): one for one in inner if isinstance(one, Ask)}.values())
    numbers = {id(one): number for number, one in enumerate(found)}
    arguments: list[object] = []
    places = []
    for ask in (*asks, *found):
        for value in prepare(ask.statement).bind(ask.values):
            of, listed = _inner(value)
            if isinstance(of, Ask):
                place = f"(TABLE found_{numbers[id(of)]})"
                places.append(f"ARRAY[{place}]" if listed else place)
            else:
                arguments.append(value)
                places.append(f"${len(arguments)}")
    sql = _composed(tuple(ask.statement for ask in asks), tuple(one.statement for one in found), tuple(places))
    return Asked(sql, arguments, asks, found)


def _inner(value: object) -> tuple[object, bool]:
    """What stands in a list of one, and whether it does."""
    return (value[0], True) if isinstance(value, list) and len(value) == 1 else (value, False)


@lru_cache(maxsize=_KEPT)
def _composed(asks: Sequence[SelectBase], found: Sequence[SelectBase], places: Sequence[str]) -> str:
    """`places` are what stands for the parameters of all of them, one after the other."""
    texts, first = [], 0
    for statement in (*asks, *found):
        prepared = prepare(statement)
        own = places[first : first + len(prepared.names)]
        texts.append(_PARAMETER.sub(lambda given, own=own: own[int(given[1]) - 1], prepared.sql))  # type: ignore[misc]
        first += len(own)
    before = [f"found_{at} AS MATERIALIZED ({text})" for at, text in enumerate(texts[len(asks) :])]
    reads = [_read(one, text) for one, text in zip(asks, texts, strict=False)]
    told = [f"(TABLE found_{at})" for at in range(len(found))]
    return f"{'WITH ' if before else ''}{', '.join(before)} SELECT {', '.join((*reads, *told))}"


def _read(statement: SelectBase, sql: str) -> str:
    """Its rows as one value; what the driver cannot read within a record goes as JSON text."""
    names, in_json = _shape(statement)
    row = ", ".join(f"to_jsonb(c{at})::text" if name in in_json else f"c{at}" for at, name in enumerate(names))
    return f"ARRAY(SELECT ROW({row}) FROM ({sql}) AS read ({', '.join(f'c{at}' for at in range(len(names)))}))"


@lru_cache(maxsize=_KEPT)
def _shape(statement: SelectBase) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of its columns, and those that go as JSON."""
    columns = statement.selected_columns
    return tuple(str(one.key) for one in columns), tuple(str(one.key) for one in columns if _in_json(one.type))


def _in_json(type_: TypeEngine[Any]) -> bool:
    """Raises TypeError for what would not come back as it was."""
    if isinstance(type_, ARRAY) and not isinstance(type_.item_type, Text | Integer):
        raise TypeError(f"{type_!r} cannot be read together with other things: leave the column out")
    return isinstance(type_, JSON) or (isinstance(type_, ARRAY) and isinstance(type_.item_type, Integer))


def _rows(statement: SelectBase, records: Sequence[Sequence[Any]]) -> list[Row]:
    names, in_json = _shape(statement)
    rows: list[Any] = [dict(zip(names, record, strict=True)) for record in records]
    for row in rows:
        for name in in_json:
            row[name] = row[name] and orjson.loads(row[name])
    return rows
