"""The plug-in's tables. They refer to the case and nothing of the case refers to them, so that nobody can notice.

What was found, whom it accuses, every note and the evidence are sealed with a key of the referral's own (`case_key`,
by the name under which keys are found): destroying it destroys them, whatever becomes of the case.
"""

from sqlalchemy import (
    CHAR,
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from core.api import instant, metadata, row_id, sealed


def _of_referral(table: str) -> Column[object]:
    # Named by hand: the name the convention makes is longer than PostgreSQL keeps.
    to = ForeignKey("discipline_referral_referral.id", name=f"fk_discipline_referral_{table}_referral_id")
    return Column("referral_id", UUID(as_uuid=True), to, nullable=False)


referral = Table(
    "discipline_referral_referral",
    metadata,
    row_id(),
    Column("version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("case_id", UUID(as_uuid=True), ForeignKey("case_file.id"), nullable=False),
    Column("district_path", Text(collation="C"), nullable=False, comment="the case's"),
    Column("gate", CHAR(6), nullable=False, comment="the case's district, which switches the plug-in"),
    Column("agency_path", Text(collation="C"), nullable=False, comment="the hotline agency's; no superior of a unit"),
    Column("unit_id", UUID(as_uuid=True), ForeignKey("unit.id"), nullable=False, comment="the accused unit"),
    Column("unit_path", Text(collation="C"), nullable=False),
    Column("organ", Text, nullable=False, comment="code of the discipline organ of the unit's level"),
    Column("organ_name", Text, nullable=False),
    Column("grounds", ARRAY(Text), nullable=False),
    Column("consequence", Text, comment="missing while only the system proposes"),
    Column("trigger", Text, comment="why the system proposed it; none if a person did"),
    Column("case_key", LargeBinary, nullable=False, comment="wrapped; the referral's own"),
    *sealed("facts"),
    Column("proposed_by", UUID(as_uuid=True), ForeignKey("account.id"), comment="none while only the system proposes"),
    Column("reviewed_by", UUID(as_uuid=True), ForeignKey("account.id")),
    Column("approved_by", UUID(as_uuid=True), ForeignKey("account.id")),
    Column("receipt_no", Text, comment="the organ's own number"),
    Column("outcome", Text),
    instant("created_at", nullable=False),
    instant("transferred_at"),
    instant("received_at"),
    instant("concluded_at"),
    CheckConstraint("consequence is not null or state in ('PROPOSED', 'REJECTED')", name="consequence"),
    CheckConstraint("approved_by is null or approved_by <> proposed_by", name="four_eyes_approval"),
    CheckConstraint("reviewed_by is null or reviewed_by <> proposed_by", name="four_eyes_review"),
)

Index("ix_discipline_referral_referral_case_id", referral.c.case_id)
Index("ix_discipline_referral_referral_created", referral.c.created_at, referral.c.id)
Index(
    "uq_discipline_referral_referral_trigger",
    referral.c.case_id,
    referral.c.unit_id,
    referral.c.trigger,
    unique=True,
    postgresql_where=referral.c.trigger.is_not(None),
)

person = Table(
    "discipline_referral_person",
    metadata,
    row_id(),
    _of_referral("person"),
    *sealed("name"),
    *sealed("position"),
    Column("account_id", UUID(as_uuid=True), ForeignKey("account.id"), comment="the accused's own, if there is one"),
)
"""Whom a referral accuses."""

Index("ix_discipline_referral_person_referral_id", person.c.referral_id)

officer = Table(
    "discipline_referral_officer",
    metadata,
    row_id(),
    _of_referral("officer"),
    Column("account_id", UUID(as_uuid=True), ForeignKey("account.id"), nullable=False),
    Column("added_by", UUID(as_uuid=True), nullable=False, comment="all zeros for the settings' standing officers"),
    instant("added_at", nullable=False),
    instant("removed_at"),
)
"""Who needs to know."""

Index(
    "uq_discipline_referral_officer_named",
    officer.c.referral_id,
    officer.c.account_id,
    unique=True,
    postgresql_where=officer.c.removed_at.is_(None),
)

step = Table(
    "discipline_referral_step",
    metadata,
    row_id(),
    _of_referral("step"),
    Column("version", Integer, nullable=False, comment="the version it made"),
    Column("act", Text, nullable=False),
    Column("state", Text, nullable=False, comment="in which it left the referral"),
    Column("by", UUID(as_uuid=True), comment="account id; none for the system"),
    instant("at", nullable=False),
    *sealed("note"),
    UniqueConstraint("referral_id", "version"),
)
"""One per version."""

evidence = Table(
    "discipline_referral_evidence",
    metadata,
    row_id(),
    _of_referral("evidence"),
    Column("root", LargeBinary, nullable=False, comment="SHA-256 of the manifest, which holds that of every entry"),
    Column("entries", Integer, nullable=False),
    *sealed("bundle"),
    Column("by", UUID(as_uuid=True), nullable=False),
    instant("at", nullable=False),
)
"""Evidence bundles; the newest of a referral counts. One of them is verified against its root, and that against the audit."""

Index("ix_discipline_referral_evidence_referral_id", evidence.c.referral_id)

audit = Table(
    "discipline_referral_audit",
    metadata,
    row_id(),
    Column("pos", BigInteger, nullable=False, unique=True),
    _of_referral("audit"),
    Column("version", Integer, nullable=False),
    Column("act", Text, nullable=False),
    Column("actor", UUID(as_uuid=True), nullable=False, comment="account id; all zeros for system and command line"),
    Column("body", JSONB, nullable=False, comment="ids, codes, field names and hashes; never a sealed text"),
    instant("at", nullable=False),
    Column("chain", LargeBinary, nullable=False, comment="SHA-256 over the previous link and this entry"),
)
"""Who did and who read what; a trigger of the database refuses to change or delete it."""

Index("ix_discipline_referral_audit_referral_id", audit.c.referral_id, audit.c.pos)

chain_head = Table(
    "discipline_referral_chain_head",
    metadata,
    Column("name", Text, primary_key=True, comment="always `main`"),
    Column("last_pos", BigInteger, nullable=False),
    Column("chain", LargeBinary, nullable=False),
)
"""The end of the audit's chain; its row lock puts the links in order."""

TABLES = (referral, person, officer, step, evidence, audit, chain_head)
