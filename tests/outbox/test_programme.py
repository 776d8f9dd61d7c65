"""The programme changes while posts wait: drafts follow, approved posts whose text stays the same move along, the others are held for a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from livetweet.model.part import State
from livetweet.model.person import Person
from livetweet.model.post import Kind
from livetweet.model.programme import Programme
from livetweet.outbox import acts, byhand, drafts
from livetweet.outbox.plan import Followed, apply_plan
from livetweet.outbox.programme import Imported, change_programme, import_programme
from livetweet.programme import change
from livetweet.programme.diff import What
from livetweet.store import posts, programmes
from livetweet.store.parts import PROGRAMME_CHANGED
from livetweet.writing.plan import plan
from tests.building import KITES, NOW, OPERATOR, PROGRAMME, TEN, ZOE, Event, changed, context_of

HALF = timedelta(minutes=30)
HELD = {name: [f"held: {PROGRAMME_CHANGED}"] for name in ("bird", "masto", "sky")}
SCHEDULED = {name: ["scheduled"] for name in ("bird", "masto", "sky")}
LATER = changed(PROGRAMME, "kites", start=TEN + HALF, end=TEN + HALF + timedelta(minutes=45))


def imports(event: Event, programme: Programme) -> Imported:
    done = import_programme(event.store, programme, "fair.xml", context_of, OPERATOR, event.clock)
    with event.store.reading() as db:
        in_force = programmes.in_force(db)
    assert in_force is not None
    event.context = context_of(in_force)
    return done


@pytest.fixture
def day(event: Event) -> Event:
    """The fair's programme imported and planned, nothing approved yet."""
    imports(event, PROGRAMME)
    made = plan(PROGRAMME, event.context.hashtags, event.context.speakers, NOW)
    apply_plan(event.store, made, event.context, OPERATOR, event.clock)
    return event


def post_of(event: Event, key: str) -> int:
    with event.store.reading() as db:
        return posts.by_key(db)[key].id


def approved(event: Event, *keys: str) -> list[int]:
    ids = [post_of(event, key) for key in keys]
    assert event.approve(*ids).refused == ()
    return ids


def told(done: Imported) -> list[tuple[What, str]]:
    return [(one.what, one.session.id) for one in done.differences]


def test_first_import_changes_no_posts_and_shows_no_differences(event: Event) -> None:
    typed = event.draft("Mine.")
    assert imports(event, PROGRAMME) == Imported(differences=[], settled=[], followed=Followed())
    assert event.post(typed).revision == 1


def test_the_same_programme_again_changes_nothing(day: Event) -> None:
    approved(day, "start:kites", "thanks:kites", "up-next:2027-03-18T10:00")
    before = day.rows("SELECT * FROM post"), day.rows("SELECT * FROM part")
    assert imports(day, PROGRAMME) == Imported(differences=[], settled=[], followed=Followed())
    assert (day.rows("SELECT * FROM post"), day.rows("SELECT * FROM part")) == before


STARS = replace(KITES, id="stars", title="Stars", start=TEN + timedelta(hours=3), end=TEN + timedelta(hours=4))


def test_import_of_something_new_brings_its_drafts_where_the_event_is_planned(day: Event) -> None:
    done = imports(day, replace(PROGRAMME, sessions=(*PROGRAMME.sessions, STARS)))
    with day.store.reading() as db:
        new = {key for key, post in posts.by_key(db).items() if post.id in done.followed.added}
    assert (told(done), new) == (
        [(What.ADDED, "stars")],
        {"start:stars", "quote:stars:1", "questions:stars", "thanks:stars", "up-next:2027-03-18T13:00"},
    )


def test_import_invents_no_posts_where_nothing_was_planned(event: Event) -> None:
    imports(event, PROGRAMME)
    assert imports(event, replace(PROGRAMME, sessions=(*PROGRAMME.sessions, STARS))).followed == Followed()


