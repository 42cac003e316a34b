"""How far a consumer may be behind its queue: in seconds, and where an operator wants it in entries too."""

from dataclasses import dataclass
from typing import Final

from core.errors import Refused
from core.events.errors import QUEUE_THRESHOLDS

WARN_SECONDS, PAGE_SECONDS = 120, 300
"""An essential utility serves around the clock (Art. 18): behind by two minutes is a warning, by five a call."""

WARN, PAGE = "WARN", "PAGE"
NAMES: Final = ("warn_seconds", "page_seconds", "warn_rows", "page_rows")
_MOST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From where on being behind is a warning, and from where a call of the duty desk. No number of rows is no threshold."""

    warn_seconds: int = WARN_SECONDS
    page_seconds: int = PAGE_SECONDS
    warn_rows: int | None = None
    page_rows: int | None = None

    def checked(self) -> "Thresholds":
        """Itself. Raises QUEUE_THRESHOLDS, naming the field, unless each warning comes before its call."""
        if not 0 < self.warn_seconds < self.page_seconds <= _MOST:
            raise Refused(QUEUE_THRESHOLDS, field=("input", "warnSeconds"))
        warn, page = self.warn_rows, self.page_rows
        if not (warn is None or 0 < warn <= _MOST) or not (page is None or (warn or 0) < page <= _MOST):
            raise Refused(QUEUE_THRESHOLDS, field=("input", "warnRows"))
        return self

    def level(self, rows: int, seconds: float) -> str | None:
        """How bad it is, by whichever is worse; None while all is well."""
        if _reached(seconds, self.page_seconds) or _reached(rows, self.page_rows):
            return PAGE
        return WARN if _reached(seconds, self.warn_seconds) or _reached(rows, self.warn_rows) else None


def _reached(found: float, threshold: int | None) -> bool:
    return threshold is not None and found >= threshold
