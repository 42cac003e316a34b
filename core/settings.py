"""What the environment decides. Every variable begins with HOTLINE_; an unknown one is refused at the start."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Process settings, read once at the start."""

    model_config = SettingsConfigDict(env_prefix="HOTLINE_", frozen=True)

    database_url: SecretStr | None = Field(None, description="PostgreSQL 15 or later; else a private one")
    database_app_url: SecretStr | None = Field(
        None, description="the same database as hotline_app, for requests of principals cleared up to PRIVACY"
    )
    database_sealed_url: SecretStr | None = Field(
        None, description="the same database as hotline_sealed, for all others and for background work"
    )
    var: Path = Field(Path("var"), description="where the private database, keys and attachments live")
    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8000, ge=1, le=65535, description="port to listen on")
    plugins_toml: Path = Field(Path("plugins.toml"), description="which plug-ins are loaded, and where they are on")
    policy: Path | None = Field(None, description="a policy file instead of the one shipped")
    profile: str = Field("taian", description="policy profile of newly registered cases")
    issuer: str | None = Field(None, description="issuer (iss) of accepted tokens; required without --demo")
    issuer_keys: Path | None = Field(None, description="JWK set (public keys) of that issuer")
    step_up: str = Field("phr,phrh", description="values of acr that count as a strong sign-in, by commas")
    issuers: Path | None = Field(None, description="issuers that publish their keys at an address, as TOML")
    trusted_documents: Path | None = Field(None, description="a manifest of the front ends' documents")
    trusted_documents_only: bool = Field(False, description="run no other documents, except for developers")
    attachments_url: SecretStr | None = Field(None, description="object store URL; without it var/attachments")
    root_key: SecretStr | None = Field(None, description="base64 of 32 bytes; without it var/keys/root.key")
    root_key_file: Path | None = Field(None, description="a file holding the root key")
    root_key_old_file: Path | None = Field(None, description="a file holding the root key that is being replaced")
    suite: Literal["aes-256-gcm", "sm4-gcm"] = Field("aes-256-gcm", description="what new values are sealed with")
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    pool_size: int = Field(10, ge=2, le=100, description="database connections of one process")
    pooler_url: SecretStr | None = Field(None, description="a pooler in transaction mode before that database")
    replica_url: SecretStr | None = Field(None, description="a streaming replica of it, which the log is read from")
    bus_url: SecretStr | None = Field(None, description="nats://HOST:PORT,… for wake-ups; else the database's NOTIFY")
    log_days: int = Field(90, ge=1, le=36_500, description="how long the event log is kept at least")
    retention: Literal["off", "dry", "on"] = Field(
        "dry", description="what is done by night with cases whose months are over: nothing, counting, or what is due"
    )
    audit_sinks: str | None = Field(
        None, description="folders and http(s) addresses, by commas, that signed heads of the log are taken to"
    )
    own_hosts: str | None = Field(
        None, description="hosts, by commas, that may be asked without https and need not be public"
    )
    audit_key_file: Path | None = Field(None, description="a file holding the key of the signed heads")
    reveals: int = Field(50, ge=1, le=100_000, description="fields of reporters one account may have revealed in a day")
    rate_people: int = Field(5_000, ge=1, description="points of cost a second for one person's account")
    rate_services: int = Field(20_000, ge=1, description="points of cost a second for one service account")
    rate_anonymous: int = Field(1_000, ge=1, description="points of cost a second for one source without an account")
    workers: int = Field(1, ge=1, le=64, description="serving processes on one socket")
    drain_seconds: float = Field(0, ge=0, le=60, description="from not ready to closing the door, at the end")
