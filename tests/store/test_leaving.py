"""What DESIGN's rules 3 to 8 say of one part, condition by condition, on a real SQLite file."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from decimal import Decimal
from threading import Barrier
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from livetweet.clock import from_stamp, to_stamp
from livetweet.model.part import Part, State
from livetweet.model.post import IfLate
from livetweet.model.ref import Ref
from livetweet.store import accounts, answered, attempts, gates, leaving, parts
from livetweet.store.connect import Store
from livetweet.store.leaving import Candidate, Mark, Place
from tests.building import NOW
from tests.wire import Hall

ACCOUNT = "bird"
DUE = NOW + timedelta(minutes=5)
LATEST = DUE + timedelta(minutes=10)
HERE = Place(pause=2.0)
SECOND = timedelta(seconds=1)
INSTANT = timedelta(microseconds=1)
LONG = "A thread is longer than one post may be, and so it goes on. " * 9
REF = Ref(id="remote", cid="cid", root_id="root", root_cid="root-cid")


def first_part(hall: Hall, text: str = "Said once.", **values: Any) -> Part:
    """The first part on bird of a post due at `DUE`, with its server's clock just seen to agree."""
    post = hall.event.scheduled(text, due=DUE, latest=LATEST, **({"accounts": (ACCOUNT,)} | values))
    with hall.event.store.writing() as db:
        accounts.server_seen(db, ACCOUNT, DUE, 0.0)
    return hall.event.parts(post)[0]


def change(hall: Hall, sql: str, *values: object) -> None:
    with hall.event.store.writing() as db:
        db.execute(sql, values)


def choose(hall: Hall, now: datetime = DUE, place: Place = HERE) -> Candidate | None:
    with hall.event.store.reading() as db:
        return leaving.next_to_leave(db, ACCOUNT, now, place)


def mark(hall: Hall, candidate: Candidate, now: datetime = DUE, place: Place = HERE, body: str = "the bytes") -> Mark | None:
    with hall.event.store.writing() as db:
        return leaving.mark(db, candidate, body, "record", now, place, now + timedelta(seconds=65))


def marked(hall: Hall, now: datetime = DUE) -> Mark:
    candidate = choose(hall, now)
    assert candidate is not None
    made = mark(hall, candidate, now)
    assert made is not None
    return made


def part(hall: Hall, id_: int) -> Part:
    (row,) = hall.event.store.connection.execute("SELECT * FROM part WHERE id = ?", (id_,)).fetchall()
    return parts.part_of(row)


def states(hall: Hall, post: int) -> list[str]:
    return hall.event.states(post)[ACCOUNT]


def answer(hall: Hall, function: Callable[..., Any], *values: Any) -> Any:
    with hall.event.store.writing() as db:
        return function(db, *values)


# ---- the commit mark


def test_mark_takes_the_part_and_writes_down_the_exact_call(hall: Hall) -> None:
    chosen = first_part(hall)
    candidate = choose(hall)
    assert candidate == Candidate(part=chosen, parent=None, answers=None, body_before=None, record_key_before=None, first_at=None)
    made = mark(hall, candidate)
    assert made == Mark(attempt=1, part=chosen.id, at=DUE, until=DUE + timedelta(seconds=5))
    assert part(hall, chosen.id).state is State.SENDING
    assert hall.event.rows("SELECT * FROM attempt") == [
        {
            "id": 1,
            "part": chosen.id,
            "revision": 1,
            "key": chosen.key,
            "began_at": to_stamp(DUE),
            "server_skew": 0.0,
            "body": "the bytes",
            "record_key": "record",
            "outcome": None,
            "words": None,
            "ended_at": None,
            "looks": 0,
            "look_at": to_stamp(DUE + timedelta(seconds=65)),
        }
    ]
    assert gates.read(hall.event.store.connection).attempts == 1


def test_mark_holds_for_five_seconds_and_not_beyond_latest(hall: Hall) -> None:
    first_part(hall)
    change(hall, "UPDATE part SET latest = ?", to_stamp(DUE + 2 * SECOND))
    assert marked(hall).until == DUE + 2 * SECOND


SINCE_CHOSEN: dict[str, tuple[str, tuple[object, ...]]] = {
    "another revision": ("UPDATE part SET revision = revision + 1", ()),
    "gone": ("DELETE FROM part", ()),
    "due a moment later": ("UPDATE part SET due = ?", (to_stamp(DUE + INSTANT),)),
    "late by a moment": ("UPDATE part SET latest = ?", (to_stamp(DUE - INSTANT),)),
    "paused": ("UPDATE gate SET paused_at = ?", (to_stamp(NOW),)),
    "not a rehearsal, and not live": ("UPDATE gate SET kind = 'live'", ()),
    "account on hold": ("UPDATE account SET hold = 'by Léa'", ()),
    "account removed": ("UPDATE account SET removed_at = ?", (to_stamp(NOW),)),
    "account not before a moment later": ("UPDATE account SET not_before = ?", (to_stamp(DUE + INSTANT),)),
    "server's clock never asked": ("UPDATE account SET server_seen_at = NULL, server_skew = NULL", ()),
    "server's clock forgotten": ("UPDATE account SET server_seen_at = NULL", ()),
    "server's clock asked more than ten minutes ago": ("UPDATE account SET server_seen_at = ?", (to_stamp(DUE - timedelta(minutes=10) - INSTANT),)),
    "server's clock asked in the future": ("UPDATE account SET server_seen_at = ?", (to_stamp(DUE + INSTANT),)),
    "the day's cap too low": ("UPDATE account SET daily_cap = 14", ()),
    "server takes no more posts until later": ("UPDATE account SET limit_left = 0, limit_reset = ?", (to_stamp(DUE + INSTANT),)),
    "our clock ahead": ("UPDATE account SET server_skew = 120.001", ()),
    "our clock behind": ("UPDATE account SET server_skew = -120.001", ()),
    **{f"it is {state}": ("UPDATE part SET state = ?", (state,)) for state in State if state not in {State.DRAFT, State.SCHEDULED}},
}


