"""How a plug-in's failure is told: to callers by a code, to operators by a message, to the core by an exception."""

from enum import StrEnum

from core.errors import ErrorCode, register

PLUGIN_FAILED = register(
    ErrorCode(
        "PLUGIN_FAILED",
        "插件“{plugin}”发生故障，暂时无法执行该操作。",
        "The plug-in {plugin} failed, so this cannot be done now.",
    )
)
PLUGIN_DISABLED = register(
    ErrorCode(
        "PLUGIN_DISABLED",
        "插件“{plugin}”在该区划未启用。",
        "The plug-in {plugin} is not switched on here.",
    )
)


class PluginError(ValueError):
    """The plug-ins cannot be loaded as `plugins.toml` says.

    `cause` names the file and the path of each key at fault, `mend` what to do about it; neither holds a setting's value.
    """

    def __init__(self, cause: str, mend: str) -> None:
        super().__init__(f"{cause}\n{mend}")
        self.cause, self.mend = cause, mend


class Failure(StrEnum):
    """How a hook failed."""

    RAISED = "raised"
    TIMEOUT = "timeout"
    """It was still waiting when its time was over."""
    BLOCKED = "blocked"
    """It kept everybody else from running, and was cut off."""
    NONSENSE = "nonsense"
    """It answered what the hook does not answer."""
    SUSPENDED = "suspended"
    """It was not asked: this process has turned the plug-in off for itself."""


class HookFailed(Exception):
    """One call of one plug-in failed; it is logged and counted already.

    `fault` is the exception's type and the place in the plug-in, never the exception's text.
    """

    def __init__(self, plugin: str, hook: str, kind: Failure, fault: str) -> None:
        super().__init__(f"{plugin}: {hook}: {kind}: {fault}")
        self.plugin, self.hook, self.kind, self.fault = plugin, hook, kind, fault
