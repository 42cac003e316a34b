"""What a caller is told about an outage, ready to be read out."""

from datetime import datetime

from core.api import SHANGHAI
from plugins.utility_queues.codes import CAUSE, CODES
from plugins.utility_queues.vocabulary import Utility

_CUT = {
    Utility.WATER: ("停水", "The water is cut"),
    Utility.POWER: ("停电", "The power is cut"),
    Utility.GAS: ("停气", "The gas is cut"),
    Utility.HEAT: ("停暖", "The heating is cut"),
    Utility.TELECOM: ("通信中断", "Telecommunications are down"),
}
_CAUSES = {row.code: (row.label_zh, row.label_en) for row in CODES if row.set == CAUSE}


def answer_text(
    utility: str,
    cause: str,
    starts_at: datetime,
    expected_at: datetime | None,
    restored_at: datetime | None,
    now: datetime,
    language: str,
) -> str:
    """One or two sentences in `zh` or `en`: what is cut since when and why, and when it is back."""
    cut, why = _CUT[Utility(utility)], _CAUSES.get(cause, (cause, cause))
    if restored_at is not None and restored_at < starts_at:
        return _called_off(cut, starts_at, language)
    back = _back(expected_at, restored_at, now)[language == "en"]
    if language == "en":
        return f"{cut[1]} since {_at(starts_at)} ({why[1].lower()}). {back}"
    return f"您反映的{cut[0]}情况已知悉：自{_at(starts_at)}起，原因为{why[0]}。{back}"


def _called_off(cut: tuple[str, str], starts_at: datetime, language: str) -> str:
    if language == "en":
        return f"What was announced for {_at(starts_at)} has been called off."
    return f"原定于{_at(starts_at)}开始的{cut[0]}已取消。"


def _back(expected_at: datetime | None, restored_at: datetime | None, now: datetime) -> tuple[str, str]:
    if restored_at is not None:
        return f"已于{_at(restored_at)}恢复。", f"It was restored at {_at(restored_at)}."
    if expected_at is None:
        return "恢复时间确定后将另行公布。", "When it will be back is not known yet."
    if expected_at <= now:
        return "已过预计恢复时间，正在核实。", "It should be back by now; this is being looked into."
    return f"预计{_at(expected_at)}恢复。", f"It is expected back at {_at(expected_at)}."


def _at(instant: datetime) -> str:
    return f"{instant.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
