"""Finding cases by what a caller can say of them (DESIGN §7): a number, a telephone or identity number, words of the title.

A case is found only through what its viewer may read of it: a telephone number finds a case when the reporter behind it
may be seen, words find it when its content may. Otherwise an answer would tell what the fields keep back.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, any_, bindparam, exists, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from core.access.columns import CASE_COLUMNS
from core.access.operations import Operation
from core.access.predicate import row_filter
from core.access.viewer import Viewer
from core.cases import sealed
from core.cases.model import case_file, reporter
from core.cases.states import Channel
from core.db.read import Read
from core.errors import ErrorCode, Refused, register
from core.ids import is_case_number
from core.sealing.blind_index import IndexKeys

MOST: Final = 100
"""Cases a search finds at most."""
LONGEST: Final = 200
"""Characters of a search text; a title has no more."""

SEARCH_TEXT_TOO_LONG = register(
    ErrorCode(
        "SEARCH_TEXT_TOO_LONG",
        "检索内容不能超过 {limit} 个字符。",
        "A search text has at most {limit} characters.",
    )
)

_INDEXED = {field.name: field for field in sealed.REPORTER if field.normalise}
_CHANNELS = [channel.value for channel in Channel]


@dataclass(frozen=True, slots=True)
class Way:
    """One way a text may name a case, and the operation that must be open on a case found by it."""

    condition: ColumnElement[bool]
    operation: Operation

    def statement(self, viewer: Viewer, first: int) -> Select[Any]:
        """The newest cases named so that the viewer may search, read, and know this of."""
        asked = dict.fromkeys((Operation.SEARCH, Operation.CASE_READ, self.operation))
        return (
            select(case_file.c.id)
            .where(self.condition, *(row_filter(viewer, operation, CASE_COLUMNS) for operation in asked))
            .order_by(case_file.c.registered_at.desc(), case_file.c.id.desc())
            .limit(first)
        )


async def search_cases(read: Read, viewer: Viewer, text: str, indexes: IndexKeys, *, first: int = MOST) -> list[UUID]:
    """Ids of cases, those named exactly first, then the newest; none when the viewer may not search.

    Refused with SEARCH_TEXT_TOO_LONG. Blanks and texts without two neighbouring letters or digits find nothing.
    """
    if len(text) > LONGEST:
        raise Refused(SEARCH_TEXT_TOO_LONG, field=("text",), limit=LONGEST)
    wanted, found = min(first, MOST), dict[UUID, None]()
    if not viewer.may(Operation.SEARCH):
        return []
    for way in ways(text, indexes):
        found |= dict.fromkeys([row["id"] for row in await read.fetch(way.statement(viewer, wanted))])
    return list(found)[:wanted]


def ways(text: str, indexes: IndexKeys) -> Iterator[Way]:
    """Every way the text may be meant, the surest first. A number of another sort is not looked for in titles."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return
    if is_case_number(plain.upper()):
        yield Way(case_file.c.case_no == plain.upper(), Operation.CASE_READ)
        return
    yield Way(_has_external_no(text.strip()), Operation.CASE_READ)
    keys = {name: field.search_keys(indexes, plain) for name, field in _INDEXED.items()}
    personal = [Way(_has_reporter(name, some), Operation.REPORTER_READ) for name, some in keys.items() if some]
    yield from personal
    grams = indexes.title_bigrams(plain)
    if grams and not personal:  # every title holds all of nothing
        yield Way(case_file.c.title_grams.contains(_array(grams)), Operation.CASE_CONTENT)


def _has_external_no(text: str) -> ColumnElement[bool]:
    # Named with every channel, the number is found by the unique index of both.
    channels = bindparam("channels", _CHANNELS, ARRAY(Text()))
    return (case_file.c.channel == any_(channels)) & (case_file.c.external_no == text)


def _has_reporter(name: str, keys: Sequence[bytes]) -> ColumnElement[bool]:
    known = or_(*(reporter.c[f"{name}_index"] == key for key in keys))
    return exists(select(reporter.c.id).where(reporter.c.case_id == case_file.c.id, known))


def _array(grams: list[int]) -> ColumnElement[Any]:
    return bindparam("grams", grams, case_file.c.title_grams.type)
