"""collectEvidence (固定证据): what the case holds now is bundled, listed hash by hash, and sealed."""

from core.api import Outcome, UnitOfWork, Viewer, new_id
from plugins.discipline_referral import bundle, evidence
from plugins.discipline_referral.act import begin, finish
from plugins.discipline_referral.inputs import OnReferral
from plugins.discipline_referral.sealed import BUNDLE, columns
from plugins.discipline_referral.states import Act
from plugins.discipline_referral.tables import evidence as table


async def collect_evidence(uow: UnitOfWork, actor: Viewer, input: OnReferral) -> Outcome:
    """May be repeated until the transfer; the newest bundle counts, and the earlier ones stay."""
    row = await begin(uow, actor, Act.COLLECT_EVIDENCE, input)
    key = await uow.services.keys.case_key(row["case_key"])
    id_ = new_id()
    about = {"bundle": id_, "referral": row["id"], "collectedAt": uow.now, "collectedBy": actor.id}
    made = bundle.make(about, await evidence.entries(uow, row, key))
    kept = {
        "id": id_, "referral_id": row["id"], "root": made.root, "entries": made.entries, "by": actor.id, "at": uow.now,
        **columns(uow, key, BUNDLE, id_, made.document.decode()),
    }  # fmt: skip
    await uow.insert(table, [kept])
    return await finish(uow, actor, Act.COLLECT_EVIDENCE, row, body={"bundle": str(id_), "root": made.root.hex()})