@pytest.mark.parametrize(("sql", "values"), SINCE_CHOSEN.values(), ids=SINCE_CHOSEN)
def test_mark_lets_nothing_leave_when_anything_changed_since_it_was_chosen(hall: Hall, sql: str, values: tuple[object, ...]) -> None:
    first_part(hall)
    candidate = choose(hall)
    assert candidate is not None
    change(hall, sql, *values)
    before = hall.event.rows("SELECT * FROM part")
    assert mark(hall, candidate) is None
    assert hall.event.rows("SELECT * FROM part") == before
    assert hall.event.rows("SELECT * FROM attempt") == []
    assert gates.read(hall.event.store.connection).attempts == 0


AT_THE_EDGE: dict[str, tuple[str, tuple[object, ...]]] = {
    "due now": ("UPDATE part SET due = ?", (to_stamp(DUE),)),
    "late after now": ("UPDATE part SET latest = ?", (to_stamp(DUE),)),
    "not before now": ("UPDATE account SET not_before = ?", (to_stamp(DUE),)),
    "server's clock asked ten minutes ago": ("UPDATE account SET server_seen_at = ?", (to_stamp(DUE - timedelta(minutes=10)),)),
    "our clock two minutes ahead": ("UPDATE account SET server_skew = 120.0", ()),
    "our clock two minutes behind": ("UPDATE account SET server_skew = -120.0", ()),
    "held and released": ("UPDATE part SET state = 'scheduled', reason = NULL", ()),
}


@pytest.mark.parametrize(("sql", "values"), AT_THE_EDGE.values(), ids=AT_THE_EDGE)
def test_mark_is_exact_at_the_edge(hall: Hall, sql: str, values: tuple[object, ...]) -> None:
    first_part(hall)
    candidate = choose(hall)
    assert candidate is not None
    change(hall, sql, *values)
    assert mark(hall, candidate) is not None


@pytest.mark.parametrize(
    ("machine", "folder", "leaves"), [("this", "here", True), ("that", "here", False), ("this", "there", False), (None, None, False)]
)
def test_mark_in_a_live_store_asks_for_its_machine_and_folder(hall: Hall, machine: str | None, folder: str | None, *, leaves: bool) -> None:
    first_part(hall)
    candidate = choose(hall)
    assert candidate is not None
    change(hall, "UPDATE gate SET kind = 'live', live = 1, machine = 'this', folder = 'here'")
    assert (mark(hall, candidate, place=Place(machine=machine, folder=folder, pause=2.0)) is not None) is leaves


@pytest.mark.parametrize("state", [state for state in State if state not in {State.DRAFT, State.POSTED}])
def test_second_part_waits_for_the_first_to_be_posted(hall: Hall, state: State) -> None:
    first = first_part(hall, LONG)
    second = hall.event.parts(first.post)[1]
    hall.event.put(first.post, State.POSTED, number=1)
    candidate = choose(hall)
    assert candidate is not None
    assert candidate.part.id == second.id
    change(hall, "UPDATE part SET state = ? WHERE id = ?", state.value, first.id)
    assert mark(hall, candidate) is None
    chosen = choose(hall)
    assert (chosen and chosen.part.id) == (first.id if state is State.SCHEDULED else None)


def test_second_part_waits_for_the_pause_the_network_asks_for(hall: Hall) -> None:
    first = first_part(hall, LONG)
    change(hall, "UPDATE part SET state = 'posted', remote_id = 'r', changed_at = ? WHERE id = ?", to_stamp(DUE), first.id)
    assert choose(hall, DUE + 2 * SECOND - INSTANT) is None
    candidate = choose(hall, DUE + 2 * SECOND)
    assert candidate is not None
    assert candidate.answers == Ref(id="r")
    assert mark(hall, candidate, DUE + 2 * SECOND - INSTANT) is None
    assert mark(hall, candidate, DUE + 2 * SECOND) is not None


def test_only_the_first_part_and_the_next_behind_a_posted_one_are_bound_by_latest(hall: Hall) -> None:
    first = first_part(hall, LONG)
    assert [one.latest for one in hall.event.parts(first.post)] == [LATEST, None, None]
    made = marked(hall, DUE + 3 * SECOND)
    answer(hall, answered.posted, made.attempt, REF, "https://x.example/1", DUE + 20 * SECOND)
    bound = DUE + 3 * SECOND + timedelta(minutes=10)  # from the call on, not from its answer
    assert [one.latest for one in hall.event.parts(first.post)] == [LATEST, bound, None]
    change(hall, "UPDATE account SET server_seen_at = ?", to_stamp(bound))
    candidate = choose(hall, bound)
    assert candidate is not None
    assert bound > LATEST, "a delivery that has begun is finished"
    assert mark(hall, candidate, bound + INSTANT) is None
    assert mark(hall, candidate, bound) is not None


