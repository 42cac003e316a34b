"""An expected refusal as a mutation's payload tells it."""

from datetime import datetime
from uuid import UUID

import strawberry

from core.codes.registry import CodeRegistry
from core.errors import Refused, Stale
from core.events.record import SYSTEM
from schema.accounts.types import Account
from schema.context import Info
from schema.data import fields as data
from schema.decorators import field
from schema.wording import told


@strawberry.type(description="How far the object has moved on since the caller read it.\n对象在调用方读取之后的变化。")
class StaleObject:
    """`stale` of a STALE_VERSION error."""

    current_version: int = strawberry.field(description="The version it has now.\n当前版本号")
    changed_fields: list[str] = strawberry.field(description="What was written since.\n此后被修改的字段")
    writer: strawberry.Private[str | None] = None
    at: datetime | None = strawberry.field(description="When it was written last.\n最后修改时间")

    @field("Who wrote last; null for the system, and for who may not know.\n最后修改人（系统动作为空）")
    async def by(self, info: Info) -> Account | None:
        """Whoever the last event names."""
        if self.writer is None or self.writer == SYSTEM:
            return None
        return await data.by_id(info, Account, UUID(self.writer))


@strawberry.type(description="Why a mutation was refused; nothing was written.\n业务拒绝的原因；未写入任何数据。")
class UserError:
    """One refusal; its code is registered and never changes its meaning."""

    code: str = strawberry.field(description="A code of the documented registry.\n错误代码")
    message: str = strawberry.field(description="For people, in the request's language.\n面向用户的说明")
    field: list[str] | None = strawberry.field(description="Path to the input value at fault.\n出错输入项的路径")
    plugin: str | None = strawberry.field(description="The plug-in that refused, if one did.\n作出拒绝的插件")
    article: str | None = strawberry.field(description="The article of the regulation behind it.\n所依据的条款")
    stale: StaleObject | None = strawberry.field(description="Set for STALE_VERSION.\n版本过期时的变化说明")


def user_error(refused: Refused, codes: CodeRegistry, language: str) -> UserError:
    """The refusal in `zh` or `en`."""
    plugin = refused.code.plugin or refused.params.get("plugin")
    return UserError(
        code=refused.code.code,
        message=told(refused, codes, language),
        field=list(refused.field) if refused.field else None,
        plugin=None if plugin is None else str(plugin),
        article=refused.code.article,
        stale=_stale(refused) if isinstance(refused, Stale) else None,
    )


def _stale(stale: Stale) -> StaleObject:
    detail = stale.detail
    return StaleObject(
        current_version=detail.current_version,
        changed_fields=list(detail.changed_fields),
        writer=detail.by,
        at=detail.at,
    )
