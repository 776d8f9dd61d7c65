"""Errands on a lane: done once, whatever became of the answer; held back by the same gates; never in doubt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from livetweet.errors import (
    AccountError,
    ForbiddenError,
    NetworkError,
    NotAllowedError,
    NotSentError,
    OutcomeUnknownError,
    RateLimitedError,
    RejectedError,
)
from livetweet.inbox import errands
from livetweet.inbox.take import take_in
from livetweet.model.errand import Deed
from livetweet.model.incoming import How
from livetweet.model.part import Part
from livetweet.networks.rehearsal.manners import MANNERS
from livetweet.networks.rehearsal.network import deliver
from livetweet.outbox import acts, gates
from livetweet.outbox.resolve import resolve
from livetweet.outbox.undo import undo
from livetweet.store import accounts
from livetweet.store import errands as store_errands
from livetweet.worker.drive import make
from livetweet.worker.steps import Call
from tests.building import OPERATOR
from tests.wire import SOFTWARE, Accident, Hall

LONG = "A thread is longer than one post may be, and so it goes on. " * 9
MINUTE = timedelta(minutes=1)


def leave(hall: Hall, account: str, text: str = "Said once.", **values: Any) -> int:
    """A post that has left from ACCOUNT whole."""
    post = hall.event.scheduled(text, due=None, accounts=(account,), **values)
    run(hall, account)
    assert set(hall.event.states(post)[account]) == {"posted"}
    return post


def run(hall: Hall, account: str, longest: timedelta = timedelta(minutes=2)) -> None:
    """Rounds of the lane until it has nothing more to do within LONGEST."""
    end = hall.event.clock.true + longest
    while (wake := hall.once(account)) is not None and wake <= end:
        hall.event.clock.move_to(wake)


def hear(hall: Hall, account: str, text: str = "Lovely.") -> int:
    """Somebody mentions ACCOUNT; the incoming post."""
    manners = MANNERS[SOFTWARE[account]]
    with hall.log.writing():
        deliver(hall.log, manners, author="lou@social.example", name="Lou", text=text, at=hall.event.clock.true, target=account, how=How.MENTION)
    page = hall.wires[account].inner.read("mentions", None)
    (new, *_) = take_in(hall.event.store, account, page.posts, ("mentions", page.cursor), hall.event.now()).new
    return new


def states(hall: Hall) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in hall.event.rows("SELECT what, state, reason FROM errand ORDER BY id")]


def deeds(hall: Hall, what: Deed) -> int:
    return sum(hall.log.deeds_of(what, range(1, 20)).values())


def ask(hall: Hall, account: str = "masto", act: Callable[..., Any] = errands.boost) -> None:
    """A boost of what somebody said to ACCOUNT, whose ten seconds are over."""
    assert act(hall.event.store, [hear(hall, account)], operator=OPERATOR, now=hall.event.now()).done
    hall.event.clock.advance(10)


@pytest.mark.parametrize("account", ["masto", "sky", "toot"])
def test_boost_and_favourite_leave_after_ten_seconds_once(hall: Hall, account: str) -> None:
    incoming = hear(hall, account)
    for act in (errands.boost, errands.favourite):
        act(hall.event.store, [incoming], operator=OPERATOR, now=hall.event.now())
    assert hall.once(account) == hall.event.now() + timedelta(seconds=10)
    assert states(hall) == [("boost", "scheduled", None), ("favourite", "scheduled", None)]
    run(hall, account)
    assert states(hall) == [("boost", "done", None), ("favourite", "done", None)]
    assert (deeds(hall, Deed.BOOST), deeds(hall, Deed.FAVOURITE)) == (1, 1)
    assert [name for name in hall.wires[account].calls if name in set(Deed)] == ["boost", "favourite"]


@pytest.mark.parametrize("account", ["bird", "masto", "sky", "toot"])
def test_post_that_has_left_is_deleted_where_it_stands_the_last_part_first(hall: Hall, account: str) -> None:
    post = leave(hall, account, LONG * 2)
    parts = hall.event.parts(post)
    assert len(parts) > 1
    acts.delete(hall.event.store, [post], OPERATOR, hall.event.clock)
    gone = []
    hall.wires[account].hooks["delete"] = lambda: gone.append([hall.entry_of(part.id).deleted is not None for part in parts])
    run(hall, account)
    assert gone[0] == [False] * (len(parts) - 1) + [True]
    assert [hall.entry_of(part.id).deleted is not None for part in parts] == [True] * len(parts)
    assert hall.event.states(post)[account] == ["posted: deleted"] * len(parts)
    assert all(part.gone_at is not None for part in hall.event.parts(post))


ANSWERS: dict[str, tuple[NetworkError, str]] = {
    "refused": (NotSentError("Connection refused."), "scheduled"),
    "lost": (OutcomeUnknownError("No answer in time."), "scheduled"),
    "asked to wait": (RateLimitedError("429", 60.0), "scheduled"),
    "account": (AccountError("401: the token was revoked."), "scheduled"),
    "rejected": (RejectedError("403: not yours."), "failed"),
    "forbidden": (ForbiddenError("403: outside the authorized scopes"), "failed"),
}


@pytest.mark.parametrize(("error", "state"), ANSWERS.values(), ids=ANSWERS)
def test_errand_that_did_not_get_through_is_run_again_until_it_is_done(hall: Hall, error: NetworkError, state: str) -> None:
    ask(hall)
    hall.wires["masto"].asks.append(error)
    hall.once("masto")
    surely_not = isinstance(error, (NotSentError, RateLimitedError, AccountError))
    assert states(hall) == [("boost", state, None if surely_not and state == "scheduled" else str(error))]
    assert deeds(hall, Deed.BOOST) == (0 if surely_not else 1)
    gates.let_account_go_on(hall.event.store, "masto", OPERATOR, hall.event.clock)
    hall.event.clock.advance(61)
    run(hall, "masto")
    assert states(hall) == [("boost", "done", None) if state == "scheduled" else ("boost", "failed", str(error))]
    assert deeds(hall, Deed.BOOST) == (0 if isinstance(error, ForbiddenError) else 1)


@pytest.mark.parametrize("error", [ForbiddenError("403: outside the authorized scopes"), RateLimitedError("429", 900.0)], ids=["403", "429"])
def test_errand_that_is_refused_or_asked_to_wait_stops_no_post(hall: Hall, error: NetworkError) -> None:
    ask(hall)
    hall.wires["masto"].asks.append(error)
    hall.once("masto")
    leave(hall, "masto")
    account = accounts.get(hall.event.store.connection, "masto")
    assert account is not None
    assert (account.hold, account.not_before) == (None, None)
    before = deeds(hall, Deed.BOOST)
    run(hall, "masto", timedelta(minutes=16))
    assert (before, deeds(hall, Deed.BOOST)) == (0, 1 if isinstance(error, RateLimitedError) else 0)


def test_errand_that_is_asked_to_wait_waits_as_long_as_that_and_can_be_taken_back(hall: Hall) -> None:
    ask(hall)
    hall.wires["masto"].asks.extend([RateLimitedError("429", 900.0), RateLimitedError("429"), RateLimitedError("429", 1e300)])
    waits, lane = [], hall.lane("masto")
    for _ in range(3):
        hall.once("masto", lane)
        wake = hall.once("masto", lane)
        assert wake is not None
        waits.append(wake - hall.event.now())
        hall.event.clock.move_to(wake)
    assert waits == [timedelta(minutes=15), timedelta(seconds=455), timedelta(days=1)]
    undo(hall.event.store, OPERATOR, hall.event.clock)
    assert states(hall) == [("boost", "cancelled", None)]


@pytest.mark.parametrize("error", [OutcomeUnknownError("No answer in time."), NotSentError("Connection refused.")])
def test_only_what_surely_has_not_left_is_taken_back(hall: Hall, error: NetworkError) -> None:
    post = leave(hall, "masto")
    acts.delete(hall.event.store, [post], OPERATOR, hall.event.clock)
    hall.event.clock.advance(11)
    hall.wires["masto"].asks.append(error)
    hall.once("masto")
    [part] = hall.event.parts(post)
    if isinstance(error, NotSentError):
        undo(hall.event.store, OPERATOR, hall.event.clock)
    else:
        with pytest.raises(NotAllowedError, match="has left: it cannot be undone from here any more"):
            undo(hall.event.store, OPERATOR, hall.event.clock)
    run(hall, "masto")
    assert (hall.entry_of(part.id).deleted is not None) is isinstance(error, OutcomeUnknownError)
    assert hall.event.states(post)["masto"] == ["posted: deleted" if isinstance(error, OutcomeUnknownError) else "posted"]


def test_error_about_the_account_is_one_for_its_posts_too(hall: Hall) -> None:
    ask(hall)
    hall.wires["masto"].asks.append(AccountError("401: the token was revoked."))
    hall.once("masto")
    account = accounts.get(hall.event.store.connection, "masto")
    assert account is not None
    assert account.hold == "401: the token was revoked."


def test_errand_without_an_answer_for_a_day_is_given_up(hall: Hall) -> None:
    ask(hall)
    waits = []
    while states(hall)[0][1] == "scheduled":
        hall.wires["masto"].asks.append(OutcomeUnknownError("502"))
        hall.once("masto")
        wake = hall.once("masto")
        if wake is not None:
            waits.append(wake - hall.event.now())
            hall.event.clock.move_to(wake)
    assert states(hall) == [("boost", "failed", "no answer in a day: 502")]
    assert (min(waits), max(waits)) == (timedelta(seconds=10), timedelta(minutes=10))


def test_failed_deletion_is_told_with_the_post(hall: Hall) -> None:
    post = leave(hall, "masto")
    acts.delete(hall.event.store, [post], OPERATOR, hall.event.clock)
    hall.event.clock.advance(10)
    hall.wires["masto"].asks.append(RejectedError("403: not yours."))
    hall.once("masto")
    assert hall.event.states(post) == {"masto": ["posted: could not be deleted: 403: not yours."]}
    assert acts.delete(hall.event.store, [post], OPERATOR, hall.event.clock).done == (post,)  # and can be asked for again
    run(hall, "masto")
    assert hall.event.states(post) == {"masto": ["posted: deleted"]}


SHUT = {
    "paused": "UPDATE gate SET paused_at = '2027-03-18T08:00:00.000000Z'",
    "not live": "UPDATE gate SET kind = 'live'",
    "on hold": "UPDATE account SET hold = 'by Léa'",
    "waits": "UPDATE account SET not_before = '2027-03-18T12:00:00.000000Z'",
}


@pytest.mark.parametrize("sql", SHUT.values(), ids=SHUT)
@pytest.mark.parametrize("late", [False, True], ids=["before", "since it was chosen"])
def test_no_errand_passes_a_gate_that_is_shut(hall: Hall, sql: str, late: bool) -> None:
    ask(hall)
    lane = hall.lane("masto")
    if late:
        with hall.event.store.reading() as db:
            errand = store_errands.next_due(db, "masto", hall.event.now(), lane.place)
        assert errand is not None
        hall.event.store.connection.execute(sql)
        with hall.event.store.writing() as db:
            assert not store_errands.mark(db, errand, hall.event.now(), lane.place)
    else:
        hall.event.store.connection.execute(sql)
        hall.once("masto", lane)
    assert states(hall) == [("boost", "scheduled", None)]
    assert hall.wires["masto"].calls == []


def test_worker_that_ends_while_an_errand_leaves_runs_it_again(hall: Hall) -> None:
    ask(hall)
    steps = hall.lane("masto").once()
    step = next(steps)
    assert isinstance(step, Call)
    step.make()  # it got there, and nobody is left to hear so
    steps.close()
    assert states(hall) == [("boost", "sending", None)]
    run(hall, "masto")
    assert states(hall) == [("boost", "sending", None)]
    with hall.event.store.writing() as db:
        store_errands.recover(db, hall.event.now())
    run(hall, "masto")
    assert (states(hall), deeds(hall, Deed.BOOST)) == ([("boost", "done", None)], 1)


def test_worker_asked_to_end_makes_the_call_first(hall: Hall) -> None:
    ask(hall)
    step = next(hall.lane("masto").once())
    assert isinstance(step, Call)
    assert step.marked


def test_posts_leave_before_errands(hall: Hall) -> None:
    ask(hall)
    hall.event.scheduled("Said once.", due=None, accounts=("masto",))
    hall.event.clock.advance(10)
    run(hall, "masto")
    assert [name for name in hall.wires["masto"].calls if name in {"create", "boost"}] == ["create", "boost"]


def test_nothing_answers_what_is_being_deleted(hall: Hall) -> None:
    """A session's thread goes on beneath the newest post that stays."""
    first = leave(hall, "masto", "One.", session="kites")
    second = leave(hall, "masto", "Two.", session="kites")
    acts.delete(hall.event.store, [second], OPERATOR, hall.event.clock)
    third = leave(hall, "masto", "Three.", session="kites")
    run(hall, "masto")
    fourth = leave(hall, "masto", "Four.", session="kites")
    assert hall.event.states(second) == {"masto": ["posted: deleted"]}
    one, three, four = (hall.entry_of(hall.event.parts(post)[0].id) for post in (first, third, fourth))
    assert (three.in_reply_to, four.in_reply_to) == (one.remote_id, three.remote_id)


