"""The signing key of the log's heads, and where they are taken, as the settings say."""

from collections.abc import Mapping

from core.audit.heads import HeadSigner
from core.audit.sinks import Sink, sink_of
from core.sealing.provider import LocalKeyProvider
from core.sealing.root_key import read_root_key
from core.settings import Settings
from web.outgoing import outgoing_of


def head_signer(settings: Settings, derived: LocalKeyProvider) -> HeadSigner:
    """With the key of its own that is configured, else one that is derived. Raises RootKeyRefused."""
    if settings.audit_key_file is not None:
        return HeadSigner(read_root_key(settings.audit_key_file))
    return HeadSigner(derived.derive("sign heads of the log"))


def sinks(settings: Settings) -> Mapping[str, Sink]:
    """Those that are configured, by their names; without any, a folder beside the database, which is better than none."""
    named = [one.strip() for one in (settings.audit_sinks or "").split(",") if one.strip()]
    outgoing = outgoing_of(settings)
    return {name: sink_of(name, outgoing) for name in named or [str(settings.var / "heads")]}
