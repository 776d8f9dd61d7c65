"""What an operator has not looked at yet: a desk asks for it each time it reads the store, so that it can announce the catch-up review."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from livetweet.store import operators, posts

NEVER_LOOKED = timedelta(hours=24)  # how far back somebody looks for the first time


def news(db: sqlite3.Connection, operator: str, now: datetime) -> frozenset[int]:
    """Posts skipped, or held by anybody else, since OPERATOR last looked."""
    return frozenset(posts.put_aside_since(db, looked_at(db, operator, now), operator))


def looked_at(db: sqlite3.Connection, operator: str, now: datetime) -> datetime:
    """When OPERATOR last looked, or as far back as somebody looks for the first time."""
    return operators.get(db, operator).looked_at or now - NEVER_LOOKED
