"""What a plug-in says of itself before anything of it is called."""

from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict

API = 1
"""The version of `core.api`, `schema.api` and the hooks; adding to them keeps it, removing or renaming raises it."""


class Settings(BaseModel):
    """The settings of a plug-in: fixed once read, and nothing in them goes unread. A plug-in subclasses it."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """One plug-in.

    `name` is its folder or entry point, the prefix of its tables (`name_…`), operations (`name/…`) and error codes
    (`NAME_…`), and its key in `plugins.toml`. `api` must equal API. `article` is the article of the regulation it serves.
    `requires` names plug-ins that must be loaded before it. `listens` are the types of events that `after_case_event`
    is called for; others pass it by.
    """

    name: str
    version: str
    api: int
    title_zh: str
    title_en: str
    article: str | None = None
    requires: tuple[str, ...] = ()
    settings: type[Settings] = Settings
    listens: frozenset[str] = field(default_factory=frozenset)
