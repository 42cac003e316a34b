"""What the desk adds to every case."""

from plugins.legal_desk.schema.types import LegalConsultation
from plugins.legal_desk.tables import consultation
from schema.api import Case, data

NEWEST = (consultation.c.referred_at.desc(), consultation.c.id.desc())


@data.extension(Case)
class LegalCaseFields:
    """Null where the desk is off."""

    legal_referral: LegalConsultation | None = data.latest(
        "LegalConsultation",
        by=consultation.c.case_id,
        order=NEWEST,
        description="Its newest consultation of the legal desk.\n法律服务专席办理情况",
    )
    legal_referrals: list[LegalConsultation] | None = data.many(
        "LegalConsultation",
        by=consultation.c.case_id,
        order=NEWEST,
        limit=20,
        description="All its consultations, the newest first.\n历次法律咨询",
    )
