"""Why a row of the file is not imported, and the file that says so."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path


class Reason(Enum):
    """Each with its text in Chinese and English."""

    DUPLICATE_ID = "与前面某行的 source_id 相同。", "An earlier row has the same source_id."
    EMPTY_FIELD = "必填字段为空。", "A required field is empty."
    BAD_TIME = (
        "时间不是 YYYY-MM-DD HH:MM:SS，也不是 YYYY-MM-DD。",
        "A time is neither YYYY-MM-DD HH:MM:SS nor YYYY-MM-DD.",
    )
    TIME_OUT_OF_RANGE = "时间早于日历起点或晚于当前时间。", "A time lies before the calendar's begin or in the future."
    REPLY_BEFORE_SUBMISSION = "答复时间早于提交时间。", "The reply is earlier than the submission."
    REPLY_WITHOUT_TIME = "有答复而无答复时间。", "There is a reply without its time."
    TIME_WITHOUT_REPLY = "有答复时间而无答复。", "There is a reply's time without the reply."
    NOT_UTF8 = "不是有效的 UTF-8。", "The row is not valid UTF-8."
    NUL_BYTE = "含有空字节。", "The row holds a NUL byte."
    TOO_LONG = "字段超过长度上限。", "A field is longer than its limit."
    WRONG_COLUMNS = "列数与表头不符。", "The number of columns is not the header's."
    MALFORMED = "引号不符合 CSV 格式。", "Its quotes are not those of CSV."
    UNCLOSED_QUOTE = "文件结束时引号未闭合。", "A quote is still open at the end of the file."
    REFUSED = "命令被拒绝。", "A command refused it."

    @property
    def zh(self) -> str:
        """In Chinese."""
        return self.value[0]

    @property
    def en(self) -> str:
        """In English."""
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that stays out. `source_id` is what could be read of it, `detail` a field's name or a code, never a text."""

    line: int
    source_id: str
    reason: Reason
    detail: str = ""


def write_rejects(path: Path, rejects: Iterable[Reject]) -> None:
    """Write the rejects file anew; it is there in whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.part")
    with unfinished.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["line", "source_id", "reason", "detail", "zh", "en"])
        for one in sorted(rejects, key=lambda one: one.line):
            writer.writerow([one.line, one.source_id, one.reason.name, one.detail, one.reason.zh, one.reason.en])
    unfinished.replace(path)
