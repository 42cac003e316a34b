"""Whether a field opens on a row."""

from schema.data.declarations import Declaration
from schema.data.selects import flag
from schema.data.types import Record, declared_of


def opens(declaration: Declaration, record: Record) -> bool:
    """True where the type's own operation is enough, else what the row's flag says."""
    allow = declaration.allow
    return allow is None or allow == declared_of(type(record)).allow or bool(record.row[flag(allow)])
