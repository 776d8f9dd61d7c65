"""Text as it is published, made fit to be shown: called for every title, name, room and track of a programme, whatever its format."""

from __future__ import annotations

import codecs
import html
import re

_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", re.IGNORECASE)

# Only what formats a line of HTML is dropped. "<3", "C++ <vector>", "mail to <me@example.org>" and even a joker's "<script>" are words, shown as such.
_MARKUP = re.compile(
    r"</?(?:a|abbr|b|big|br|cite|code|del|div|em|font|h[1-6]|i|img|ins|kbd|li|mark|ol|p|pre|q|s|samp|small|span|strike|strong|sub|sup|tt|u|ul|var)"
    r"(?:\s[^<>]{0,2000})?/?>",
    re.IGNORECASE,
)
_BREAK = re.compile(r"<(?:br|/?p|/?div|/?li)\s{0,9}/?>", re.IGNORECASE)

# Controls, bidi embeddings, overrides and isolates, what has no width but joins nothing, halves of surrogate pairs. Joiners stay: emoji need them.
_HIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]")

_WORD = r"(?:cancell?ed|annul[ée]e?s?|abgesagt|ausgefallen|cancelad[oa]s?|anulad[oa]s?|annullat[oaie]|geannuleerd)"
_STEMS = ("cancel", "annul", "abgesagt", "ausgefallen", "anulad")  # one of them is in whatever _CANCELLED finds
_CANCELLED = (
    re.compile(rf"[\[({{]\s*{_WORD}\b[^\])}}]{{0,40}}[\])}}]", re.IGNORECASE),
    re.compile(rf"^\W*{_WORD}\s*(?:$|[:|!.,–—-])", re.IGNORECASE),
    re.compile(rf"[:|–—-]\s*{_WORD}\W*$", re.IGNORECASE),
    re.compile(r"\b(?:CANCELL?ED|ANNUL[ÉE]E?S?|ABGESAGT)\b"),
    re.compile(r"^\W*annul[ée]e?s?\b", re.IGNORECASE),
)


def clean(text: str | None) -> str:
    """TEXT on one line: entities and tags that were escaped once too often are gone, spaces of all kinds collapsed, hidden characters removed."""
    if not text:
        return ""
    if "&" in text:
        text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    if "<" in text:
        text = _MARKUP.sub("", _BREAK.sub(" ", text))
    if not text.isprintable():
        text = _HIDDEN.sub("", text)
    return " ".join(text.split())


def clean_or_none(text: str | None) -> str | None:
    return clean(text) or None


def says_cancelled(title: str) -> bool:
    """Whether the words of TITLE say that the session does not take place: "CANCELLED – …", "[canceled] …", "Annulé : …"."""
    folded = title.casefold()
    return any(stem in folded for stem in _STEMS) and any(pattern.search(title) for pattern in _CANCELLED)


def decode(data: bytes) -> str:
    """DATA as text, whatever it is: by its byte order mark, else as UTF-8 with replacement characters for what is not."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    return data.removeprefix(codecs.BOM_UTF8).decode("utf-8", errors="replace")


def decode_old(data: bytes) -> str:
    """DATA as text where old programs wrote it too: by its byte order mark, as UTF-16 where every second byte is nothing, as UTF-8, as Windows' Latin."""
    head = data[:2000]
    if not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        if head[1::2].count(0) > len(head) // 4:
            return data.decode("utf-16-le", errors="replace")
        if head[::2].count(0) > len(head) // 4:
            return data.decode("utf-16-be", errors="replace")
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return data.decode("cp1252", errors="replace")
    return decode(data)