def test_import_brings_back_nothing_that_somebody_threw_away(day: Event) -> None:
    acts.delete(day.store, [post_of(day, "thanks:kites")], OPERATOR, day.clock)
    assert imports(day, LATER).followed.added == (post_of(day, "up-next:2027-03-18T10:30"),)


# ---- a session moves


def test_moved_session_takes_along_what_is_approved_and_says_nothing_of_the_time(day: Event) -> None:
    [start] = approved(day, "start:kites")
    keys = [part.key for part in day.parts(start)]
    done = imports(day, LATER)
    assert (told(done), done.followed.moved) == ([(What.MOVED, "kites")], (start,))
    assert day.states(start) == SCHEDULED
    assert {(part.due, part.latest) for part in day.parts(start)} == {(TEN + HALF, TEN + HALF + timedelta(minutes=10))}
    assert [part.key for part in day.parts(start)] == keys
    assert day.post(start).approved_by == OPERATOR


def test_moved_session_holds_what_tells_its_time_with_the_new_draft_beside(day: Event) -> None:
    [questions] = approved(day, "questions:kites")
    text = day.parts(questions)[0].text
    done = imports(day, LATER)
    assert questions in done.followed.held
    assert day.states(questions) == HELD
    assert day.parts(questions)[0].text == text
    beside = post_of(day, "questions:kites")
    assert beside in done.followed.added
    draft = day.post(beside).draft
    assert (draft.kind, draft.session, draft.due, day.post(beside).approved_at) == (Kind.QUESTIONS, "kites", TEN + HALF + timedelta(minutes=35), None)


def test_held_with_its_session_stays_held_and_moves(day: Event) -> None:
    [start] = approved(day, "start:kites")
    acts.hold(day.store, [start], OPERATOR, day.clock)
    assert imports(day, LATER).followed.moved == (start,)
    assert day.states(start) == {name: ["held: by Léa"] for name in SCHEDULED}
    assert {part.due for part in day.parts(start)} == {TEN + HALF}


def test_moved_by_hand_keeps_its_distance_from_the_session(day: Event) -> None:
    [start] = approved(day, "start:kites")
    acts.move(day.store, [start], OPERATOR, day.clock, by=timedelta(minutes=4))
    assert imports(day, PROGRAMME).followed == Followed()
    assert imports(day, LATER).followed.moved == (start,)
    assert {part.due for part in day.parts(start)} == {TEN + HALF + timedelta(minutes=4)}


def test_time_set_by_an_edit_is_kept_over_imports(day: Event) -> None:
    post = post_of(day, "start:kites")
    drafts.edit(day.store, post, due=TEN + timedelta(minutes=2))
    day.approve(post)
    imports(day, PROGRAMME)
    assert {part.due for part in day.parts(post)} == {TEN + timedelta(minutes=2)}


def test_what_has_left_or_failed_is_not_touched(day: Event) -> None:
    [start] = approved(day, "start:kites")
    for account, state in (("bird", State.POSTED), ("masto", State.FAILED), ("sky", State.UNKNOWN)):
        day.put(start, state, account=account)
    before = day.rows("SELECT * FROM part")
    imports(day, LATER)
    assert day.rows("SELECT * FROM part") == before


def test_up_next_of_a_time_at_which_nothing_starts_any_more_is_held_and_written_anew(day: Event) -> None:
    [ten] = approved(day, "up-next:2027-03-18T10:00")
    both_later = changed(LATER, "moss", start=TEN + HALF, end=TEN + 2 * HALF)
    done = imports(day, both_later)
    anew = post_of(day, "up-next:2027-03-18T10:30")
    assert (ten in done.followed.held, anew in done.followed.added) == (True, True)
    assert day.states(ten) == HELD
    assert (day.post(anew).draft.slot, day.post(anew).draft.due) == (("kites", "moss"), TEN + timedelta(minutes=20))


