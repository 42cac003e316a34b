"""The kinds of attachments as a GraphQL enum."""

from core.attachments.content import ContentKind
from schema.enums import described

AttachmentKind = described(
    ContentKind,
    "AttachmentKind",
    "What a file is to its reader.\n附件种类",
    {
        "VOICE": "A recording, at most 100 MB · 录音",
        "IMAGE": "A picture, at most 20 MB · 图片",
        "VIDEO": "A film, at most 500 MB · 视频",
        "DOCUMENT": "Plain text or PDF, at most 50 MB · 文本",
    },
)
