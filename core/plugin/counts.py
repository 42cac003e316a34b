"""How often each hook of each plug-in was called, and what came of it, since this process began."""

from dataclasses import dataclass


@dataclass(slots=True)
class Count:
    """`failures` are all calls without an answer, those cut off among them. `blocks` are calls that kept everybody waiting."""

    calls: int = 0
    failures: int = 0
    timeouts: int = 0
    blocks: int = 0
    seconds: float = 0.0