def test_up_next_drafts_follow_sessions_that_part(day: Event) -> None:
    done = imports(day, LATER)
    ten, half_past = post_of(day, "up-next:2027-03-18T10:00"), post_of(day, "up-next:2027-03-18T10:30")
    assert (day.post(ten).draft.slot, day.post(half_past).draft.slot) == (("moss",), ("kites",))
    assert (ten in done.followed.changed, done.followed.added) == (True, (half_past,))


def test_up_next_that_would_be_too_late_is_not_written_anew(day: Event) -> None:
    day.clock.move_to(TEN + timedelta(hours=2))
    assert imports(day, LATER).followed.added == ()


# ---- a session is renamed, has other speakers or another room


@pytest.mark.parametrize(
    ("values", "what"),
    [
        ({"title": "Kites at dusk"}, What.RENAMED),
        ({"speakers": (ZOE, Person(name="Ann Poe"))}, What.SPEAKERS),
        ({"room": "Curie"}, What.MOVED),
    ],
)
def test_what_the_text_tells_is_held_with_the_new_text_beside(day: Event, values: dict[str, object], what: What) -> None:
    [start] = approved(day, "start:kites")
    done = imports(day, changed(PROGRAMME, "kites", **values))
    assert (told(done), day.states(start)) == ([(what, "kites")], HELD)
    beside = post_of(day, "start:kites")
    assert beside != start
    day.approve(beside)
    old, new = day.parts(start)[0].text, day.parts(beside)[0].text
    assert (old == new, day.states(beside)) == (False, SCHEDULED)


def test_text_that_stays_the_same_is_not_held(day: Event) -> None:
    [thanks] = approved(day, "thanks:tides")
    imports(day, changed(PROGRAMME, "tides", track="Sea"))
    assert day.states(thanks) == SCHEDULED


def test_beside_a_held_one_only_what_has_not_left_is_written_anew(day: Event) -> None:
    [start] = approved(day, "start:kites")
    day.put(start, State.POSTED, account="masto")
    imports(day, changed(PROGRAMME, "kites", title="Kites at dusk"))
    assert day.states(start) == HELD | {"masto": ["posted"]}
    beside = post_of(day, "start:kites")
    day.approve(beside)
    assert day.states(beside) == {"bird": ["scheduled"], "sky": ["scheduled"]}


def test_held_once_is_not_held_again_nor_doubled(day: Event) -> None:
    approved(day, "start:kites")
    imports(day, changed(PROGRAMME, "kites", title="Kites at dusk"))
    number = len(day.rows("SELECT id FROM post"))
    done = imports(day, changed(PROGRAMME, "kites", title="Kites at noon"))
    assert (done.followed.held, len(day.rows("SELECT id FROM post"))) == ((), number)


def test_what_a_person_was_given_to_post_stays_theirs_and_moves_with_its_session(day: Event) -> None:
    """Were the mark lost, a release would have the worker post it too."""
    [start] = approved(day, "start:kites")
    byhand.begin(day.store, start, OPERATOR, day.clock, account="sky")
    imports(day, LATER)
    assert day.states(start) == SCHEDULED | {"sky": ["held: by hand"]}
    assert {part.due for part in day.parts(start)} == {TEN + HALF}
    imports(day, changed(LATER, "kites", title="Kites at dusk"))
    assert day.states(start) == HELD | {"sky": ["held: by hand"]}
    imports(day, replace(LATER, sessions=LATER.sessions[1:]))
    assert day.states(start) == HELD | {"sky": ["held: by hand"]}


def test_touched_text_is_never_changed(day: Event) -> None:
    draft, waiting = post_of(day, "thanks:kites"), post_of(day, "start:kites")
    for post in (draft, waiting):
        drafts.edit(day.store, post, texts={"*": "In my own words."})
    day.approve(waiting)
    done = imports(day, changed(LATER, "kites", title="Kites at dusk"))
    assert day.post(draft).draft.texts == {"*": "In my own words."}
    assert {part.text for part in day.parts(waiting)} == {"In my own words."}
    assert day.states(waiting) == SCHEDULED
    assert waiting in done.followed.moved


