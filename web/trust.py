"""Whose tokens this process accepts."""

from core.settings import Settings
from web.auth.demonstration import NAME, demonstration_issuer, demonstration_key
from web.auth.issuers import Issuer, external_issuer
from web.auth.local import NAME as LOCAL
from web.auth.remote_keys import published_issuers
from web.problems import Halt


def trusted_issuers(settings: Settings, *, demo: bool) -> dict[str, Issuer]:
    """The configured issuers and, for a demonstration, its own, by name; those that publish their keys without any yet.

    Raises Halt when there would be none.
    """
    published = published_issuers(settings.issuers) if settings.issuers else []
    remote = [one.issuer({}) for one in published]
    trusted = [
        *_configured(settings),
        *remote,
        *([demonstration_issuer(demonstration_key(settings.var))] if demo else []),
    ]
    if not trusted:
        raise Halt(
            "No issuer of tokens is configured, so nobody could sign in.",
            "Set HOTLINE_ISSUER (the `iss` of its tokens) and HOTLINE_ISSUER_KEYS (a file with its JWK set), "
            "or HOTLINE_ISSUERS (a file of issuers that publish their keys), "
            "or start a demonstration: hotline serve --demo.",
        )
    names = [LOCAL, *(issuer.name for issuer in trusted)]
    if len(set(names)) < len(names):
        raise Halt("Two issuers of tokens have the same name.", "Name each in HOTLINE_ISSUER or HOTLINE_ISSUERS once.")
    return {issuer.name: issuer for issuer in trusted}


def _configured(settings: Settings) -> list[Issuer]:
    if settings.issuer == NAME:
        raise Halt(f"HOTLINE_ISSUER is {NAME}, the demonstration's own name.", "Name your issuer.")
    if settings.issuer is None and settings.issuer_keys is None:
        return []
    if settings.issuer is None or settings.issuer_keys is None:
        given, other = ("HOTLINE_ISSUER", "HOTLINE_ISSUER_KEYS")[:: 1 if settings.issuer else -1]
        raise Halt(f"{given} is set without {other}.", f"Set {other} as well.")
    return [external_issuer(settings.issuer, settings.issuer_keys, strong_of(settings))]


def strong_of(settings: Settings) -> frozenset[str]:
    """The values of `acr` that count as a strong sign-in."""
    return frozenset(one.strip() for one in settings.step_up.split(",") if one.strip())
