"""The settings: the only reader of the environment."""

from __future__ import annotations

import os
from pathlib import Path
from typing import ClassVar

from pydantic import AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from agent.errors import SettingsError


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "syncopate"


def _state() -> Path:
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "syncopate"


class Settings(BaseSettings):
    """Everything that can be set, each by ``SYNCOPATE_`` and its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="SYNCOPATE_", frozen=True, populate_by_name=True, extra="forbid")
    prefix: ClassVar[str] = "SYNCOPATE_"

    model: str = Field("", description="chat model, such as openai:gpt-4.1; empty: the embedded author")
    base_url: str = Field("", description="address of an OpenAI-compatible server")
    api_key: SecretStr = Field(
        SecretStr(""),
        validation_alias=AliasChoices("SYNCOPATE_API_KEY", "OPENAI_API_KEY"),
        description="key for the chat model; OPENAI_API_KEY is read too",
    )
    model_timeout: float = Field(120.0, gt=0, description="seconds a model call may take")
    repairs: int = Field(2, ge=0, le=10, description="tries after a refused first one")
    budget_tokens: int = Field(200_000, gt=0, description="tokens one run may use, in and out")
    passages: int = Field(24, ge=1, le=200, description="pieces of documentation handed to the author")
    cache: Path = Field(default_factory=_cache, description="folder of what can be made again")
    state: Path = Field(default_factory=_state, description="folder of runs and their checkpoints")

    @property
    def instances(self) -> Path:
        """Folder of the base instances."""
        return self.cache / "instances"


def load() -> Settings:
    """Read the settings from the environment.

    Raises:
        SettingsError: a value is malformed or a ``SYNCOPATE_`` variable is unknown.
    """
    known = {f"{Settings.prefix}{name}".upper() for name in Settings.model_fields}
    for variable in os.environ:
        if variable.startswith(Settings.prefix) and variable not in known:
            raise SettingsError("there is no such setting", where=variable, hint="syncopate config lists all of them")
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = f"{Settings.prefix}{first['loc'][0]}".upper() if first["loc"] else Settings.prefix
        raise SettingsError(first["msg"], where=name, hint="syncopate config lists all settings") from None


def sources(settings: Settings) -> tuple[tuple[str, str, str], ...]:
    """Every setting as (environment variable, effective value with secrets masked, where it comes from)."""
    rows = []
    for name in Settings.model_fields:
        variable = f"{Settings.prefix}{name}".upper()
        value = getattr(settings, name)
        shown = ("********" if value.get_secret_value() else "") if isinstance(value, SecretStr) else str(value)
        origin = "environment" if variable in os.environ else "default"
        if name == "api_key" and origin == "default" and shown:
            origin = "environment (OPENAI_API_KEY)"
        rows.append((variable, shown, origin))
    return tuple(rows)
