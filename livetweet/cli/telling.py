"""Tells a rehearsed day line by line as it passes: what left, what came in, what went on stage. `rehearse` and `demo` share it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import click

from livetweet.cli import context as cli
from livetweet.inbox import questions
from livetweet.inbox.literal import literal
from livetweet.model.part import State
from livetweet.model.question import QuestionState
from livetweet.outbox import show
from livetweet.outbox.show import Listed
from livetweet.store import incoming, posts
from livetweet.store.connect import Store
from livetweet.writing import rules

_SETTLED = {State.POSTED, State.SKIPPED, State.FAILED, State.CANCELLED, State.HELD}


@dataclass(slots=True, kw_only=True)
class Teller:
    """`pause` is called after each line."""

    store: Store
    zone: ZoneInfo
    pause: Callable[[], None]
    _day: date | None = None
    _told: dict[int, list[State]] = field(default_factory=dict)
    _since: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    _asked: dict[int, QuestionState] = field(default_factory=dict)
    _incoming: int = 0
    _changes: int = -1

    def moved(self, _: datetime) -> bool:
        """Tell what has changed since the last line, if anything has; the headless loop calls it before time moves on."""
        changes = self.store.connection.total_changes
        if changes == self._changes:
            return False
        self._changes = changes
        news: list[tuple[datetime, str]] = []
        news += self._what_left()
        news += self._what_came_in()
        news += self._what_is_on_stage()
        for at, line in sorted(news):
            local = at.astimezone(self.zone)
            if local.date() != self._day:
                self._day = local.date()
                click.echo(click.style(f"\n── {local:%A %d %B %Y} " + "─" * 40, fg="bright_black"))
            click.echo(f"{click.style(f'{local:%H:%M}', dim=True)} {line}")
            self.pause()
        return bool(news)

    def _what_left(self) -> list[tuple[datetime, str]]:
        """One line a post once none of its deliveries is under way; another for each that comes to something else later."""
        with self.store.reading() as db:
            changed = posts.changed_since(db, self._since)
        news = []
        for post, at in changed:
            self._since = max(self._since, at)
            listed = show.one(self.store, post)
            if listed is None or listed.state not in _SETTLED or self._told.get(post) == (states := [one.state for one in listed.deliveries]):
                continue
            self._told[post] = states
            news.append((at, self._post_line(listed)))
        return news

    def _post_line(self, listed: Listed) -> str:
        signs = " ".join(f"{rules.get(one.account.network).sign}{cli.sign(one.state)}" for one in listed.deliveries)
        reasons = sorted({one.reason for one in listed.deliveries if one.reason})
        text = listed.deliveries[0].parts[0].text if listed.deliveries else ""
        shown = literal(" ".join(text.split()), 58)
        why = click.style("  " + literal("; ".join(reasons), 40), fg="yellow") if reasons else ""
        return f"{cli.sign(listed.state)} {click.style(f'{listed.post.draft.kind:<10}', bold=True)} {signs}  {shown}{why}"

    def _what_came_in(self) -> list[tuple[datetime, str]]:
        with self.store.reading() as db:
            new = incoming.after(db, self._incoming)
        news = []
        for one in new:
            self._incoming = one.id
            sign = click.style("?", fg="yellow") if one.asks else click.style("●", fg="blue")
            text = literal(" ".join((one.text or "").split()), 62)
            news.append((one.received_at, f"    {sign} {click.style('@' + literal(one.author, 24), fg='cyan')} {text}"))
        return news

    def _what_is_on_stage(self) -> list[tuple[datetime, str]]:
        news = []
        for question in questions.waiting(self.store, [QuestionState.STAGE, QuestionState.ANSWERED]):
            if self._asked.get(question.id) is not question.state:
                self._asked[question.id] = question.state
                asked = f" ({len(question.askers)} asked)" if len(question.askers) > 1 else ""
                words = "on stage" if question.state is QuestionState.STAGE else "answered"
                sign = click.style(
                    "►" if question.state is QuestionState.STAGE else "✓", fg="yellow" if question.state is QuestionState.STAGE else "green"
                )
                room = f" in {literal(question.room)}" if question.room and question.state is QuestionState.STAGE else ""
                news.append(
                    (question.changed_at, f"    {sign} {click.style(words + room, bold=True)}: {literal(question.shown or question.text, 60)}{asked}")
                )
        return news