def unknown_thread(hall: Hall) -> tuple[int, list[Part]]:
    """A thread on Bluesky whose first part was made, though nobody knows."""
    hall.wires["sky"].accidents.append(Accident(error=OutcomeUnknownError("No answer in time.")))
    post = hall.event.scheduled(LONG, due=None, accounts=("sky",))
    hall.event.clock.advance(10)
    hall.once("sky")
    return post, hall.event.parts(post)


def test_errands_of_an_account_that_is_gone_keep_no_worker(hall: Hall) -> None:
    ask(hall)
    db = hall.event.store.connection
    assert store_errands.any_open(db)
    with hall.event.store.writing() as writing:
        accounts.remove(writing, "masto", hall.event.now())
    assert not store_errands.any_open(db)


def test_address_a_person_gives_is_looked_up_and_the_thread_goes_on(hall: Hall) -> None:
    post, (first, *_) = unknown_thread(hall)
    url = hall.entry_of(first.id).url
    resolve(hall.event.store, post, OPERATOR, hall.event.clock, url=url)
    assert hall.event.states(post)["sky"][:2] == ["posted", "held: waits for part 1"]
    run(hall, "sky")
    assert set(hall.event.states(post)["sky"]) == {"posted"}
    one, two, *_ = [hall.entry_of(part.id) for part in hall.event.parts(post)]
    assert (two.in_reply_to, two.root_cid) == (one.remote_id, one.cid)
    assert states(hall) == [("resolve", "done", None)]


