"""What each side of the wall may do, in SQL, read off the tables; `core.db.wall` tells what the wall is for and raises it.

A row that refers to a kept row is kept with it: what a case was when the row was written is not asked, as the filter of
rights does not ask it. Only a row that refers to none is kept by a secrecy of its own.
"""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Column, MetaData, Table

from core.db.base import NEED_TO_KNOW, metadata

APP, SEALED = "hotline_app", "hotline_sealed"
HIGHEST_OF_APP = 1
"""PRIVACY: the highest secrecy whose rows `hotline_app` reaches."""
CIPHERTEXT = ("_sealed", "_index")
"""How the columns of a sealed field end that are not its mask."""
_MAY = {
    "hidden": (), "written": ("insert",), "read": ("select",), "locked": ("select", "update (id)"),
    None: ("select", "insert", "update", "delete"),
}  # fmt: skip
_OWN = f"secrecy <= {HIGHEST_OF_APP}"

Way = tuple[Column[object], Column[object]]


def kept_by(tables: MetaData = metadata) -> Mapping[str, str]:
    """What must hold of a row for `hotline_app`, in SQL, by the name of each table that the wall stands before."""
    return {name: _above(way) if way else _OWN for name, way in ways(tables).items()}


def written_by(tables: MetaData = metadata) -> Mapping[str, str]:
    """What must hold of a row that `hotline_app` writes.

    A row is written in one statement with the row it refers to, which is not there yet for that statement: what is not
    there is allowed, and what is there and kept is known by a function that looks past the wall.
    """
    return {name: " and ".join(_written(tables.tables[name], way)) for name, way in ways(tables).items()}


def ways(tables: MetaData = metadata) -> Mapping[str, Way | None]:
    """The tables before which the wall stands, with how a row refers to the kept row above it."""
    found: dict[str, Way | None] = {}
    for table in tables.sorted_tables:  # what a table refers to comes before it
        way = _way(table, found)
        if way or "secrecy" in table.c:
            found[table.name] = way
    return found


def statements(tables: MetaData = metadata) -> Sequence[Sequence[str]]:
    """What raises the wall, a transaction each; any of them may be run again."""
    kept, written = kept_by(tables), written_by(tables)
    return [
        (*_grants(tables), *_functions(ways(tables))),
        *(tuple(_policies(name, kept[name], written[name])) for name in sorted(kept)),
    ]


def readable(table: Table, *, kept: bool) -> Sequence[str]:
    """The columns that `hotline_app` can read; `kept` tells that the wall stands before the rows.

    Of a table that hangs on no case ordinary reads take a sealed field's mask.
    """
    if "select" not in _MAY[table.info.get(NEED_TO_KNOW)]:
        return ()
    shown = [one.name for one in table.c if not one.info.get(NEED_TO_KNOW)]
    return shown if kept else [name for name in shown if not name.endswith(CIPHERTEXT)]


def _way(table: Table, kept: Mapping[str, object]) -> Way | None:
    """By the case, where the row names one, else by the first kept row it must refer to."""
    found = [(column, key.column) for column in table.c for key in column.foreign_keys if key.column.table.name in kept]
    found = [(column, key) for column, key in found if key.table is not table]
    found += [(column, _case(table).c.id) for column in table.c if "names" in column.info]
    return min(found, key=lambda way: (way[0].name != "case_id", way[0].nullable)) if found else None


def _case(table: Table) -> Table:
    return table.metadata.tables["case_file"]


def _above(way: Way) -> str:
    column, key = way
    if not column.foreign_keys:  # what it holds may be the id of something else
        return _if_any(column, _not_kept(way))
    # Without the offset PostgreSQL would hash every case of the city, before it reads the first row, where it expects many.
    above = f"exists (select from {key.table.name} above where above.{key.name} = {_named(column)} offset 0)"
    return _if_any(column, above)


def _written(table: Table, way: Way | None) -> Iterator[str]:
    if "secrecy" in table.c:
        yield _OWN
    if way:
        yield _if_any(way[0], _not_kept(way))


def _not_kept(way: Way) -> str:
    return f"not {_function(way[1].table.name)}({_named(way[0])})"


def _named(column: Column[object]) -> str:
    return f"{column.table.name}.{column.name}"


def _if_any(column: Column[object], condition: str) -> str:
    return f"({_named(column)} is null or {condition})" if column.nullable else condition


def _function(table: str) -> str:
    return f"{table}_is_kept"


def _functions(referring: Mapping[str, Way | None]) -> Iterator[str]:
    """Whether the row of an id is there and kept from `hotline_app`; who asks must know the id already."""
    above = {way[1].table.name: way[1] for way in referring.values() if way}
    for name in [name for name in referring if name in above]:
        key, way = above[name], referring[name]
        kept = f"{_function(way[1].table.name)}({way[0].name})" if way else f"not ({_OWN})"
        function = f"{_function(name)}({key.type})"
        yield f"""create or replace function {function} returns boolean language plpgsql stable strict security definer
            set search_path = public, pg_temp
            as $$ begin return exists (select from {name} where {key.name} = $1 and {kept}); end $$"""
        yield f"revoke all on function {function} from public"
        yield f"grant execute on function {function} to {APP}, {SEALED}"


def _grants(tables: MetaData) -> Iterator[str]:
    names = ", ".join(f'"{name}"' for name in sorted(tables.tables))
    yield f"grant usage on schema public to {APP}, {SEALED}"
    yield f"grant create on schema public to {SEALED}"
    yield f"grant usage, select on all sequences in schema public to {APP}, {SEALED}"
    yield f"grant all on {names} to {SEALED}"
    yield f"revoke all on {names} from {APP}"
    yield f"revoke all on migration_lock from {APP}"
    yield f"grant select, update on migration_lock to {SEALED}"
    walled = ways(tables)
    for name, table in sorted(tables.tables.items()):
        yield from _granted(table, kept=name in walled)
    # New partitions of the log are made, and old ones dropped, by who works in the background.
    yield _OWNED


def _granted(table: Table, *, kept: bool) -> Iterator[str]:
    may, columns = _MAY[table.info.get(NEED_TO_KNOW)], readable(table, kept=kept)
    if writes := [one for one in may if one != "select"]:
        yield f'grant {", ".join(writes)} on "{table.name}" to {APP}'
    if len(columns) == len(table.c):
        yield f'grant select on "{table.name}" to {APP}'
    elif columns:
        listed = ", ".join(f'"{one}"' for one in columns)
        yield f'grant select ({listed}) on "{table.name}" to {APP}'


def _policies(name: str, kept: str, written: str) -> Iterator[str]:
    yield f'drop policy if exists app_rows on "{name}"'
    yield f'drop policy if exists sealed_rows on "{name}"'
    yield f'create policy app_rows on "{name}" to {APP} using ({kept}) with check ({written})'
    yield f'create policy sealed_rows on "{name}" to {SEALED} using (true) with check (true)'
    yield f'alter table "{name}" enable row level security'


_OWNED = """do $$ declare one regclass; begin
    for one in select relid from pg_partition_tree('event_log') loop
        execute format('alter table %s owner to hotline_sealed', one);
    end loop; end $$"""
