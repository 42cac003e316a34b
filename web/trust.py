"""Whose tokens this process accepts."""

from core.settings import Settings
from web.auth.demonstration import NAME, demonstration_issuer, demonstration_key
from web.auth.issuers import Issuer, external_issuer
from web.problems import Halt


def trusted_issuers(settings: Settings, *, demo: bool) -> dict[str, Issuer]:
    """The configured issuer and, for a demonstration, its own, by name. Raises Halt when there would be none."""
    trusted = [*_configured(settings), *([demonstration_issuer(demonstration_key(settings.var))] if demo else [])]
    if not trusted:
        raise Halt(
            "No issuer of tokens is configured, so nobody could sign in.",
            "Set HOTLINE_ISSUER (the `iss` of its tokens) and HOTLINE_ISSUER_KEYS (a file with its JWK set), "
            "or start a demonstration: hotline serve --demo.",
        )
    return {issuer.name: issuer for issuer in trusted}


def _configured(settings: Settings) -> list[Issuer]:
    if settings.issuer == NAME:
        raise Halt(f"HOTLINE_ISSUER is {NAME}, the demonstration's own name.", "Name your issuer.")
    if settings.issuer is None and settings.issuer_keys is None:
        return []
    if settings.issuer is None or settings.issuer_keys is None:
        given, other = ("HOTLINE_ISSUER", "HOTLINE_ISSUER_KEYS")[:: 1 if settings.issuer else -1]
        raise Halt(f"{given} is set without {other}.", f"Set {other} as well.")
    return [external_issuer(settings.issuer, settings.issuer_keys)]
