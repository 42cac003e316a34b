"""What is told of an exception in a plug-in: its type, and where in the plug-in. Its text may quote a citizen's data."""

import traceback
from collections.abc import Sequence
from pathlib import Path


def fault(error: BaseException, folder: Path) -> str:
    """The type and the innermost place within `folder`: `KeyError in commands/refer.py:31 refer`."""
    own = frames(error, folder)
    return f"{type(error).__name__} in {own[-1]}" if own else type(error).__name__


def frames(error: BaseException, folder: Path) -> Sequence[str]:
    """The places within `folder` the exception came through, outermost first: `plugin.py:12 route_case`."""
    own = []
    for frame, line in traceback.walk_tb(error.__traceback__):
        file = Path(frame.f_code.co_filename)
        if file.is_relative_to(folder):
            own.append(f"{file.relative_to(folder)}:{line} {frame.f_code.co_name}")
    return own