def test_two_marks_racing_for_one_part_give_one(hall: Hall) -> None:
    chosen = first_part(hall)
    candidate = choose(hall)
    assert candidate is not None
    together = Barrier(4)

    def race(_: int) -> Mark | None:
        store = Store(hall.event.store.path, synced=False)
        try:
            together.wait()
            with store.writing() as db:
                return leaving.mark(db, candidate, "the bytes", None, DUE, HERE, DUE)
        finally:
            store.close()

    with ThreadPoolExecutor(4) as pool:
        made = [one for one in pool.map(race, range(4)) if one]
    assert [one.part for one in made] == [chosen.id]
    assert len(hall.event.rows("SELECT * FROM attempt")) == 1


# ---- threads


def in_thread(hall: Hall, **values: Any) -> Part:
    return first_part(hall, session="kites", **values)


def put(hall: Hall, one: Part, state: State, at: datetime, remote_id: str | None = None) -> None:
    change(
        hall,
        "UPDATE part SET state = ?, changed_at = ?, posted_at = ?, remote_id = ? WHERE id = ?",
        state.value,
        to_stamp(at),
        to_stamp(at) if state is State.POSTED else None,
        remote_id or (f"r{one.id}" if state is State.POSTED else None),
        one.id,
    )


def parent(hall: Hall, now: datetime = DUE) -> int | None:
    candidate = choose(hall, now)
    assert candidate is not None
    return candidate.parent


def test_thread_answers_the_newest_posted_one(hall: Hall) -> None:
    first, second, third = in_thread(hall), in_thread(hall), in_thread(hall)
    assert parent(hall) is None
    put(hall, second, State.POSTED, DUE)
    assert parent(hall) == second.id
    put(hall, first, State.POSTED, DUE + SECOND)
    candidate = choose(hall)
    assert candidate is not None
    assert (candidate.part.id, candidate.parent, candidate.answers) == (third.id, first.id, Ref(id=f"r{first.id}"))


@pytest.mark.parametrize("state", [State.SKIPPED, State.CANCELLED, State.FAILED, State.HELD])
def test_thread_passes_over_what_did_not_leave(hall: Hall, state: State) -> None:
    first, second, _ = in_thread(hall), in_thread(hall), in_thread(hall)
    put(hall, first, State.POSTED, DUE - SECOND)
    put(hall, second, state, DUE)
    assert parent(hall) == first.id


def test_thread_passes_over_what_nobody_can_answer(hall: Hall) -> None:
    first, second, _ = in_thread(hall), in_thread(hall), in_thread(hall)
    put(hall, first, State.POSTED, DUE - SECOND)
    put(hall, second, State.POSTED, DUE)
    change(hall, "UPDATE part SET remote_id = NULL WHERE id = ?", second.id)
    assert parent(hall) == first.id


def test_thread_waits_a_minute_for_an_unknown_one_and_passes_it_over(hall: Hall) -> None:
    first, second, third = in_thread(hall), in_thread(hall), in_thread(hall)
    put(hall, first, State.POSTED, DUE - SECOND)
    put(hall, second, State.UNKNOWN, DUE)
    minute = DUE + timedelta(seconds=60)
    assert choose(hall, minute - INSTANT) is None
    with hall.event.store.reading() as db:
        assert leaving.next_wake(db, ACCOUNT, DUE + SECOND, HERE) == minute
    candidate = choose(hall, minute)
    assert candidate is not None
    assert (candidate.part.id, candidate.parent) == (third.id, first.id)
    assert mark(hall, candidate, minute - INSTANT) is None
    assert mark(hall, candidate, minute) is not None


def test_thread_waits_no_second_minute_for_what_was_looked_for_twice(hall: Hall) -> None:
    first, second = in_thread(hall), in_thread(hall)
    made = marked(hall)
    answer(hall, answered.unknown, made.attempt, "No answer in time.", DUE)
    later = DUE + timedelta(minutes=5)
    answer(hall, attempts.not_there, made.attempt, None, later)
    change(hall, "UPDATE account SET server_seen_at = ?", to_stamp(later))
    candidate = choose(hall, later)
    assert candidate is not None
    assert (candidate.part.id, part(hall, first.id).reason) == (second.id, "looked twice, not there")


def test_thread_waits_as_long_as_one_of_it_is_leaving(hall: Hall) -> None:
    first, second = in_thread(hall), in_thread(hall)
    candidate = choose(hall)
    assert candidate is not None
    put(hall, second, State.SENDING, DUE)
    assert mark(hall, candidate, DUE + timedelta(minutes=9)) is None
    put(hall, second, State.FAILED, DUE)
    assert mark(hall, candidate, DUE + timedelta(minutes=9)) is not None
    assert candidate.part.id == first.id


def test_thread_is_one_an_account(hall: Hall) -> None:
    elsewhere, here = in_thread(hall, accounts=("masto",)), in_thread(hall)
    put(hall, elsewhere, State.UNKNOWN, DUE)
    candidate = choose(hall)
    assert candidate is not None
    assert (candidate.part.id, candidate.parent) == (here.id, None)


