"""What the driver raises when the database, and not a statement of ours, is at fault.

`InternalClientError` belongs to it: a connection the server has hung up, but whose end has not arrived yet, is used once
more and finds itself in the middle of the farewell.
"""

import asyncpg

GONE = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
)
"""The database is away, restarting or handing over."""

TROUBLE = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, TimeoutError)
"""Whatever work that is done again and again waits for: also a lock that was not given, or a full disk."""
