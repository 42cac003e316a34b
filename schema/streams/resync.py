"""Why a stream cannot go on from the cursor it was given."""

from core.events.cursors import Reason
from schema.enums import described

__all__ = ["Reason"]

described(
    Reason,
    "ResyncReason",
    "Why a reader cannot go on from its cursor.\n重新同步原因",
    {
        "NOT_ON_THIS_HISTORY": "After a fail-over or a restore the cursor leads elsewhere · 游标不在现有历史上",
        "EXPIRED": "What follows the cursor is not kept any more · 游标已过期",
    },
)