def test_mark_fails_when_the_parent_has_changed_since_the_bytes_were_made(hall: Hall) -> None:
    first, _ = in_thread(hall), in_thread(hall)
    put(hall, first, State.UNKNOWN, DUE - timedelta(minutes=2))
    candidate = choose(hall)
    assert candidate is not None
    assert candidate.parent is None
    put(hall, first, State.POSTED, DUE)
    assert mark(hall, candidate) is None
    again = choose(hall)
    assert again is not None
    assert again.parent == first.id
    assert mark(hall, again) is not None


@pytest.mark.parametrize("state", [state for state in State if state is not State.DRAFT])
def test_correction_waits_as_long_as_what_it_corrects_may_still_leave(hall: Hall, state: State) -> None:
    wrong = first_part(hall)
    correction = first_part(hall, answers=wrong.post)
    put(hall, wrong, state, DUE)
    candidate = choose(hall)
    waits = candidate is None or candidate.part.id != correction.id
    assert waits is (state in {State.SCHEDULED, State.SENDING, State.UNKNOWN, State.HELD})
    if candidate is not None and not waits:
        assert candidate.parent == (wrong.id if state is State.POSTED else None)


# ---- what it costs, and what the server still takes


def cap(hall: Hall, mills: int) -> None:
    change(hall, "UPDATE account SET daily_cap = ? WHERE name = ?", mills, ACCOUNT)


def hold_dear(hall: Hall, now: datetime = DUE, place: Place = HERE) -> None:
    with hall.event.store.writing() as db:
        assert leaving.any_unaffordable(db, ACCOUNT, now, place)
        leaving.hold_unaffordable(db, ACCOUNT, now, place)


def test_part_that_exceeds_the_days_cap_is_held_once_it_is_due(hall: Hall) -> None:
    cheap, dear = first_part(hall), first_part(hall, "See fair.example.org")
    cap(hall, 200)
    with hall.event.store.reading() as db:
        assert not leaving.any_unaffordable(db, ACCOUNT, DUE - INSTANT, HERE)
        assert not leaving.any_unaffordable(db, ACCOUNT, DUE, HERE)
    answer(hall, answered.posted, marked(hall).attempt, REF, None, DUE)
    assert choose(hall) is None
    hold_dear(hall)
    assert [(one.state, one.reason) for one in (part(hall, cheap.id), part(hall, dear.id))] == [("posted", None), ("held", "daily cap")]


def test_thread_is_paid_for_whole_or_not_begun(hall: Hall) -> None:
    post = first_part(hall, LONG).post
    cap(hall, 44)
    assert choose(hall) is None
    hold_dear(hall)
    assert hall.event.states(post)[ACCOUNT] == ["held: daily cap", "held: waits for part 1", "held: waits for part 1"]


def test_thread_that_has_begun_counts_what_is_left_of_it(hall: Hall) -> None:
    first_part(hall, LONG)
    cap(hall, 45)
    answer(hall, answered.posted, marked(hall).attempt, REF, None, DUE)
    assert choose(hall, DUE + 3 * SECOND) is not None


@pytest.mark.parametrize(
    ("function", "counts"),
    [(answered.unknown, True), (answered.not_sent, False), (answered.refused, False), (None, True)],
    ids=["unknown", "not sent", "refused", "leaving"],
)
def test_what_may_have_cost_something_counts(hall: Hall, function: Callable[..., Any] | None, counts: bool) -> None:
    first_part(hall)
    attempt = marked(hall).attempt
    if function:
        answer(hall, function, attempt, "words", DUE)
    with hall.event.store.reading() as db:
        assert accounts.spent(db, DUE) == ({ACCOUNT: Decimal("0.015")} if counts else {})
        assert accounts.spent(db, DUE + INSTANT) == {}


def test_days_cap_begins_anew_at_midnight_of_the_event(hall: Hall) -> None:
    place = Place(pause=2.0, zone=ZoneInfo("Pacific/Auckland"))  # at +13, its midnight is 11:00 UTC
    first_part(hall)
    answer(hall, answered.posted, marked(hall).attempt, REF, None, DUE)
    first_part(hall)
    cap(hall, 15)
    midnight = DUE.replace(hour=11, minute=0)
    change(hall, "UPDATE part SET due = ?, latest = NULL WHERE state = 'scheduled'", to_stamp(midnight - INSTANT))
    assert choose(hall, midnight - INSTANT, place) is None
    assert choose(hall, midnight, place) is not None


def test_thread_waits_until_the_server_takes_all_of_it(hall: Hall) -> None:
    first_part(hall, LONG)
    reset = DUE + timedelta(minutes=3)
    with hall.event.store.writing() as db:
        accounts.set_limits(db, ACCOUNT, 2, reset)
        assert leaving.next_wake(db, ACCOUNT, DUE, HERE) == reset
    assert choose(hall, reset - INSTANT) is None
    assert choose(hall, reset) is not None
    with hall.event.store.writing() as db:
        accounts.set_limits(db, ACCOUNT, 3, reset)
    assert choose(hall) is not None


# ---- what the answer makes of it


