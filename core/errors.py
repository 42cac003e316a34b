"""What can be refused, and how a refusal is told.

DomainError
 ├─ Refused            an expected refusal: the caller's mistake or a rule; becomes a `userError`, nothing is written
 │   ├─ NotFound       absent, or not the viewer's to see: the two are never told apart
 │   ├─ NotAllowed     seen, but the viewer's grants do not open the operation
 │   └─ Stale          the object moved on since the caller read it
 └─ VersionMoved       another command wrote the case first; the mutation layer decides again, at most three times

Every code is registered once, with its text in Chinese and English. Texts take named parameters in braces; parameters are
codes, numbers and instants, never personal data.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ErrorCode:
    """A code clients may rely on: its name never changes its meaning. `plugin` is the plug-in it belongs to, if one."""

    code: str
    zh: str
    en: str
    article: str | None = None
    plugin: str | None = None


_registry: dict[str, ErrorCode] = {}


def register(error: ErrorCode) -> ErrorCode:
    """Enter a code in the registry; a second entry of the same name is a programming error."""
    if _registry.setdefault(error.code, error) != error:
        raise ValueError(f"error code {error.code} is registered twice with different texts")
    return error


def registered() -> Mapping[str, ErrorCode]:
    """All codes known to this process, by name."""
    return dict(_registry)


class DomainError(Exception):
    """The root of everything the domain raises on purpose."""


class Refused(DomainError):
    """One expected refusal.

    `field` is the path into the mutation's input (`("input", "reason")`), `params` fill the registered texts.
    """

    def __init__(self, code: ErrorCode, /, *, field: tuple[str, ...] | None = None, **params: object) -> None:
        super().__init__(code.code)
        self.code, self.field, self.params = code, field, params

    def text(self, language: str) -> str:
        """The message in `zh` or `en`."""
        return (self.code.en if language == "en" else self.code.zh).format(**self.params)


NOT_FOUND = register(ErrorCode("NOT_FOUND", "未找到该对象。", "There is no such object."))
NOT_ALLOWED = register(ErrorCode("NOT_ALLOWED", "您没有权限执行“{verb}”。", "You are not allowed to perform {verb}."))
STALE = register(
    ErrorCode(
        "STALE_VERSION",
        "该对象已被更新到版本 {current}，请刷新后重试。",
        "The object has moved on to version {current}; read it again and retry.",
    )
)
RETRY_LATER = register(
    ErrorCode("RETRY_LATER", "系统繁忙，请稍后重试。", "The object is in heavy use; retry in a moment.")
)


class NotFound(Refused):
    """Absent or invisible; the answer is the same."""

    def __init__(self, *, field: tuple[str, ...] | None = None) -> None:
        super().__init__(NOT_FOUND, field=field)


class NotAllowed(Refused):
    """The viewer sees the object but may not do this to it."""

    def __init__(self, verb: str) -> None:
        super().__init__(NOT_ALLOWED, verb=verb)


@dataclass(frozen=True, slots=True)
class StaleDetail:
    """What changed since the caller's version: the fields written since, by whom and when last."""

    current_version: int
    changed_fields: tuple[str, ...] = field(default=())
    by: str | None = None
    at: datetime | None = None


class Stale(Refused):
    """`expectedVersion` is not the object's version any more."""

    def __init__(self, detail: StaleDetail) -> None:
        super().__init__(STALE, field=("input", "expectedVersion"), current=detail.current_version)
        self.detail = detail


class VersionMoved(DomainError):
    """The guarded write found another version than the command had read."""
