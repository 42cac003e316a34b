"""What a process writes of a fault that nobody caught: types and places.

Python itself would write the exception's words, which may quote what somebody wrote: those of the database hold whole rows.
"""

import sys
import threading
import warnings
from typing import TextIO

from web.redaction import told

_HEAD = "hotline: a fault of ours. Its words are left out: they may quote what somebody wrote.\n"


def install() -> None:
    """Tell what ends a thread or a finaliser, and what is warned of, in this way; call it once, at the start."""
    threading.excepthook = lambda given: tell(given.exc_value)
    sys.unraisablehook = lambda given: tell(given.exc_value)
    warnings.showwarning = _warned


def tell(error: BaseException | None) -> None:
    """Write the types and places of the exception and of those behind it to standard error."""
    found = told(error)
    lines = [*found.get("exceptions", ()), *(f"  {place}" for place in found.get("frames", ()))]
    sys.stderr.write(_HEAD + "".join(f"{line}\n" for line in lines))


def _warned(
    message: Warning | str,  # noqa: ARG001 - as Python calls it
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,  # noqa: ARG001
) -> None:
    (file or sys.stderr).write(f"hotline: {category.__qualname__} at {filename}:{lineno}\n")
