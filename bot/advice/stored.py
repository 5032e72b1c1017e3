"""What parts of a session share: frozen, and no key that is not known."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Stored(BaseModel):
    """A part of the session, as it is kept."""

    model_config = ConfigDict(frozen=True, extra="forbid")