def test_posted_writes_down_what_the_network_made_and_ends_the_waiting_of_the_account(hall: Hall) -> None:
    first_part(hall)
    made = marked(hall)
    change(hall, "UPDATE account SET backoff = 20, not_before = ? WHERE name = ?", to_stamp(LATEST), ACCOUNT)
    assert answer(hall, answered.posted, made.attempt, REF, "https://x.example/1", DUE + SECOND) == made.part
    assert hall.event.rows("SELECT state, remote_id, cid, root_id, root_cid, url, posted_at, changed_at, reason FROM part") == [
        {
            "state": "posted",
            "remote_id": "remote",
            "cid": "cid",
            "root_id": "root",
            "root_cid": "root-cid",
            "url": "https://x.example/1",
            "posted_at": to_stamp(DUE),
            "changed_at": to_stamp(DUE + SECOND),
            "reason": None,
        }
    ]
    assert hall.event.rows("SELECT outcome, ended_at, look_at FROM attempt") == [
        {"outcome": "posted", "ended_at": to_stamp(DUE + SECOND), "look_at": None}
    ]
    assert hall.event.rows("SELECT backoff, not_before FROM account WHERE name = 'bird'") == [{"backoff": 0.0, "not_before": None}]


@pytest.mark.parametrize("state", [state for state in State if state is not State.DRAFT])
def test_positive_answer_is_accepted_whatever_happened_meanwhile(hall: Hall, state: State) -> None:
    first_part(hall)
    made = marked(hall)
    change(hall, "UPDATE part SET state = ?", state.value)
    answer(hall, answered.posted, made.attempt, REF, None, DUE)
    assert part(hall, made.part).state is State.POSTED


NEGATIVE: dict[str, tuple[Callable[..., Any], State, str | None]] = {
    "not sent": (answered.not_sent, State.SCHEDULED, None),
    "rejected": (answered.refused, State.FAILED, "words"),
    "media": (answered.media_refused, State.SCHEDULED, None),
}


@pytest.mark.parametrize("outcome", NEGATIVE)
@pytest.mark.parametrize("meanwhile", [State.SENDING, State.UNKNOWN])
def test_negative_answer_decides_what_was_leaving_or_in_doubt(hall: Hall, outcome: str, meanwhile: State) -> None:
    function, state, reason = NEGATIVE[outcome]
    first_part(hall)
    made = marked(hall)
    change(hall, "UPDATE part SET state = ?", meanwhile.value)
    answer(hall, function, made.attempt, "words", DUE + SECOND)
    assert (part(hall, made.part).state, part(hall, made.part).reason) == (state, reason)
    assert hall.event.rows("SELECT outcome, words, ended_at, look_at FROM attempt") == [
        {"outcome": outcome, "words": "words", "ended_at": to_stamp(DUE + SECOND), "look_at": None}
    ]


@pytest.mark.parametrize("outcome", [*NEGATIVE, "unknown"])
def test_answer_other_than_positive_says_nothing_of_a_later_try(hall: Hall, outcome: str) -> None:
    """The double worker's case: what comes back for the first call must not free the part while the second one is on its way."""
    function = NEGATIVE[outcome][0] if outcome in NEGATIVE else answered.unknown
    first_part(hall)
    earlier = marked(hall)
    answer(hall, answered.recover, DUE)
    answer(hall, answered.give_up_doubt, earlier.part, DUE)
    later = marked(hall)
    answer(hall, function, earlier.attempt, "words", DUE + SECOND)
    assert part(hall, later.part).state is State.SENDING


@pytest.mark.parametrize("state", [State.HELD, State.CANCELLED, State.POSTED, State.SKIPPED])
@pytest.mark.parametrize("function", [answered.not_sent, answered.refused, answered.unknown, answered.media_refused])
def test_answer_other_than_positive_leaves_what_was_decided_meanwhile(hall: Hall, function: Callable[..., Any], state: State) -> None:
    first_part(hall)
    made = marked(hall)
    change(hall, "UPDATE part SET state = ?, reason = 'because'", state.value)
    answer(hall, function, made.attempt, "words", DUE)
    assert (part(hall, made.part).state, part(hall, made.part).reason) == (state, "because")


def test_rejected_holds_those_behind(hall: Hall) -> None:
    first = first_part(hall, LONG)
    answer(hall, answered.refused, marked(hall).attempt, "422: no.", DUE)
    assert states(hall, first.post) == ["failed: 422: no.", "held: waits for part 1", "held: waits for part 1"]


def test_media_refused_twice_has_failed(hall: Hall) -> None:
    first = first_part(hall)
    answer(hall, answered.media_refused, marked(hall).attempt, "gone", DUE)
    assert states(hall, first.post) == ["scheduled"]
    answer(hall, answered.media_refused, marked(hall).attempt, "gone again", DUE)
    assert states(hall, first.post) == ["failed: gone again"]


def test_refused_before_the_mark_fails_only_what_is_still_the_same(hall: Hall) -> None:
    first = first_part(hall, LONG)
    change(hall, "UPDATE part SET state = 'held', reason = 'by Léa' WHERE number = 1")
    answer(hall, answered.refused_unsent, first, "no", DUE)
    assert states(hall, first.post) == ["held: by Léa", "scheduled", "scheduled"]
    change(hall, "UPDATE part SET state = 'scheduled', reason = NULL")
    answer(hall, answered.refused_unsent, first, "no", DUE)
    assert states(hall, first.post) == ["failed: no", "held: waits for part 1", "held: waits for part 1"]


def test_unknown_waits_to_be_looked_for(hall: Hall) -> None:
    first = first_part(hall)
    made = marked(hall)
    answer(hall, answered.unknown, made.attempt, "No answer in time.", DUE + 30 * SECOND)
    assert states(hall, first.post) == ["unknown: No answer in time."]
    assert hall.event.rows("SELECT outcome, look_at FROM attempt") == [{"outcome": "unknown", "look_at": to_stamp(DUE + 65 * SECOND)}]
    assert choose(hall, DUE + 31 * SECOND) is None


