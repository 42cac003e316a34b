"""Which cases of the database are those of a file: bound by `channel` and `external_nos`."""

from sqlalchemy import Text, any_, bindparam
from sqlalchemy.dialects.postgresql import ARRAY

from core.cases.model import case_file

OURS = (
    case_file.c.channel == bindparam("channel"),
    case_file.c.external_no == any_(bindparam("external_nos", type_=ARRAY(Text()))),
)
