"""The base of all values."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """An immutable value: compared by content, closed to unknown fields, safe to checkpoint."""

    model_config = ConfigDict(frozen=True, extra="forbid")