def test_recover_makes_every_sending_part_unknown_and_touches_nothing_else(hall: Hall) -> None:
    ids = {state: first_part(hall).id for state in State if state is not State.DRAFT}
    for state, id_ in ids.items():
        change(hall, "UPDATE part SET state = ?, reason = 'as it was' WHERE id = ?", state.value, id_)
    change(hall, "INSERT INTO attempt (part, revision, key, began_at, body) VALUES (?, 1, 'k', ?, 'b')", ids[State.SENDING], to_stamp(DUE))
    assert answer(hall, answered.recover, DUE + SECOND) == 1
    after = {state: (part(hall, id_).state, part(hall, id_).reason) for state, id_ in ids.items()}
    words = "the worker ended while it was leaving"
    assert after == {state: (state, "as it was") for state in ids} | {State.SENDING: (State.UNKNOWN, words)}
    assert hall.event.rows("SELECT outcome, words, ended_at FROM attempt") == [
        {"outcome": "unknown", "words": words, "ended_at": to_stamp(DUE + SECOND)}
    ]
    assert answer(hall, answered.recover, DUE + SECOND) == 0


# ---- sent again


def test_same_bytes_go_out_again_after_unknown(hall: Hall) -> None:
    first_part(hall)
    made = marked(hall)
    answer(hall, answered.unknown, made.attempt, "?", DUE)
    assert choose(hall) is None
    answer(hall, answered.reschedule_unknown, made.part, DUE)
    candidate = choose(hall)
    assert candidate is not None
    assert (candidate.body_before, candidate.record_key_before, candidate.first_at) == ("the bytes", "record", DUE)
    assert mark(hall, candidate, body=candidate.body_before or "") is not None
    assert [row["body"] for row in hall.event.rows("SELECT body FROM attempt")] == ["the bytes", "the bytes"]


def test_same_bytes_do_not_wait_for_the_parent_to_stay_the_same(hall: Hall) -> None:
    first, second = in_thread(hall), in_thread(hall)
    made = marked(hall)
    answer(hall, answered.unknown, made.attempt, "?", DUE - timedelta(minutes=2))
    answer(hall, answered.reschedule_unknown, first.id, DUE)
    put(hall, second, State.POSTED, DUE)
    candidate = choose(hall)
    assert candidate is not None
    assert candidate.body_before == "the bytes"
    assert mark(hall, candidate, body="the bytes") is not None


def test_time_of_the_first_try_is_the_servers(hall: Hall) -> None:
    first_part(hall)
    change(hall, "UPDATE account SET server_skew = 90")
    answer(hall, answered.unknown, marked(hall).attempt, "?", DUE)
    answer(hall, answered.reschedule_unknown, 1, DUE)
    candidate = choose(hall)
    assert candidate is not None
    assert candidate.first_at == DUE - 90 * SECOND


def test_bytes_of_a_refused_try_bind_nobody(hall: Hall) -> None:
    first_part(hall)
    answer(hall, answered.not_sent, marked(hall).attempt, "refused", DUE)
    candidate = choose(hall)
    assert candidate is not None
    assert (candidate.body_before, candidate.first_at) == (None, None)


@pytest.mark.parametrize("outcome", [answered.media_refused, answered.refused])
def test_bytes_in_doubt_that_were_refused_since_are_not_sent_again_and_the_time_of_the_first_try_stays(
    hall: Hall, outcome: Callable[..., Any]
) -> None:
    first = first_part(hall)
    answer(hall, answered.unknown, marked(hall).attempt, "?", DUE)
    answer(hall, answered.reschedule_unknown, first.id, DUE)
    answer(hall, outcome, marked(hall, DUE + SECOND).attempt, "422", DUE + SECOND)
    change(hall, "UPDATE part SET state = 'scheduled'")
    candidate = choose(hall, DUE + SECOND)
    assert candidate is not None
    assert (candidate.body_before, candidate.record_key_before, candidate.first_at) == (None, None, DUE)
    made = mark(hall, candidate, DUE + SECOND, body="other bytes")
    assert made is not None
    answer(hall, answered.unknown, made.attempt, "?", DUE + SECOND)
    answer(hall, answered.reschedule_unknown, first.id, DUE + SECOND)
    candidate = choose(hall, DUE + SECOND)
    assert candidate is not None
    assert (candidate.body_before, candidate.first_at) == ("other bytes", DUE)


def test_take_over_leaves_no_bytes_to_be_sent_again(hall: Hall) -> None:
    """Nobody here knows what was sent elsewhere, if anything was: an empty body is no request."""
    first = first_part(hall)
    answer(hall, gates.take_over, DUE + SECOND)
    assert part(hall, first.id).state is State.UNKNOWN
    answer(hall, answered.reschedule_unknown, first.id, DUE + SECOND)
    candidate = choose(hall, DUE + SECOND)
    assert candidate is not None
    assert (candidate.body_before, candidate.first_at) == (None, None)


