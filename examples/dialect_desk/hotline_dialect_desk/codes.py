"""The codes of dialect_desk, and the labels of its events."""

from core.api import CodeRow

WAITING, TAKEN, HEARD = "WAITING", "TAKEN", "HEARD"

LANGUAGES = (
    CodeRow("dialect_desk_language", "TAIAN", "泰安方言", "Tai'an dialect"),
    CodeRow("dialect_desk_language", "JIAODONG", "胶东方言", "Jiaodong dialect"),
    CodeRow("dialect_desk_language", "CANTONESE", "粤语", "Cantonese"),
    CodeRow("dialect_desk_language", "UYGHUR", "维吾尔语", "Uyghur"),
    CodeRow("dialect_desk_language", "ENGLISH", "英语", "English"),
    CodeRow("dialect_desk_language", "SIGN", "手语", "sign language"),
)
STATES = (
    CodeRow("dialect_desk_state", WAITING, "等待接听", "waiting"),
    CodeRow("dialect_desk_state", TAKEN, "正在接听", "taken"),
    CodeRow("dialect_desk_state", HEARD, "已完成", "heard"),
)
EVENTS = (
    CodeRow("event_type", "dialect_desk/request", "申请方言服务", "dialect requested"),
    CodeRow("event_type", "dialect_desk/interpret", "方言服务接听", "dialect request handled"),
)
CODES = (*LANGUAGES, *STATES, *EVENTS)
