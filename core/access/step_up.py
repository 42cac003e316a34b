"""What asks for more than being signed in: whoever does it has proved lately, and strongly, who they are."""

from datetime import timedelta
from typing import Final

from core.access.viewer import Viewer
from core.errors import ErrorCode, Refused, register

LASTS: Final = timedelta(minutes=10)

STEP_UP_REQUIRED = register(
    ErrorCode(
        "STEP_UP_REQUIRED",
        "此操作须在 {minutes} 分钟内通过强身份认证，请重新认证后再试。",
        "This needs a strong sign-in of the last {minutes} minutes; sign in again with a second factor.",
    )
)


def require_step_up(viewer: Viewer) -> None:
    """Raises STEP_UP_REQUIRED unless the viewer gave a strong proof in the last ten minutes."""
    since = viewer.session.strong_since if viewer.session else None
    if since is None or viewer.now - since > LASTS:
        raise Refused(STEP_UP_REQUIRED, minutes=int(LASTS.total_seconds()) // 60)
