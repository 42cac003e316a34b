"""How much a connection that stays open may ask of a process, and how long it is waited for."""

from dataclasses import dataclass


@dataclass(frozen=True)
class StreamLimits:
    """Numbers are inclusive and per process; times are in seconds.

    `connections` counts those of one account, or of one source of callers without an account. `slow` is how long a
    consumer may leave what is sent to it unread, `silence` how long it may say nothing, `drain` how long what runs may
    go on once the process ends.
    """

    subscriptions: int = 10
    operations: int = 20
    connections: int = 20
    init: float = 3.0
    heartbeat: float = 10.0
    silence: float = 30.0
    comment: float = 15.0
    slow: float = 10.0
    deadline: float = 10.0
    drain: float = 1.5
    retry_ms: int = 3000
