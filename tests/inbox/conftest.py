"""Every test here may ask for a `world`."""

from __future__ import annotations

from tests.inbox.world import template, world

__all__ = ["template", "world"]
