"""One incoming post with what stands around it: what we said, what they said before, their words, their question, our answers. Pure."""

from __future__ import annotations

from textual.content import Content

from livetweet.desk.painting import line, spread, wrap
from livetweet.desk.rows import View
from livetweet.desk.rows.inbox import SIGNS as INBOX_SIGNS
from livetweet.desk.rows.outbox import SIGNS
from livetweet.desk.signs import glyph
from livetweet.inbox.conversation import Conversation
from livetweet.inbox.literal import literal
from livetweet.inbox.stream import Item
from livetweet.model.part import Part
from livetweet.store.incoming import Received
from livetweet.store.questions import Question

WIDEST = 100  # cells of text: longer lines are hard to read


def title(item: Item, width: int) -> Content:
    """Who, when and how; how it stands at the right."""
    sign, colour = INBOX_SIGNS[item.mark]
    word = f"{literal(item.by or '')} answers" if item.by and item.mark.value == "answers" else item.mark.value
    left = line(
        (glyph("▌"), "$primary"),
        ("Conversation", "$primary bold"),
        (f"  @{literal(item.author)}", "$foreground"),
        (f"  {literal(item.name)}", "$muted"),
    )
    people = f" {glyph('×')}{item.people}" if item.people > 1 else ""
    return spread(
        width - 1, left, line(("kept  " if item.kept else "", "$success"), (f"{sign} {word}{people}", colour), (f"  {item.sign}", "$muted"))
    )


def paint(found: Conversation, item: Item, width: int, view: View) -> list[Content]:
    """All of it, from what we said down to what we answered."""
    width = min(width, WIDEST)
    lines: list[Content] = [line("")]
    if found.ours:
        lines += _section("We said", width) + _part(found.ours, width, view, "$secondary")
    for number, one in enumerate(found.above):
        lines += ([] if number else _section("Before", width)) + _received(one, width, view, "$muted")
    lines += _section(f"{'They answer' if item.how == 'reply' else 'They say'}", width)
    lines += _received(found.post, width, view, "$foreground bold")
    if found.question:
        lines += _section("Question", width) + _question(found.question, width)
    for number, part in enumerate(found.answers):
        lines += ([] if number else _section("We answered", width)) + _part(part, width, view, "$secondary")
    return lines


def _section(name: str, width: int) -> list[Content]:
    return [line((f" {name} ", "$faint"), (glyph("─") * max(width - len(name) - 3, 0), "$rule"))]


def _part(part: Part, width: int, view: View, style: str) -> list[Content]:
    sign, colour = SIGNS[part.state]
    reason = f": {literal(part.reason)}" if part.reason else ""
    head = line((f" {sign} ", colour), (view.clock(part.posted_at or part.due), "$muted"), (f"  {literal(part.account)}", "$secondary"))
    told = line((f"{part.state}{reason}", colour if reason else "$muted"))
    return [spread(width, head, told), *_words(part.text, width, 12, style), line("")]


def _received(one: Received, width: int, view: View, style: str) -> list[Content]:
    likes, edited = f"  {glyph('♥')} {one.likes}" if one.likes else "", "  edited" if one.edited_at else ""
    head = line(f"   {view.clock(one.at)}", (f"  @{literal(one.author)}", "$secondary"), (f"{likes}{edited}", "$muted"))
    private = "" if one.open else f"{glyph('¤')} {literal(one.visibility)}"
    words = [line(" " * 9, ("deleted by its author", "$muted"))] if one.text is None else _words(one.text, width, 40, style)
    return [spread(width, head, line((private, "$muted"))), *words, line("")]


def _question(question: Question, width: int) -> list[Content]:
    people = f"asked by {question.people}" if question.people > 1 else "asked once"
    flag = f"{question.flag} by its author" if question.flag else ""
    told = " · ".join(
        filter(None, [question.state.value, people, f"{glyph('♥')} {question.likes}" if question.likes else "", literal(question.room or ""), flag])
    )
    shown = question.shown or question.text
    return [line("   ", (told, "$accent")), *_words(shown, width, 4, "$secondary"), line("")]


def _words(text: str, width: int, most: int, style: str) -> list[Content]:
    return [line(" " * 9, (one, style)) for paragraph in text[:10_000].split("\n")[:most] for one in wrap(paragraph, width - 10, most)]
