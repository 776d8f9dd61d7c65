"""Commands on what came in, and on the questions made of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from livetweet.desk.browser import open_address
from livetweet.desk.commands import CONVERSATION, INBOX, OUTBOX
from livetweet.desk.dialogs import Ask, Choose
from livetweet.errors import NotAllowedError
from livetweet.inbox import errands, mutes, questions, triage
from livetweet.inbox.belonging import Sessions
from livetweet.inbox.literal import literal
from livetweet.inbox.outcome import Outcome
from livetweet.inbox.questions import About, Asked
from livetweet.inbox.stream import Item
from livetweet.model.incoming import IncomingState
from livetweet.model.question import QuestionState
from livetweet.outbox import show
from livetweet.store.connect import Store
from livetweet.store.mutes import Mute
from livetweet.writing import rules

if TYPE_CHECKING:
    from livetweet.desk.screen import DeskScreen


MUTED = "z mutes, and takes that back."


def about(desk: DeskScreen) -> About:
    """The session of what stands in no thread of ours: by its tag and time, else what is on in my room."""
    tags, room = desk.workspace.hashtags.tags, desk.room
    sessions = Sessions(slots=desk.snapshot.slots if desk.snapshot else (), of_sessions=tags.sessions, of_rooms=tags.rooms)
    return lambda text, at: sessions.about(text, at, room)


def room_of(desk: DeskScreen) -> Callable[[str], str | None]:
    """The room of a session."""
    snapshot = desk.snapshot
    return snapshot.room_of if snapshot is not None else lambda _: None


def question(desk: DeskScreen) -> None:
    """To the waiting ones."""
    ids = [item.id for item in desk.chosen.items()]
    if ids:
        desk.ask(
            lambda store: questions.ask(store, ids, operator=desk.operator, now=desk.clock.now(), room=room_of(desk), about=about(desk)),
            desk.show_asked,
        )


def stage(desk: DeskScreen) -> None:
    """On stage now, made a question first where it is none."""
    items = desk.chosen.items()
    if not items:
        return
    item, told = items[0], about(desk)

    def deed(store: Store) -> Asked | Outcome:
        now, asked = desk.clock.now(), questions.behind(store, [item.id])
        if not asked:
            made = questions.ask(store, [item.id], operator=desk.operator, now=now, room=room_of(desk), about=told)
            if made.refused:
                return made
            asked = dict(made.questions)
        return questions.stage(store, asked.values(), operator=desk.operator, now=now, room=room_of(desk), replies=True)

    def staged(outcome: Asked | Outcome) -> None:
        desk.show_outcome(outcome, questions=True)
        if isinstance(outcome, Outcome):
            desk.history.questions(outcome.done)

    desk.ask(deed, staged)


def done(desk: DeskScreen) -> None:
    """A question on stage is answered; any other row is read."""

    def answer(store: Store, asked: Iterable[int]) -> Outcome:
        return questions.answer(store, asked, operator=desk.operator, now=desk.clock.now(), replies=True)

    _deal(desk, {QuestionState.STAGE}, answer, IncomingState.READ)


def drop_items(desk: DeskScreen) -> None:
    """A question is dropped, on stage or waiting; any other row is dismissed."""

    def drop(store: Store, asked: Iterable[int]) -> Outcome:
        return questions.drop(store, asked, operator=desk.operator, now=desk.clock.now())

    _deal(desk, {QuestionState.STAGE, QuestionState.WAITING}, drop, IncomingState.DISMISSED)


def _deal(desk: DeskScreen, states: Collection[QuestionState], step: Callable[[Store, Iterable[int]], Outcome], state: IncomingState) -> None:
    """STEP for the rows that are questions in STATES by the time it is done, whatever they were when the key was pressed; the others are now in STATE."""
    ids = [item.id for item in desk.chosen.items()]

    def deed(store: Store) -> tuple[Outcome, Mapping[int, IncomingState], Outcome]:
        asked = questions.behind(store, ids, states)
        others = [id_ for id_ in ids if id_ not in asked]
        before = triage.states(store, others)
        return step(store, asked.values()), before, triage.mark(store, others, state, operator=desk.operator, now=desk.clock.now())

    def told(result: tuple[Outcome, Mapping[int, IncomingState], Outcome]) -> None:
        stepped_on, before, marked = result
        stepped(desk)(stepped_on)
        desk.show_outcome(marked)
        desk.history.marked({id_: before[id_] for id_ in marked.done}, state)

    if ids:
        desk.ask(deed, told)


def stepped(desk: DeskScreen) -> Callable[[Outcome], None]:
    """What follows a step of questions."""

    def told(outcome: Outcome) -> None:
        desk.show_outcome(outcome, questions=True)
        desk.history.questions(outcome.done)

    return told


def park(desk: DeskScreen) -> None:
    step_on(
        desk,
        lambda store, ids: questions.park(store, ids, operator=desk.operator, now=desk.clock.now()),
        "Only a question can be parked: w makes it one.",
    )


def step_on(desk: DeskScreen, step: Callable[[Store, Sequence[int]], Outcome], none: str) -> None:
    """STEP for the questions that the rows are by the time it is done; where none is one, NONE is said."""
    ids = [item.id for item in desk.chosen.items()]

    def deed(store: Store) -> Outcome:
        asked = tuple(questions.behind(store, ids).values())
        if ids and not asked:
            raise NotAllowedError(none)
        return step(store, asked)

    if ids:
        desk.ask(deed, stepped(desk), desk.say)


def browser(desk: DeskScreen) -> None:
    """The post where it stands: theirs, or ours on the first network that it has left to."""
    item = next(iter(desk.chosen.items()), None) if desk.pane in {INBOX, CONVERSATION} else None
    post = next(iter(desk.chosen.posts()), None) if desk.pane == OUTBOX else None

    def found(address: str | None) -> None:
        if address:
            desk.aside(lambda: open_address(address), desk.say)
        else:
            desk.say("There is no address to open.")

    desk.ask(lambda store: item.url if item else _address_of(store, post) if post else None, found)


def _address_of(store: Store, post: int) -> str | None:
    listed = show.one(store, post)
    if listed is None:
        return None
    deliveries = sorted(listed.deliveries, key=lambda one: rules.rank(one.account.network))  # as the header has them
    return next((part.url for delivery in deliveries for part in delivery.parts if part.url), None)


def boost(desk: DeskScreen) -> None:
    """To who follows us; `u` takes it back within ten seconds."""
    _pass_on(desk, errands.boost, "boosted")


def favourite(desk: DeskScreen) -> None:
    """We like it; `u` takes that back within ten seconds."""
    _pass_on(desk, errands.favourite, "liked")


def _pass_on(desk: DeskScreen, act: Callable[..., Outcome], done: str) -> None:
    def told(outcome: Outcome) -> None:
        desk.show_outcome(outcome)
        desk.history.passed_on(outcome.done)
        if outcome.done:
            desk.say(f"It is {done} in 10 s: u takes that back." if len(outcome.done) == 1 else f"{len(outcome.done)} posts are {done} in 10 s.")

    if ids := [item.id for item in desk.chosen.items()]:
        desk.ask(lambda store: act(store, ids, operator=desk.operator, now=desk.clock.now()), told)


def keep(desk: DeskScreen) -> None:
    """For the recap, or no more."""
    if ids := [item.id for item in desk.chosen.items()]:
        desk.ask(
            lambda store: triage.keep(store, ids),
            lambda kept: desk.say_final("Kept for the recap." if kept else "No longer kept for the recap.", "* takes that back."),
        )


def mute(desk: DeskScreen) -> None:
    """The author of the row, or a word asked for; or the last one muted is heard again."""
    if items := desk.chosen.items():
        desk.ask(mutes.muted, desk.if_here(lambda muted: _ask_what_to_mute(desk, items[0], muted), "z"))


def _ask_what_to_mute(desk: DeskScreen, item: Item, muted: Sequence[Mute]) -> None:
    told = (
        [f"Muted now: {', '.join(f'@{one.what}' if one.network else f'“{one.what}”' for one in muted)}"]
        if muted
        else ["Nobody and nothing is muted."]
    )
    choices = [("p", "person", f"this person: @{literal(item.author)}"), ("w", "word", "a word")]
    if muted:
        choices.append(("b", "back", "the last one is shown again"))

    def chosen(answer: str | None) -> None:
        if answer == "person":
            desk.ask(
                lambda store: mutes.mute_author(store, item.id, operator=desk.operator, now=desk.clock.now()),
                lambda who: desk.say_final(f"@{who} is muted: z takes that back.", MUTED),
            )
        elif answer == "word":
            desk.app.push_screen(Ask("Mute", "a word: no post that says it is shown"), word)
        elif answer == "back":
            desk.ask(mutes.unmute_last, lambda what: desk.say_final(f"{what} is shown again.", MUTED))

    def word(text: str | None) -> None:
        if text:
            desk.ask(
                lambda store: mutes.mute_word(store, text, operator=desk.operator, now=desk.clock.now()),
                lambda what: desk.say_final(f"“{what}” is muted: z takes that back.", MUTED),
            )

    desk.app.push_screen(Choose("Mute: it is taken in, but not shown", told, choices), chosen)


DEEDS: Mapping[str, Callable[[DeskScreen], None]] = {
    "question": question, "stage": stage, "done": done, "park": park, "browser": browser, "keep": keep, "mute": mute,
    "boost": boost, "favourite": favourite,
}  # fmt: skip
