"""Accounts, as colleagues see them."""

from core.accounts.model import account
from schema.data import fields as data
from schema.relay.node import Node


@data.type(
    account,
    code="account",
    allow="event.read",
    visible=data.Everyone(),
    description="A person or a service that acts.\n账户",
)
class Account(Node):
    """Known to whoever may read what was done; what it may do itself is told to nobody else."""

    name: str = data.column(account.c.name, description="The name colleagues see.\n姓名")