def test_address_of_no_post_of_ours_leaves_the_thread_held_and_says_so(hall: Hall) -> None:
    post, _ = unknown_thread(hall)
    resolve(hall.event.store, post, OPERATOR, hall.event.clock, url="https://bsky.example/profile/fair.example/post/none")
    run(hall, "sky")
    assert hall.event.states(post)["sky"][:2] == ["posted", "held: waits for part 1"]
    assert states(hall)[0][1:] == ("failed", "there is no post of ours at https://bsky.example/profile/fair.example/post/none")


def test_defect_of_an_adapter_is_not_the_end_of_an_errand(hall: Hall) -> None:
    ask(hall)
    steps = hall.lane("masto").once()
    step = next(steps)

    def burst() -> None:
        raise KeyError("status")

    with pytest.raises(StopIteration):
        make(Call(burst), steps)
    assert isinstance(step, Call)
    assert states(hall) == [("boost", "scheduled", "KeyError: 'status'")]


def test_what_the_server_says_of_its_limits_is_kept_with_the_account(hall: Hall, tmp_path: Path) -> None:
    wire = hall.wires["masto"]
    reset = hall.event.now() + MINUTE
    wire.limited = wire.server.limits(hall.event.now())
    leave(hall, "masto")
    account = accounts.get(hall.event.store.connection, "masto")
    assert account is not None
    assert (account.limit_left, account.limit_reset) == (300, reset + timedelta(hours=3) - MINUTE)
