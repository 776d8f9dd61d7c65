"""HTML of the fediverse made plain text: the words, their lines, and links in full; nothing that a screen would obey comes through as markup.

Mastodon sends a small set of elements (docs.joinmastodon.org/spec/activitypub/#sanitization, 2026-07), other servers send more; whatever is not known is passed over
and its words are kept.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BLOCKS = frozenset("p div blockquote pre ul ol h1 h2 h3 h4 h5 h6 table tr".split())
_SILENT = frozenset("script style template title".split())
_MANY_LINES = re.compile(r"\n{3,}")
_MARKUP = re.compile(r"<[^>]*>?")


def to_plain(html: str) -> str:
    """The text of HTML, paragraphs apart by an empty line; of what is no HTML at all, whatever stands between its tags."""
    try:
        words = _read(html)
    except Exception:  # noqa: BLE001 - html.parser asserts, or refuses a number, over markup that nobody writes in good faith
        words = _MARKUP.sub(" ", html)
    lines = words.split("\n")
    return _MANY_LINES.sub("\n\n", "\n".join(line.rstrip(" \t") for line in lines)).strip("\n\t ")


def _read(html: str) -> str:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "".join(reader.words)


class _Reader(HTMLParser):
    """`words` is the text as it goes. `_quiet` counts the elements open around us whose content is not for reading."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._quiet = 0
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._say("\n")
            return
        if tag in _BLOCKS and self.words:
            self._say("\n\n" if tag != "tr" else "\n")
        if tag == "li":
            self._say("\n- ")
        if tag in {"img", "hr", "input", "wbr"}:
            return
        quiet = tag in _SILENT or "quote-inline" in (dict(attrs).get("class") or "").split()  # "RE: link", for clients that know no quotes (4.5)
        self._open.append((tag, quiet))
        self._quiet += quiet

    def handle_endtag(self, tag: str) -> None:
        if not any(name == tag for name, _ in self._open):
            return
        while self._open:
            name, quiet = self._open.pop()
            self._quiet -= quiet
            if name == tag:
                break
        if tag in _BLOCKS:
            self._say("\n\n" if tag != "tr" else "\n")

    def handle_data(self, data: str) -> None:
        self._say(data)

    def _say(self, words: str) -> None:
        if not self._quiet:
            self.words.append(words)
