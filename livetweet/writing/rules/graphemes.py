"""What a reader takes for one character. Mastodon and Bluesky count these; splitting never cuts one."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import regex

# Nothing here joins what stands before or after it, so that length counts clusters: no CR, no combining mark, no joiner, no flag letter.
_NOT_ALONE = re.compile("[^\n -~\u00a0-\u02ff\u0391-\u03ff\u0400-\u0482\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]")


def count(text: str) -> int:
    """The number of extended grapheme clusters in TEXT (Unicode Annex 29, as the `regex` library has it)."""
    if _NOT_ALONE.search(text) is None:
        return len(text)
    return len(split(text))


def split(text: str) -> list[str]:
    """The clusters of TEXT, in order; joined they are TEXT."""
    return _cluster().findall(text)


@cache
def _cluster() -> regex.Pattern[str]:
    import regex  # noqa: PLC0415 - as long to import as all rules together, and most texts do without

    return regex.compile(r"\X")
