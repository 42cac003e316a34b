"""What an export can be made of, and what must be open to its recipient on a case for it to be in the file."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Column

from core.access.operations import Operation
from core.cases import sealed
from core.cases.model import case_file, reporter
from core.sealing.columns import SealedField


class ExportColumn(StrEnum):
    """The columns of the file. Of the reporter there are masks alone."""

    CASE_NO = "CASE_NO"
    STATE = "STATE"
    KIND = "KIND"
    CHANNEL = "CHANNEL"
    URGENCY = "URGENCY"
    CATEGORY = "CATEGORY"
    DISTRICT = "DISTRICT"
    REGISTERED_AT = "REGISTERED_AT"
    ACCEPTED_AT = "ACCEPTED_AT"
    CLOSED_AT = "CLOSED_AT"
    DUE_AT = "DUE_AT"
    OUTCOME = "OUTCOME"
    ROUND = "ROUND"
    BOUNCES = "BOUNCES"
    TITLE = "TITLE"
    CONTENT = "CONTENT"
    PLACE = "PLACE"
    REPORTER_NAME = "REPORTER_NAME"
    REPORTER_PHONE = "REPORTER_PHONE"


@dataclass(frozen=True, slots=True)
class Taken:
    """Where a column comes from. `operation` opens it; `field` is given for a text that is opened, else it is told as it is.

    `words` tells that people wrote it, so that it carries the watermark.
    """

    heading: str
    column: Column[Any]
    operation: Operation = Operation.CASE_READ
    field: SealedField | None = None
    words: bool = False


def _plain(heading: str, column: Column[Any]) -> Taken:
    return Taken(heading, column)


def _text(heading: str, field: SealedField) -> Taken:
    return Taken(heading, case_file.c[f"{field.name}_sealed"], Operation.CASE_CONTENT, field, words=True)


def _mask(heading: str, column: Column[Any]) -> Taken:
    return Taken(heading, column, Operation.REPORTER_READ, words=True)


TAKEN: Mapping[ExportColumn, Taken] = {
    ExportColumn.CASE_NO: _plain("工单编号", case_file.c.case_no),
    ExportColumn.STATE: _plain("工单状态", case_file.c.state),
    ExportColumn.KIND: _plain("诉求类型", case_file.c.kind),
    ExportColumn.CHANNEL: _plain("来源渠道", case_file.c.channel),
    ExportColumn.URGENCY: _plain("紧急程度", case_file.c.urgency),
    ExportColumn.CATEGORY: _plain("诉求类别", case_file.c.category),
    ExportColumn.DISTRICT: _plain("事发区划", case_file.c.district),
    ExportColumn.REGISTERED_AT: _plain("登记时间", case_file.c.registered_at),
    ExportColumn.ACCEPTED_AT: _plain("受理时间", case_file.c.accepted_at),
    ExportColumn.CLOSED_AT: _plain("办结时间", case_file.c.closed_at),
    ExportColumn.DUE_AT: _plain("最近到期时间", case_file.c.due_at),
    ExportColumn.OUTCOME: _plain("处理结果", case_file.c.outcome),
    ExportColumn.ROUND: _plain("办理轮次", case_file.c.round),
    ExportColumn.BOUNCES: _plain("退单次数", case_file.c.bounces),
    ExportColumn.TITLE: _text("标题", sealed.TITLE),
    ExportColumn.CONTENT: _text("诉求内容", sealed.CONTENT),
    ExportColumn.PLACE: _text("详细地点", sealed.PLACE),
    ExportColumn.REPORTER_NAME: _mask("诉求人（脱敏）", reporter.c.name_mask),
    ExportColumn.REPORTER_PHONE: _mask("电话（脱敏）", reporter.c.phone_mask),
}
