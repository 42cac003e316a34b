"""A file of 300 messages as the tests write it, with every defect a file can have."""

import csv
import io
import random
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from core.replay.rejects import Reason

HEADER = ["source_id", "petitioner", "title", "submitted_at", "content", "category", "likes", "reply", "replied_at"]
ROWS = 300
_TITLES = (
    "A3区某小区违规收费投诉", "举报某企业夜间排污", "关于增设公交站的建议", "咨询公积金提取", "老旧小区能加装电梯吗",
    "何时通水？", "Does the bus stop here?", "A市路灯不亮", "请解决B7县学校门口拥堵问题", "咨询A12县医保报销的投诉",
)  # fmt: skip
_CATEGORIES = ("", "", "", "城乡建设", "环境保护", "不在类别树中的名称")
_DELAYS = tuple(timedelta(hours=hours) for hours in (0, 3, 20, 26, 60, 100, 150, 190, 300, 500, 900))
_LONG = 1 << 20


class Sample(NamedTuple):
    """The file, and of each bad row its line, its source_id and why it is rejected."""

    content: bytes
    rejects: list[tuple[int, str, Reason]]


def sample(seed: int = 12345) -> Sample:
    """300 rows, the bad ones among the good; the last one is cut off by the end of the file."""
    chance = random.Random(seed)
    good = [_message(number, chance) for number in range(ROWS - len(DEFECTS))]
    rows: list[tuple[bytes, Reason | None]] = [(_line(row), None) for row in good]
    bad = [(spoil(_message(900 + number, chance), good), why) for number, (why, spoil) in enumerate(DEFECTS)]
    for number, row in enumerate(bad[:-1]):
        rows.insert(13 * number + 5, row)
    content, rejects = b"\xef\xbb\xbf" + _line(HEADER), []
    for line, why in [*rows, bad[-1]]:
        if why is not None:
            rejects.append((content.count(b"\n") + 1, line.split(b",")[0].decode(), why))
        content += line
    return Sample(content, rejects)


def _message(number: int, chance: random.Random) -> list[str]:
    submitted = datetime(2019, 9, 20, tzinfo=UTC) + timedelta(seconds=chance.randrange(120 * 86_400))
    replied = submitted + chance.choice(_DELAYS) if chance.random() < 0.6 else None
    content = (
        f'第 {number} 条，"原文"如下：\n第二行, A{chance.randrange(1, 30)}区' if number % 3 == 0 else f"第 {number} 条"
    )
    written = f"{submitted:%Y-%m-%d}" if number % 50 == 1 and replied is None else f"{submitted:%Y-%m-%d %H:%M:%S}"
    if number % 40 == 2:
        written = f"{submitted:%Y-%m-%dT%H:%M:%S}+08:00"
    return [
        f"T-{number}", f"A{number}", chance.choice(_TITLES), written, content, chance.choice(_CATEGORIES), "3",
        f"您好，第 {number} 条已办理。" if replied else "", f"{replied:%Y-%m-%d %H:%M:%S}" if replied else "",
    ]  # fmt: skip


def _line(row: list[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n" if row[0].endswith("7") else "\n").writerow(row)
    return text.getvalue().encode()


def _with(**cells: str):  # noqa: ANN202 - a defect: the row and the good rows give the line's bytes
    def spoil(row: list[str], _good: list[list[str]]) -> bytes:
        return _line([cells.get(name, cell) for name, cell in zip(HEADER, row, strict=True)])

    return spoil


_ANSWER = {"reply": "已办。"}

DEFECTS = (
    (Reason.BAD_TIME, _with(submitted_at="2019/10/01 08:00")),
    (Reason.BAD_TIME, _with(submitted_at="2019-13-01 08:00:00")),
    (Reason.BAD_TIME, _with(**_ANSWER, replied_at="昨天")),
    (
        Reason.REPLY_BEFORE_SUBMISSION,
        _with(**_ANSWER, submitted_at="2019-10-08 10:00:00", replied_at="2019-10-08 09:59:59"),
    ),
    (Reason.REPLY_WITHOUT_TIME, _with(**_ANSWER, replied_at="")),
    (Reason.TIME_WITHOUT_REPLY, _with(reply=" ", replied_at="2019-12-31 10:00:00")),
    (Reason.TIME_OUT_OF_RANGE, _with(submitted_at="2003-12-31 23:59:59", reply="", replied_at="")),
    (Reason.TIME_OUT_OF_RANGE, _with(**_ANSWER, replied_at="2099-01-01 00:00:00")),
    (Reason.EMPTY_FIELD, _with(title="  ")),
    (Reason.EMPTY_FIELD, _with(content="")),
    (Reason.TOO_LONG, _with(title="长" * 201)),
    (Reason.TOO_LONG, _with(content="长" * 20_001)),
    (Reason.TOO_LONG, _with(content="x" * _LONG)),
    (Reason.TOO_LONG, _with(reply='"\n' * (_LONG // 2), replied_at="2019-12-31 10:00:00")),
    (Reason.WRONG_COLUMNS, lambda row, _good: _line(row[:-2])),
    (Reason.WRONG_COLUMNS, lambda row, _good: _line([*row, "again"])),
    (Reason.NOT_UTF8, lambda row, _good: _line(row).decode().encode("gbk")),
    (Reason.NUL_BYTE, _with(content="a\0b")),
    (Reason.MALFORMED, lambda row, _good: _line(row[:4]).rstrip() + b',"a"b"c",,,,\n'),
    (Reason.DUPLICATE_ID, lambda row, good: _line([good[0][0], *row[1:]])),
    (Reason.UNCLOSED_QUOTE, lambda row, _good: _line([*row[:4], 'cut off "here']).rstrip()[:-3]),
)
"""The last one ends the file."""
