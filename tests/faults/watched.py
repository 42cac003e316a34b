"""`hotline`, which on SIGUSR2 writes what its event loop runs to the file that WATCHED_TASKS names: tasks by what they do."""

import asyncio
import json
import os
import signal
from collections import Counter
from pathlib import Path

from web.cli.main import main


def tell(*_: object) -> None:
    """In the main thread, between two steps of the loop."""
    running = Counter(getattr(task.get_coro(), "__qualname__", "?") for task in asyncio.all_tasks())
    file = Path(f"{os.environ['WATCHED_TASKS']}.{os.getpid()}")
    file.with_suffix(".new").write_text(json.dumps(running), "utf-8")
    file.with_suffix(".new").replace(file)


if __name__ == "__main__":
    signal.signal(signal.SIGUSR2, tell)
    main()
