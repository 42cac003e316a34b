"""When Python looks for garbage: rarely through all of a process that holds thousands of streams.

A full look goes through every object there is and lets nobody else have a turn: with 5,000 sockets that is a second and
more. Almost everything is freed without it; it is for rings of objects, as closed connections leave them.
"""

import gc

THRESHOLDS = (5_000, 50, 100)
"""Objects made, and not freed, until the young are looked through; such looks until the middle-aged; those until all.
Python's own (700, 10, 10) are for programs that hold little."""


def settle() -> None:
    """Call it once the process is up: what it holds until its end is not looked through any more."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
