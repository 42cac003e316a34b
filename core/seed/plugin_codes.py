"""Enters the codes that plug-ins bring. Those of a plug-in that is gone stay: old rows are labelled by them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import ARRAY, Text, any_, bindparam, or_, select
from sqlalchemy.dialects.postgresql import insert

from core.codes.model import code
from core.db.uow import UnitOfWork
from core.plugin.answers import CodeRow
from core.plugin.errors import PluginError

if TYPE_CHECKING:
    from core.plugin.host import PluginHost

AFTER_CORE = 1000
"""Positions within a set: a plug-in's codes come after the core's."""

_NAMES = ("set", "code", "label_zh", "label_en", "owner", "position")
_ENTER = insert(code).values({name: bindparam(name, type_=code.c[name].type) for name in _NAMES})
_NEW = {name: _ENTER.excluded[name] for name in ("label_zh", "label_en", "position")}
_UPSERT = _ENTER.on_conflict_do_update(
    index_elements=["set", "code"],
    set_=_NEW,
    where=(code.c.owner == _ENTER.excluded.owner) & or_(*(code.c[name] != value for name, value in _NEW.items())),
)
_OTHERS = select(code.c.set, code.c.code, code.c.owner).where(
    code.c.set == any_(bindparam("sets", type_=ARRAY(code.c.set.type))),
    code.c.owner != bindparam("plugin", type_=Text()),
)


async def load_plugin_codes(uow: UnitOfWork, host: "PluginHost") -> None:
    """Enter what is new, and take over changed labels. Raises PluginError for a code that somebody else owns."""
    for loaded, rows in host.each("codes"):
        entries = [_entry(loaded.name, at, row) for at, row in enumerate(rows)]
        await uow.execute_many(_UPSERT, entries)
        await _refuse_others(uow, loaded.name, entries)


def _entry(plugin: str, at: int, row: CodeRow) -> dict[str, object]:
    return {
        "set": row.set, "code": row.code, "label_zh": row.label_zh, "label_en": row.label_en, "owner": plugin,
        "position": AFTER_CORE + at,
    }  # fmt: skip


async def _refuse_others(uow: UnitOfWork, plugin: str, entries: Sequence[dict[str, object]]) -> None:
    sets = sorted({str(entry["set"]) for entry in entries})
    owners = {(row["set"], row["code"]): row["owner"] for row in await uow.fetch(_OTHERS, sets=sets, plugin=plugin)}
    for entry in entries:
        if owner := owners.get((entry["set"], entry["code"])):
            raise PluginError(
                f"The plug-in {plugin} brings the code {entry['code']} of the set {entry['set']}, which is {owner}'s.",
                f"Give the code another name in {plugin}, or take {plugin} out of plugins.toml.",
            )