def test_doubt_given_up_by_a_person_binds_nobody_and_keeps_the_key(hall: Hall) -> None:
    first = first_part(hall)
    answer(hall, answered.unknown, marked(hall).attempt, "?", DUE)
    answer(hall, answered.give_up_doubt, first.id, DUE)
    candidate = choose(hall)
    assert candidate is not None
    assert (candidate.part.key, candidate.part.revision, candidate.body_before, candidate.first_at) == (first.key, 1, None, None)


def test_doubt_again_is_looked_for_at_once(hall: Hall) -> None:
    first = first_part(hall)
    answer(hall, answered.unknown, marked(hall).attempt, "?", DUE)
    answer(hall, answered.reschedule_unknown, first.id, DUE)
    later = DUE + timedelta(hours=1)
    answer(hall, answered.doubt_again, part(hall, first.id), later)
    assert part(hall, first.id).state is State.UNKNOWN
    assert hall.event.rows("SELECT look_at FROM attempt") == [{"look_at": to_stamp(later)}]


# ---- lateness


def test_late_is_skipped_or_asked_about(hall: Hall) -> None:
    asked, skipped = first_part(hall), first_part(hall, if_late=IfLate.SKIP)
    with hall.event.store.reading() as db:
        assert not answered.any_late(db, LATEST)
        assert answered.any_late(db, LATEST + INSTANT)
        assert parts.next_latest(db) == LATEST
    assert answer(hall, answered.mark_late, LATEST) == []
    assert answer(hall, answered.mark_late, LATEST + INSTANT) == [asked.id, skipped.id]
    assert (states(hall, asked.post), states(hall, skipped.post)) == (["held: too late"], ["skipped: too late"])


def test_late_takes_those_behind_along(hall: Hall) -> None:
    asked, skipped = first_part(hall, LONG), first_part(hall, LONG, if_late=IfLate.SKIP)
    answer(hall, answered.mark_late, LATEST + SECOND)
    assert states(hall, asked.post) == ["held: too late", "held: waits for part 1", "held: waits for part 1"]
    assert states(hall, skipped.post) == ["skipped: too late"] * 3


def test_ten_minutes_between_two_parts_interrupt_the_rest_even_where_late_ones_are_skipped(hall: Hall) -> None:
    first = first_part(hall, LONG, if_late=IfLate.SKIP)
    answer(hall, answered.posted, marked(hall).attempt, REF, None, DUE)
    assert answer(hall, answered.mark_late, DUE + timedelta(minutes=10)) == []
    answer(hall, answered.mark_late, DUE + timedelta(minutes=10) + INSTANT)
    assert states(hall, first.post) == ["posted", "held: interrupted", "held: waits for part 2"]


def test_late_leaves_everything_but_the_scheduled_alone(hall: Hall) -> None:
    for state in State:
        if state not in {State.DRAFT, State.SCHEDULED}:
            change(hall, "UPDATE part SET state = ? WHERE id = ?", state.value, first_part(hall).id)
    before = hall.event.rows("SELECT * FROM part")
    assert answer(hall, answered.mark_late, LATEST + timedelta(days=1)) == []
    assert hall.event.rows("SELECT * FROM part") == before


# ---- those behind


def test_those_behind_wake_with_the_one_they_wait_for(hall: Hall) -> None:
    first = first_part(hall, LONG)
    made = marked(hall)
    answer(hall, answered.refused, made.attempt, "422", DUE)
    change(hall, "UPDATE part SET state = 'scheduled', reason = NULL WHERE id = ?", first.id)
    answer(hall, answered.posted, marked(hall).attempt, REF, None, DUE + SECOND)
    assert states(hall, first.post) == ["posted", "scheduled", "scheduled"]
    assert [one.latest for one in hall.event.parts(first.post)][1:] == [DUE + timedelta(minutes=10), None]


def test_those_behind_stay_held_for_any_other_reason(hall: Hall) -> None:
    first = first_part(hall, LONG)
    change(hall, "UPDATE part SET state = 'held', reason = 'by Léa' WHERE number = 2")
    change(hall, "UPDATE part SET state = 'held', reason = 'waits for part 2' WHERE number = 3")
    answer(hall, answered.posted, marked(hall).attempt, REF, None, DUE)
    assert states(hall, first.post) == ["posted", "held: by Léa", "held: waits for part 2"]


def test_part_that_a_person_holds_is_not_late_ten_minutes_after_the_one_before_it(hall: Hall) -> None:
    first = first_part(hall, LONG)
    change(hall, "UPDATE part SET state = 'held', reason = 'by Léa' WHERE number > 1")
    answer(hall, answered.posted, marked(hall).attempt, REF, None, DUE)
    assert [one.latest for one in hall.event.parts(first.post)] == [LATEST, None, None]


def test_those_behind_wake_when_a_person_saw_it(hall: Hall) -> None:
    first = first_part(hall, LONG)
    answer(hall, answered.unknown, marked(hall).attempt, "?", DUE)
    answer(hall, answered.hold_behind, first.id, DUE)
    answer(hall, answered.posted_by_hand, first.id, Ref(id="seen"), "https://x.example/1", DUE + timedelta(minutes=3))
    assert states(hall, first.post) == ["posted", "scheduled", "scheduled"]
    assert part(hall, first.id).posted_at == DUE
    assert hall.event.parts(first.post)[1].latest == DUE + timedelta(minutes=10)