def test_touched_on_one_network_is_held_where_the_template_speaks(day: Event) -> None:
    start = post_of(day, "start:kites")
    drafts.edit(day.store, start, texts={"x": "Short, by hand."})
    day.approve(start)
    done = imports(day, changed(PROGRAMME, "kites", title="Kites at dusk"))
    assert day.states(start) == HELD
    assert (start in done.followed.held, done.followed.added) == (True, ())  # a person's text has no draft of ours beside it


# ---- a session is gone


@pytest.mark.parametrize(
    "programme",
    [replace(PROGRAMME, sessions=PROGRAMME.sessions[1:]), changed(PROGRAMME, "kites", cancelled=True)],
    ids=["removed", "cancelled"],
)
def test_session_that_is_gone_drops_drafts_and_holds_what_is_approved(day: Event, programme: Programme) -> None:
    [start] = approved(day, "start:kites")
    touched = post_of(day, "questions:kites")
    thanks = post_of(day, "thanks:kites")
    drafts.edit(day.store, touched, texts={"*": "Mine."})
    done = imports(day, programme)
    assert day.states(start) == HELD
    assert day.post(touched).draft.texts == {"*": "Mine."}
    with day.store.reading() as db:
        left = {key for key, post in posts.by_key(db).items() if "kites" in key and not post.deleted}
    assert left == {"start:kites", "questions:kites"}
    assert start in done.followed.held
    assert set(done.followed.dropped) >= {thanks}
    assert [refusal.post for refusal in day.approve(touched).refused] == ([touched] if len(programme.sessions) == 2 else [])


def test_session_that_takes_place_after_all_has_its_drafts_again(day: Event) -> None:
    imports(day, changed(PROGRAMME, "kites", cancelled=True))
    imports(day, PROGRAMME)
    with day.store.reading() as db:
        there = {key for key, post in posts.by_key(db).items() if not post.deleted}
    assert there == {draft.key for draft in plan(PROGRAMME, day.context.hashtags, day.context.speakers, NOW).drafts}


def test_up_next_loses_the_session_that_is_gone(day: Event) -> None:
    imports(day, changed(PROGRAMME, "kites", cancelled=True))
    assert day.post(post_of(day, "up-next:2027-03-18T10:00")).draft.slot == ("moss",)


# ---- by hand


def test_late_acts_at_once(day: Event) -> None:
    [start] = approved(day, "start:kites")
    changes = change.make(PROGRAMME, "kites", late=12)
    done = change_programme(day.store, changes, context_of, OPERATOR, day.clock)
    assert (told(done), done.followed.moved) == ([(What.MOVED, "kites")], (start,))
    assert {part.due for part in day.parts(start)} == {TEN + timedelta(minutes=12)}
    change_programme(day.store, change.make(PROGRAMME, "kites", late=20), context_of, OPERATOR, day.clock)
    assert {part.due for part in day.parts(start)} == {TEN + timedelta(minutes=20)}  # said twice, the second holds


def test_change_by_hand_is_kept_over_imports_until_the_source_says_the_same(day: Event) -> None:
    [start] = approved(day, "start:kites")
    change_programme(day.store, change.make(PROGRAMME, "kites", start="10:30"), context_of, OPERATOR, day.clock)
    assert imports(day, PROGRAMME).followed.moved == ()
    assert {part.due for part in day.parts(start)} == {TEN + HALF}
    done = imports(day, LATER)
    assert [(one.session, one.field) for one in done.settled] == [("kites", change.Field.START)]
    assert {part.due for part in day.parts(start)} == {TEN + HALF}
    imports(day, PROGRAMME)
    assert {part.due for part in day.parts(start)} == {TEN}


def test_change_before_any_import_changes_no_posts(event: Event) -> None:
    changes = change.make(PROGRAMME, "kites", cancel=True)
    assert change_programme(event.store, changes, context_of, OPERATOR, event.clock) == Imported(differences=[], settled=[], followed=Followed())
