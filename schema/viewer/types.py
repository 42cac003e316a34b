"""Who asks, as they may see themselves."""

from datetime import datetime

import strawberry
from sqlalchemy import UUID, bindparam, select

from core.access.operations import registered
from core.access.viewer import Grant
from core.access.viewer import Viewer as Principal
from core.accounts.model import account
from schema.codes.labels import Code, label
from schema.context import Info
from schema.decorators import field
from schema.relay.ids import encode

ROLE_SET = "role"

_NAME = select(account.c.name).where(account.c.id == bindparam("id", type_=UUID()))


@strawberry.type(description="A role held at a place.\n授权")
class ViewerGrant:
    """One grant in force."""

    grant: strawberry.Private[Grant]

    @field("What the holder is.\n角色")
    def role(self, info: Info) -> Code:
        """A code of the set role."""
        return label(info.context.codes, ROLE_SET, self.grant.role, info.context.language)

    @field("Root of the unit subtree it covers.\n所辖单位路径")
    def unit_path(self) -> str:
        """For instance /ta/370902."""
        return self.grant.unit_path

    @field("Root of the places it covers.\n所辖区划路径")
    def district_path(self) -> str:
        """For instance /370900/370902."""
        return self.grant.district_path

    @field("Highest secrecy level it opens, 0 to 3.\n最高可见密级（0–3）")
    def clearance(self) -> int:
        """See Secrecy."""
        return self.grant.clearance

    @field("When it ends; null if it does not.\n失效时间")
    def valid_to(self) -> datetime | None:
        """The first instant at which it no longer holds."""
        return self.grant.valid_to


@strawberry.type(description="Whoever sent the request.\n当前用户")
class Viewer:
    """The principal behind the token."""

    principal: strawberry.Private[Principal]

    @field("Id of the account.\n账户标识")
    def id(self) -> strawberry.ID:
        """Of type code account."""
        return strawberry.ID(encode("account", self.principal.id))

    @field("The name colleagues see.\n姓名")
    async def name(self, info: Info) -> str | None:
        """Null for principals without an account."""
        found: str | None = await info.context.read.fetch_value(_NAME, id=self.principal.id)
        return found

    @field("The roles in force, each once; at most 20.\n角色（最多 20 个）")
    def roles(self, info: Info) -> list[Code]:
        """Codes of the set role."""
        context = info.context
        names = sorted({grant.role for grant in self.principal.grants if grant.holds(self.principal.now)})
        return [label(context.codes, ROLE_SET, name, context.language) for name in names]

    @field("The grants in force; at most 100.\n有效授权（最多 100 项）")
    def grants(self) -> list[ViewerGrant]:
        """In the order of the account."""
        return [ViewerGrant(grant=grant) for grant in self.principal.grants if grant.holds(self.principal.now)]

    @field("Operations the grants open on some object; at most 500.\n可执行的操作（最多 500 项）")
    def operations(self) -> list[str]:
        """Whether one is open on a given object, `allowedActions` tells."""
        return sorted(operation for operation in registered() if self.principal.may(operation))
