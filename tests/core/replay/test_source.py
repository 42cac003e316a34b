"""Every row of a file is a message or a reject with its line and reason; a file without its columns is refused."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from core.replay.moments import Window, moment
from core.replay.rejects import Reason, Reject, write_rejects
from core.replay.source import COLUMNS, Source, SourceError, read_source
from tests.core.replay.sample import ROWS, sample

WINDOW = Window(date(2004, 1, 1), datetime(2026, 11, 16, 2, 0, tzinfo=UTC))
HEADER = ",".join(COLUMNS)


def read(folder: Path, content: bytes) -> Source:
    path = folder / "messages.csv"
    path.write_bytes(content)
    return read_source(path, WINDOW)


def test_every_defect_is_rejected_with_its_line_and_reason(tmp_path: Path) -> None:
    content, rejects = sample()

    source = read(tmp_path, content)

    assert [(one.line, one.source_id, one.reason) for one in source.rejects] == rejects
    assert source.rows == ROWS
    assert len(source.messages) == ROWS - len(rejects)
    assert {one.reason for one in source.rejects} == set(Reason) - {Reason.REFUSED}
    assert source.unused == ("petitioner", "likes")


def test_a_message_keeps_its_texts_and_its_instants(tmp_path: Path) -> None:
    row = 'L-1,"咨询，""原文""",2019-10-01 08:00:00,"第一行\n第二行", 教育文体 ,已办,2019-10-02T08:00:00+08:00'

    (message,) = read(tmp_path, f"{HEADER}\r\n{row}\r\n".encode()).messages

    assert (message.line, message.source_id, message.title) == (2, "L-1", '咨询，"原文"')
    assert (message.content, message.category, message.reply) == ("第一行\n第二行", "教育文体", "已办")
    assert message.submitted_at == datetime(2019, 10, 1, tzinfo=UTC)
    assert message.replied_at == datetime(2019, 10, 2, tzinfo=UTC)


def test_one_bad_row_does_not_spoil_the_next(tmp_path: Path) -> None:
    good = "L-2,题,2019-10-01 08:00:00,文,,,"

    source = read(tmp_path, f"{HEADER}\n".encode() + b"L-1,\xc4\xe3,2019-10-01 08:00:00,x,,,\n\n" + good.encode())

    assert [(one.line, one.reason) for one in source.rejects] == [(2, Reason.NOT_UTF8)]
    assert [(one.line, one.source_id) for one in source.messages] == [(4, "L-2")]


def test_of_two_rows_with_one_id_the_first_good_one_counts(tmp_path: Path) -> None:
    rows = ["L-1,,2019-10-01 08:00:00,x,,,", "L-1,甲,2019-10-01 08:00:00,x,,,", "L-1,乙,2019-10-01 08:00:00,x,,,"]

    source = read(tmp_path, "\n".join([HEADER, *rows]).encode())

    assert [one.title for one in source.messages] == ["甲"]
    assert [(one.line, one.reason) for one in source.rejects] == [(2, Reason.EMPTY_FIELD), (4, Reason.DUPLICATE_ID)]


def test_the_same_bytes_are_the_same_replay_and_others_another(tmp_path: Path) -> None:
    content = f"{HEADER}\nL-1,题,2019-10-01 08:00:00,文,,,\n".encode()

    first, again, other = read(tmp_path, content), read(tmp_path, content), read(tmp_path, content + b"\n")

    assert first.replay_id == again.replay_id != other.replay_id


@pytest.mark.parametrize("column", COLUMNS)
def test_a_file_without_one_of_its_columns_is_refused_by_name(tmp_path: Path, column: str) -> None:
    header = (
        HEADER.replace(column, f"{column}_renamed", 1) if column != "reply" else HEADER.replace(",reply,", ",answer,")
    )

    with pytest.raises(SourceError) as refusal:
        read(tmp_path, header.encode())

    assert str(refusal.value) == (
        f"messages.csv: line 1, the header, has no column {column}: give exactly one of that name"
    )


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", f"messages.csv is empty: give a CSV file whose first line is {HEADER}"),
        (
            f"{HEADER},title".encode(),
            "messages.csv: line 1, the header, has more than one column title: give exactly one of that name",
        ),
        (
            f"{HEADER},标题".encode("gbk"),
            "messages.csv: line 1, the header, is not UTF-8: save the file in that encoding",
        ),
        (
            HEADER.encode("utf-16"),
            "messages.csv: line 1, the header, is not UTF-8: save the file in that encoding",
        ),
    ],
)
def test_a_file_without_a_usable_header_is_refused(tmp_path: Path, content: bytes, told: str) -> None:
    with pytest.raises(SourceError) as refusal:
        read(tmp_path, content)

    assert str(refusal.value) == told


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2019-10-01 08:00:00", datetime(2019, 10, 1, 0, 0, tzinfo=UTC)),
        ("2019-10-01T08:00:00Z", datetime(2019, 10, 1, 8, 0, tzinfo=UTC)),
        ("2019-10-01", datetime(2019, 9, 30, 16, 0, tzinfo=UTC)),
        ("2019-02-29 08:00:00", None),
        ("2019-10-01 24:00:00", None),
        ("2019-10-01 8:00", None),
        ("20191001", None),
        ("2019-W01-1", None),
        ("0001-01-01 00:00:00", None),
        ("２０１９-10-01", None),
    ],
)
def test_times_are_read_as_written_or_not_at_all(text: str, instant: datetime | None) -> None:
    assert moment(text) == instant


def test_the_rejects_file_says_line_id_and_reason_in_both_languages(tmp_path: Path) -> None:
    path = tmp_path / "imports" / "x.rejects.csv"

    write_rejects(path, [Reject(9, "L,9", Reason.TOO_LONG, "title"), Reject(2, "L-2", Reason.NUL_BYTE)])

    assert path.read_text("utf-8").splitlines() == [
        "line,source_id,reason,detail,zh,en",
        "2,L-2,NUL_BYTE,,含有空字节。,The row holds a NUL byte.",
        '9,"L,9",TOO_LONG,title,字段超过长度上限。,A field is longer than its limit.',
    ]
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(
    "piece", ["我叫张三", "张三 13853812345", "13853812345", "37090219900101123X", "zhang@example.cn"]
)
def test_a_piece_of_a_text_that_was_broken_off_is_no_id(tmp_path: Path, piece: str) -> None:
    source = read(tmp_path, f"{HEADER}\nL-1,题\n{piece},住在红门路\n".encode())

    assert [(one.line, one.source_id) for one in source.rejects] == [(2, "L-1"), (3, "")]