def test_those_behind_cannot_answer_what_has_no_id(hall: Hall) -> None:
    first = first_part(hall, LONG)
    answer(hall, answered.unknown, marked(hall).attempt, "?", DUE)
    answer(hall, answered.posted_by_hand, first.id, None, "https://x.example/", DUE)
    assert states(hall, first.post) == ["posted", "held: waits for part 1", "held: waits for part 1"]


def test_part_behind_one_without_an_id_leaves_only_once_that_is_named(hall: Hall) -> None:
    """However it came to be scheduled: it would stand alone."""
    first = first_part(hall, LONG)
    answer(hall, answered.unknown, marked(hall).attempt, "?", DUE)
    answer(hall, answered.posted_by_hand, first.id, None, "https://x.example/", DUE)
    change(hall, "UPDATE part SET state = 'scheduled' WHERE post = ? AND number = 2", first.post)
    assert choose(hall, DUE + 5 * SECOND) is None
    answer(hall, answered.named, first.id, REF, DUE + 5 * SECOND)
    candidate = choose(hall, DUE + 9 * SECOND)
    assert candidate is not None
    assert (candidate.part.number, candidate.answers) == (2, REF)
    change(hall, "UPDATE part SET remote_id = NULL WHERE id = ?", first.id)
    assert mark(hall, candidate, DUE + 9 * SECOND) is None


# ---- choosing, and when to come back


def test_next_is_what_is_due_longest(hall: Hall) -> None:
    later = hall.event.scheduled(due=DUE + SECOND, latest=LATEST, accounts=(ACCOUNT,))
    sooner, same = first_part(hall), first_part(hall)
    assert later < sooner.post
    candidate = choose(hall, DUE + SECOND)
    assert candidate is not None
    assert candidate.part.id == sooner.id
    put(hall, sooner, State.POSTED, DUE)
    candidate = choose(hall, DUE + SECOND)
    assert candidate is not None
    assert candidate.part.id == same.id


def wake(hall: Hall, now: datetime) -> datetime | None:
    with hall.event.store.reading() as db:
        return leaving.next_wake(db, ACCOUNT, now, HERE)


def test_wake_is_the_earliest_of_what_can_happen(hall: Hall) -> None:
    assert wake(hall, NOW) is None
    first_part(hall, LONG)
    assert wake(hall, NOW) == DUE
    change(hall, "UPDATE account SET not_before = ?", to_stamp(DUE - SECOND))
    assert wake(hall, NOW) == DUE - SECOND
    change(hall, "UPDATE account SET not_before = NULL")
    made = marked(hall)
    answer(hall, answered.unknown, made.attempt, "?", DUE)
    assert wake(hall, DUE) == DUE + 65 * SECOND
    change(hall, "UPDATE account SET not_before = ?", to_stamp(DUE + 80 * SECOND))
    assert wake(hall, DUE) == DUE + 80 * SECOND
    answer(hall, answered.posted, made.attempt, REF, None, DUE)
    change(hall, "UPDATE account SET not_before = NULL")
    assert wake(hall, DUE) == DUE + 2 * SECOND
    assert wake(hall, DUE + 2 * SECOND) is None


def test_wake_is_for_the_part_that_waits_for_the_pause_whatever_else_cannot_go_on(hall: Hall) -> None:
    stuck = first_part(hall, LONG)
    answer(hall, answered.posted_by_hand, stuck.id, None, "https://x.example/", DUE - timedelta(minutes=1))
    change(hall, "UPDATE part SET state = 'scheduled' WHERE post = ? AND number = 2", stuck.post)
    first_part(hall, LONG)
    answer(hall, answered.posted, marked(hall).attempt, REF, None, DUE)
    assert wake(hall, DUE) == DUE + 2 * SECOND


def test_wake_is_never_for_a_look_that_a_hold_forbids(hall: Hall) -> None:
    """Else the lane would spin: woken to look, and not allowed to."""
    first_part(hall)
    answer(hall, answered.unknown, marked(hall).attempt, "?", DUE)
    change(hall, "UPDATE account SET hold = '401'")
    assert wake(hall, DUE + timedelta(minutes=5)) is None
    with hall.event.store.reading() as db:
        assert not parts.any_ahead(db)
    change(hall, "UPDATE account SET hold = NULL")
    assert wake(hall, DUE + timedelta(minutes=5)) == DUE + 65 * SECOND
    with hall.event.store.reading() as db:
        assert parts.any_ahead(db)


def test_ahead_is_what_may_still_leave_or_be_found(hall: Hall) -> None:
    first_part(hall)
    expected = {
        State.SCHEDULED: (True, True),
        State.SENDING: (True, True),
        State.UNKNOWN: (False, True),  # no look is left: a person decides
        State.POSTED: (False, False),
        State.FAILED: (False, False),
        State.HELD: (False, False),
        State.SKIPPED: (False, False),
        State.CANCELLED: (False, False),
    }
    found = {}
    for state in expected:
        change(hall, "UPDATE part SET state = ?", state.value)
        with hall.event.store.reading() as db:
            found[state] = (parts.any_ahead(db), parts.any_open(db))
    assert found == expected


def test_first_due_is_that_of_the_scheduled(hall: Hall) -> None:
    with hall.event.store.reading() as db:
        assert parts.first_due(db) is None
    first_part(hall)
    with hall.event.store.reading() as db:
        assert parts.first_due(db) == DUE
    row = hall.event.rows("SELECT due FROM part")[0]
    assert from_stamp(str(row["due"])) == DUE
