"""A speaker: a name as it is shown, and a handle per network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """`handles`: network name to handle in that network's own form, without a leading @ (`jane@example.social`, `jane.example`, `jane`)."""

    name: str
    handles: Mapping[str, str] = field(default_factory=dict)
