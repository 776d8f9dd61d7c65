"""What a draft would be on each account, while it is being written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from livetweet.model.account import Account
from livetweet.model.post import Draft
from livetweet.writing import rules
from livetweet.writing.compose import Context, compose


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """`length` is that of the longest part, or of the shortest that could be, against `limit`; `problem` is why it cannot be posted there, in a sentence."""

    sign: str
    texts: tuple[str, ...]
    length: int
    limit: int
    missing: tuple[str, ...]
    problem: str | None


def preview(draft: Draft, accounts: Sequence[Account], context: Context) -> dict[str, Preview]:
    """By account, in their order, those that DRAFT is for."""
    found = {}
    for account in accounts:
        if draft.accounts and account.name not in draft.accounts:
            continue
        of = rules.of(account)
        made = compose(draft, of, context)
        found[account.name] = Preview(
            sign=rules.short_name(account, accounts),
            texts=made.texts,
            length=max((of.length(text) for text in made.texts), default=of.limit + made.over if made.over else 0),
            limit=of.limit,
            missing=made.missing,
            problem=made.problem,
        )
    return found
