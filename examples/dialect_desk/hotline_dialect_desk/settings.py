"""What `plugins.toml` may say about dialect_desk, for the whole city or for one district."""

from pydantic import Field

from core.api import Settings


class DialectDeskSettings(Settings):
    """Every key has a default, so that naming the plug-in is enough."""

    hold_answers: bool = Field(True, description="whether a case waits with its answer until the caller was heard")
