"""Everything of the schema that a plug-in may use; `core.api.PLUGIN_API` counts its versions.

Nothing is defined here. What a name means stands where it is defined; this page is the list.
"""

from schema.accounts.types import Account
from schema.assignments.types import Assignment
from schema.cases.inputs import Input, OnCaseInput, bounded, key, keys, optional, optional_key, optional_list
from schema.cases.payloads import CasePayload, answer
from schema.cases.types import Case
from schema.codes.labels import Code, label
from schema.context import Info, RequestContext
from schema.contribution import GraphQLContribution, TypeExtension
from schema.data import fields as data
from schema.deadlines.types import Deadline
from schema.decorators import field, mutation, subscription
from schema.districts.types import District
from schema.enums import described
from schema.errors import UserError
from schema.follow import follow
from schema.gate.codes import BAD_USER_INPUT
from schema.hookspecs import graphql_contribution
from schema.inputs import CommandInput, Idempotent, Versioned
from schema.mutation import Command, run
from schema.ordering import Direction
from schema.relay.connections import Connection
from schema.relay.ids import decode, encode, expect
from schema.relay.node import Node
from schema.relay.pages import page
from schema.relay.windows import After, Before, First, Last, Order, Window, given
from schema.scalars import BigInt
from schema.units.types import Unit

__all__ = [
    "BAD_USER_INPUT", "Account", "After", "Assignment", "Before", "BigInt", "Case", "CasePayload", "Code",
    "Command", "CommandInput", "Connection", "Deadline", "Direction", "District", "First", "GraphQLContribution",
    "Idempotent", "Info", "Input", "Last", "Node", "OnCaseInput", "Order", "RequestContext", "TypeExtension",
    "Unit", "UserError", "Versioned", "Window", "answer", "bounded", "data", "decode", "described", "encode",
    "expect", "field", "follow", "given", "graphql_contribution", "key", "keys", "label", "mutation", "optional",
    "optional_key", "optional_list", "page", "run", "subscription",
]  # fmt: skip
