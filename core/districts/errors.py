"""Refusal codes of switching plug-ins."""

from core.errors import ErrorCode, register

UNKNOWN_PLUGIN = register(
    ErrorCode("UNKNOWN_PLUGIN", "本系统没有加载插件“{plugin}”。", "No plug-in {plugin} is loaded here.")
)
UNKNOWN_DISTRICT = register(
    ErrorCode(
        "UNKNOWN_DISTRICT",
        "没有可切换插件的区划“{district}”，请填写六位区划代码。",
        "There is no district {district} to switch plug-ins in; write its six-digit code.",
    )
)
PLUGIN_LOCKED = register(
    ErrorCode(
        "PLUGIN_LOCKED",
        "插件“{plugin}”的启停由配置文件决定，不能在此更改。",
        "Where the plug-in {plugin} is on is fixed in plugins.toml and cannot be changed here.",
    )
)
PLUGIN_UNCHANGED = register(
    ErrorCode(
        "PLUGIN_UNCHANGED",
        "插件“{plugin}”在区划 {district} 已处于该状态。",
        "The plug-in {plugin} is as wanted in district {district} already.",
    )
)
