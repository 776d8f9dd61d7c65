"""`livetweet question`: keep the questions for the stage."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import click

from livetweet.cli.context import Context, say_json
from livetweet.cli.inbox import ID, clip, tell
from livetweet.cli.opening import Opened, opened
from livetweet.errors import NotFoundError
from livetweet.inbox import gathering, questions
from livetweet.inbox.belonging import sessions_of
from livetweet.inbox.outcome import Outcome
from livetweet.inbox.questions import About, RoomOf
from livetweet.model.question import QuestionState
from livetweet.store.questions import Question

_SIGNS = {
    QuestionState.WAITING: ("?", "yellow"),
    QuestionState.STAGE: ("►", "yellow"),
    QuestionState.ANSWERED: ("✓", "green"),
    QuestionState.PARKED: ("‖", None),
    QuestionState.DROPPED: ("–", "bright_black"),
}


@click.group("question")
def command() -> None:
    """Keep the questions for the stage."""


@command.command("list")
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice([state.value for state in QuestionState]),
    help="Only those in this state (may be repeated).",
)
@click.option("--session", metavar="ID", help="Only those for this session.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def list_(context: Context, states: tuple[str, ...], session: str | None, as_json: bool) -> None:
    """The questions in the order in which they should be asked."""
    with opened(context) as here:
        chosen = questions.waiting(here.store, [QuestionState(state) for state in states] or list(QuestionState))
        found = [one for one in chosen if session is None or one.session == session]
        if as_json:
            say_json({"questions": [_as_json(here, one) for one in found]})
            return
        for one in found:
            click.echo(_line(one))


@command.command()
@click.argument("text", required=False)
@click.option("--from", "incoming", multiple=True, type=ID, metavar="ID", help="The incoming post that asks it (may be repeated).")
@click.option("--session", metavar="ID", help="The session it is for; with --from, the one the post belongs to.")
@click.pass_obj
def add(context: Context, text: str | None, incoming: tuple[int, ...], session: str | None) -> None:
    """Keep a question: TEXT that somebody asked aloud, or an incoming post."""
    if (text is None) == (not incoming):
        raise click.UsageError("Give the question's TEXT, or --from and an incoming post's ID.")
    if incoming and session is not None:
        raise click.UsageError("--session goes with TEXT: a question --from an incoming post belongs to that post's session.")
    with opened(context) as here:
        now = here.clock.now()
        if text is not None:
            if session is not None and session not in {one.id for one in here.needed_programme().sessions}:
                raise NotFoundError(f"There is no session {session}: `livetweet programme show` shows those there are.")
            click.echo(str(questions.add(here.store, text, session=session, operator=here.operator, now=now, room=_rooms(here))))
            return
        asked = questions.ask(here.store, incoming, operator=here.operator, now=now, room=_rooms(here), about=_about(here))
        for question in dict.fromkeys(asked.questions.values()):
            click.echo(str(question))
        for one in asked.joined:
            click.echo(f"Incoming post {one} asks what question {asked.questions[one]} asks: that has one more asker.", err=True)
        tell(Outcome(done=(), refused=asked.refused), "added")


@command.command()
@click.argument("ids", nargs=-1, required=True, type=ID, metavar="ID…")
@click.pass_obj
def stage(context: Context, ids: tuple[int, ...]) -> None:
    """Put questions on stage, one a room; what was there becomes answered."""
    with opened(context) as here:
        tell(questions.stage(here.store, ids, operator=here.operator, now=here.clock.now(), room=_rooms(here), replies=True), "on stage")


def _act(name: str, act: Callable[..., Outcome], done: str, line: str) -> None:
    @command.command(name, help=line)
    @click.argument("ids", nargs=-1, required=True, type=ID, metavar="ID…")
    @click.pass_obj
    def run(context: Context, ids: tuple[int, ...]) -> None:
        with opened(context) as here:
            tell(act(here.store, ids, operator=here.operator, now=here.clock.now()), done)


_act("answer", partial(questions.answer, replies=True), "answered", "Say that questions were answered.")
_act("park", questions.park, "parked", "Put questions aside, for later.")
_act("drop", questions.drop, "dropped", "Let questions go.")
_act("up", questions.move_up, "moved up", "Put questions before all others, the first foremost.")
_act("merge", gathering.merge, "merged", "Make one question of several: the first keeps its words and takes over the askers.")
_act("split", gathering.split, "split", "Make a question of its own of each post behind a question.")
_act("undo", gathering.undo, "undone", "Take back the last step on each question.")


def _rooms(here: Opened) -> RoomOf:
    rooms = {session.id: session.room for session in here.programme().sessions}
    return rooms.get


def _about(here: Opened) -> About:
    return sessions_of(here.programme().sessions, here.workspace.hashtags.tags).about


def _line(one: Question) -> str:
    mark, colour = _SIGNS[one.state]
    note = f"({one.flag}) " if one.flag else ""
    people = f"{one.people}×" if one.people > 1 else ""
    return clip(
        f"{click.style(mark, fg=colour)} {one.id:>4} {one.state.value:<8} {people:>4} {note}", f"{one.room}: {one.text}" if one.room else one.text
    )


def _as_json(here: Opened, one: Question) -> dict[str, object]:
    return {
        "id": str(one.id),
        "text": one.text or None,
        "shown": one.shown,
        "state": one.state.value,
        "session": one.session,
        "room": one.room,
        "people": one.people,
        "likes": one.likes,
        "flag": one.flag,
        "created": here.local(one.created_at),
        "changed": here.local(one.changed_at),
        "askers": [
            {"incoming": str(asker.incoming), "network": asker.network, "author": asker.author, "name": asker.name, "url": asker.url}
            for asker in one.askers
        ],
    }
