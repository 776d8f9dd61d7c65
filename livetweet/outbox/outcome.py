"""What became of a command on several posts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why POST (or its delivery on `account`) was left as it is, in a sentence."""

    post: int
    account: str | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`done` are the posts changed, in the order asked; `warnings` are sentences about what was done all the same."""

    done: tuple[int, ...] = ()
    refused: tuple[Refusal, ...] = ()
    warnings: tuple[str, ...] = ()
