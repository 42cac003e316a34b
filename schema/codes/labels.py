"""A code as the API shows it."""

import strawberry

from core.codes.registry import CodeEntry, CodeRegistry


@strawberry.type(description="A code of an open vocabulary; accept codes you do not know.\n代码项（可扩展）")
class Code:
    """One code with its label in the request's language."""

    set: str = strawberry.field(description="The vocabulary it belongs to.\n代码集")
    code: str = strawberry.field(description="What programs compare.\n代码")
    label: str = strawberry.field(description="What people read, in the request's language.\n名称")
    owner: str = strawberry.field(
        description="`core`, or the plug-in that brought it; empty if that plug-in is gone.\n来源（核心或插件）"
    )


def shown(entry: CodeEntry, language: str) -> Code:
    """The entry in `zh` or `en`."""
    return Code(set=entry.set, code=entry.code, label=entry.label(language), owner=entry.owner)


def label(codes: CodeRegistry, set: str, code: str, language: str) -> Code:
    """The code of a row with its label."""
    return shown(codes.entry(set, code), language)
