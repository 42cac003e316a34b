"""Everything of the schema that a plug-in may use; `core.api.PLUGIN_API` counts its versions.

Nothing is defined here. What a name means stands where it is defined; this page is the list.
"""

from schema.assignments.types import Assignment
from schema.cases.inputs import Input, OnCaseInput, bounded, key, keys, optional, optional_key, optional_list
from schema.cases.payloads import CasePayload, answer
from schema.cases.types import Case
from schema.codes.labels import Code
from schema.context import Info, RequestContext
from schema.contribution import GraphQLContribution, TypeExtension
from schema.data import fields as data
from schema.decorators import field, mutation, subscription
from schema.districts.types import District
from schema.enums import described
from schema.errors import UserError
from schema.gate.codes import BAD_USER_INPUT
from schema.hookspecs import graphql_contribution
from schema.inputs import CommandInput, Idempotent, Versioned
from schema.mutation import run
from schema.relay.connections import Connection
from schema.relay.ids import expect
from schema.relay.node import Node
from schema.relay.pages import page
from schema.relay.windows import After, Before, First, Last, Order, Window, given
from schema.units.types import Unit

__all__ = [
    "BAD_USER_INPUT", "After", "Assignment", "Before", "Case", "CasePayload", "Code", "CommandInput",
    "Connection", "District", "First", "GraphQLContribution", "Idempotent", "Info", "Input", "Last", "Node",
    "OnCaseInput", "Order", "RequestContext", "TypeExtension", "Unit", "UserError", "Versioned", "Window",
    "answer", "bounded", "data", "described", "expect", "field", "given", "graphql_contribution", "key", "keys",
    "mutation", "optional", "optional_key", "optional_list", "page", "run", "subscription",
]  # fmt: skip
