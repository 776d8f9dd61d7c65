"""One account's way out against a network with accidents: what each answer does, what is looked for and when, and which clock is believed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count, pairwise
from pathlib import Path
from typing import Any

import pytest

from livetweet.clock import to_stamp
from livetweet.errors import (
    AccountError,
    ForbiddenError,
    MediaRefusedError,
    NetworkError,
    NotAllowedError,
    NotSentError,
    OutcomeUnknownError,
    RateLimitedError,
    RejectedError,
    StoreError,
)
from livetweet.model.errand import Deed
from livetweet.model.measures import Measures
from livetweet.model.part import Part, State
from livetweet.model.post import IfLate, Media
from livetweet.networks.port import Outgoing
from livetweet.networks.rehearsal.wire import read_body
from livetweet.outbox import acts, drafts
from livetweet.outbox import gates as outbox_gates
from livetweet.outbox.resolve import resolve
from livetweet.store import accounts, answered, attempts, gates, leaving
from livetweet.store.binding import bind
from livetweet.store.connect import Store
from livetweet.worker.lane import Lane
from livetweet.worker.steps import Call, Sleep
from tests.building import NOW, OPERATOR
from tests.pictures import paint
from tests.wire import Accident, Hall, open_hall

LATEST = NOW + timedelta(hours=2)
SECOND = timedelta(seconds=1)
LONG = "A thread is longer than one post may be, and so it goes on. " * 9
LOST = Accident(error=OutcomeUnknownError("No answer in time."), lands=False)
MADE = Accident(error=OutcomeUnknownError("502: bad gateway."))
REFUSED = Accident(error=NotSentError("Connection refused."), lands=False)


def due(hall: Hall, account: str = "bird", text: str = "Said once.", **values: Any) -> Part:
    """The first part on ACCOUNT of a post that may leave at once, with two hours to do so."""
    post = hall.event.scheduled(text, due=NOW, latest=LATEST, **({"accounts": (account,)} | values))
    hall.event.clock.move_to(hall.event.parts(post)[0].due)
    return hall.event.parts(post)[0]


def state(hall: Hall, part: Part) -> str:
    found = next(one for one in hall.event.parts(part.post) if one.id == part.id)
    return f"{found.state}: {found.reason}" if found.reason else found.state.value


def account_of(hall: Hall, account: str = "bird") -> tuple[str | None, datetime | None]:
    found = accounts.get(hall.event.store.connection, account)
    assert found is not None
    return found.hold, found.not_before


def advance(hall: Hall, seconds: float) -> None:
    hall.event.clock.advance(seconds)


# ---- out


@pytest.mark.parametrize("account", ["bird", "masto", "sky", "toot"])
def test_part_leaves_by_one_call_behind_one_mark(hall: Hall, account: str) -> None:
    part = due(hall, account)
    hall.once(account)
    assert hall.wires[account].calls == ["server_time", "prepare", "create"]
    assert (state(hall, part), hall.entries(part.id)) == ("posted", 1)
    entry = hall.entry_of(part.id)
    (found,) = hall.event.parts(part.post)
    assert (found.remote_id, found.url, found.posted_at, entry.text) == (entry.remote_id, entry.url, part.due, "Said once.")
    assert hall.once(account) is None
    assert hall.entries(part.id) == 1


def test_server_is_asked_for_its_time_once_in_nine_minutes(hall: Hall) -> None:
    lane = hall.lane("bird")
    for _ in range(3):
        due(hall)
        hall.once("bird", lane)
    assert hall.wires["bird"].calls == ["server_time", "prepare", "create", "prepare", "create", "prepare", "create"]
    advance(hall, 541)
    due(hall)
    hall.once("bird", lane)
    assert hall.wires["bird"].calls[-3:] == ["server_time", "prepare", "create"]


def test_thread_leaves_part_by_part_each_answering_the_one_before_it(hall: Hall) -> None:
    first = due(hall, text=LONG)
    while (wake := hall.once("bird")) is not None:
        hall.event.clock.move_to(wake)
    ids = [part.id for part in hall.event.parts(first.post)]
    entries = [hall.entry_of(id_) for id_ in ids]
    assert [entry.in_reply_to for entry in entries] == [None, entries[0].remote_id, entries[1].remote_id]
    gaps = [later.began - earlier.began for earlier, later in pairwise(hall.wires["bird"].creates)]
    assert gaps == [2 * SECOND, 2 * SECOND]


def test_thread_of_a_session_answers_the_newest_one(hall: Hall) -> None:
    made = [due(hall, session="kites", text=f"Number {number}.") for number in range(3)]
    for _ in made:
        hall.once("bird")
    entries = [hall.entry_of(part.id) for part in made]
    assert [entry.in_reply_to for entry in entries] == [None, entries[0].remote_id, entries[1].remote_id]


ANSWERS: dict[str, tuple[NetworkError, str, tuple[str | None, float | None]]] = {
    "not sent": (NotSentError("Connection refused."), "scheduled", (None, 5)),
    "account": (AccountError("401: revoked"), "scheduled", ("401: revoked", None)),
    "rate, named": (RateLimitedError("429", 90.0), "scheduled", (None, 90)),
    "rate, named for days": (RateLimitedError("429", 1e6), "scheduled", (None, 86_400)),
    "rate, bare": (RateLimitedError("429"), "scheduled", (None, 5)),
    "media": (MediaRefusedError("422: the picture is gone"), "scheduled", (None, None)),
    "rejected": (RejectedError("422: too long"), "failed: 422: too long", (None, None)),
    "unknown": (OutcomeUnknownError("No answer in time."), "unknown: No answer in time.", (None, None)),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_answer_makes_of_part_and_account_what_the_table_says(hall: Hall, name: str) -> None:
    error, expected, (hold, waits) = ANSWERS[name]
    part = due(hall)
    hall.wires["bird"].accidents.append(Accident(error=error, lands=False))
    hall.once("bird")
    assert state(hall, part) == expected
    assert account_of(hall) == (hold, None if waits is None else hall.event.now() + waits * SECOND)
    assert len(hall.wires["bird"].creates) == 1


def test_exception_nobody_knows_behind_the_mark_means_that_it_may_have_left(hall: Hall) -> None:
    part = due(hall)

    def surprise() -> None:
        raise KeyError("id")

    hall.wires["bird"].hooks["create"] = surprise
    hall.once("bird")
    assert state(hall, part) == "unknown: KeyError: 'id'"


def test_rejected_first_part_holds_the_thread_and_a_retry_goes_on_from_there(hall: Hall) -> None:
    first = due(hall, text=LONG)
    hall.wires["bird"].accidents.append(Accident(error=RejectedError("422: no"), lands=False))
    hall.once("bird")
    assert hall.event.states(first.post)["bird"] == ["failed: 422: no", "held: waits for part 1", "held: waits for part 1"]
    assert hall.once("bird") is None
    acts.retry(hall.event.store, [first.post], OPERATOR, hall.event.clock)
    while (wake := hall.once("bird")) is not None:
        hall.event.clock.move_to(wake)
    assert hall.event.states(first.post)["bird"] == ["posted"] * 3


def test_media_refused_is_prepared_again_once_and_then_failed(hall: Hall) -> None:
    part = due(hall)
    hall.wires["bird"].accidents.extend([Accident(error=MediaRefusedError("422: gone"), lands=False)] * 2)
    hall.once("bird")
    hall.once("bird")
    assert state(hall, part) == "failed: 422: gone"
    assert hall.wires["bird"].calls.count("prepare") == 2


def test_waiting_doubles_at_each_failure_and_ends_with_the_first_success(hall: Hall) -> None:
    due(hall)
    waits = []
    hall.wires["bird"].accidents.extend([REFUSED] * 8)
    lane = hall.lane("bird")
    for _ in range(8):
        hall.once("bird", lane)
        not_before = account_of(hall)[1]
        assert not_before is not None
        waits.append((not_before - hall.event.now()).total_seconds())
        assert hall.once("bird", lane) == not_before, "it comes back when the account may go on"
        hall.event.clock.move_to(not_before)
    assert waits == [5, 10, 20, 40, 80, 160, 300, 300]
    hall.once("bird", lane)
    assert account_of(hall) == (None, None)
    part = due(hall)
    hall.wires["bird"].accidents.append(REFUSED)
    hall.once("bird")
    assert account_of(hall) == (None, hall.event.now() + 5 * SECOND)
    assert state(hall, part) == "scheduled"


@pytest.mark.parametrize(
    ("error", "expected", "waits"),
    [
        (NotSentError("Connection refused."), "scheduled", True),
        (RateLimitedError("429"), "scheduled", True),
        (OutcomeUnknownError("No answer in time."), "scheduled: it could not be prepared yet: No answer in time.", False),
        (RejectedError("422: no such picture"), "failed: 422: no such picture", False),
        (MediaRefusedError("422: cannot be read"), "failed: 422: cannot be read", False),
        (ValueError("no such mention"), "failed: it could not be prepared (ValueError: no such mention)", False),
    ],
)
def test_failure_before_the_mark_has_sent_nothing(hall: Hall, error: Exception, expected: str, *, waits: bool) -> None:
    part = due(hall)

    def fail() -> None:
        raise error

    hall.wires["bird"].hooks["prepare"] = fail
    hall.once("bird")
    assert state(hall, part) == expected
    assert hall.event.rows("SELECT * FROM attempt") == []
    assert (account_of(hall)[1] is not None) is waits


MEDIA_DOWN = OutcomeUnknownError("500 from POST /api/v2/media")


def unprepared(hall: Hall, part: Part, times: int = 1_000) -> list[datetime]:
    """PART cannot be prepared the next so many TIMES; when it was tried."""
    wire, tried = hall.wires[part.account], list[datetime]()
    prepare = wire.prepare

    def fail(outgoing: Outgoing) -> object:
        if outgoing.part == part.id:
            tried.append(hall.event.clock.true)
            if len(tried) <= times:
                raise MEDIA_DOWN
        return prepare(outgoing)

    wire.prepare = fail  # type: ignore[method-assign]
    return tried


def live(hall: Hall, account: str, seconds: float, lane: Lane | None = None) -> None:
    """Rounds of one lane of ACCOUNT for so many SECONDS."""
    lane, end = lane or hall.lane(account), hall.event.clock.true + seconds * SECOND
    while (wake := hall.once(account, lane)) is not None and wake <= end:
        hall.event.clock.move_to(wake)
    hall.event.clock.move_to(end)


def test_part_that_cannot_be_prepared_waits_alone_and_longer_each_time(hall: Hall) -> None:
    bad, *others = [due(hall, "masto", text) for text in ("With a picture.", "One.", "Two.", "Three.")]
    tried, began = unprepared(hall, bad), hall.event.clock.true
    live(hall, "masto", 3600)
    waits = [(later - earlier).total_seconds() for earlier, later in pairwise(tried)]
    assert waits == [5, 10, 20, 40, 80, 160, *[300] * 10]
    assert (state(hall, bad), account_of(hall, "masto")) == (f"scheduled: it could not be prepared yet: {MEDIA_DOWN}", (None, None))
    assert [(state(hall, one), hall.event.parts(one.post)[0].posted_at) for one in others] == [("posted", began)] * 3


def test_part_that_can_be_prepared_again_leaves(hall: Hall) -> None:
    part, lane = due(hall, "masto"), hall.lane("masto")
    tried = unprepared(hall, part, times=3)
    live(hall, "masto", 34, lane)
    assert state(hall, part) == f"scheduled: it could not be prepared yet: {MEDIA_DOWN}"
    hall.wires["masto"].accidents.append(REFUSED)
    live(hall, "masto", 1, lane)
    assert (len(tried), state(hall, part), account_of(hall, "masto")[1]) == (4, "scheduled", hall.event.clock.true + 5 * SECOND)
    again = unprepared(hall, part, times=1)
    live(hall, "masto", 10, lane)
    assert [later - earlier for earlier, later in pairwise([tried[3], *again])] == [5 * SECOND, 5 * SECOND], "it begins anew with the shortest wait"
    assert state(hall, part) == "posted"


def test_account_waits_where_nothing_gets_through(hall: Hall) -> None:
    part, wire, lane = due(hall, "masto"), hall.wires["masto"], hall.lane("masto")
    unprepared(hall, part)
    wire.asks.append(NotSentError("Connection refused."))
    hall.once("masto", lane)
    assert account_of(hall, "masto") == (None, hall.event.now() + 5 * SECOND)
    advance(hall, 5)
    wire.hooks["server_time"] = lambda: wire.asks.append(NotSentError("Connection refused.")) if wire.calls.count("server_time") == 3 else None
    hall.once("masto", lane)
    assert wire.calls == ["server_time"] * 3
    assert (state(hall, part), account_of(hall, "masto")) == ("scheduled", (None, hall.event.now() + 10 * SECOND))


def test_thread_lets_what_cannot_be_prepared_go_first_for_a_minute(hall: Hall) -> None:
    """A hiccup does not turn the order of a session's posts around."""
    first, second, third = (due(hall, "masto", text, session="kites") for text in ("One, with a picture.", "Two.", "Three."))
    unprepared(hall, first, times=3)
    live(hall, "masto", 40)
    entries = [hall.entry_of(part.id) for part in (first, second, third)]
    assert [entry.in_reply_to for entry in entries] == [None, entries[0].remote_id, entries[1].remote_id]


def test_thread_passes_over_what_cannot_be_prepared_for_longer(hall: Hall) -> None:
    first, second, third = (due(hall, "masto", text, session="kites") for text in ("One, with a picture.", "Two.", "Three."))
    elsewhere = due(hall, "masto", "Of another session.", session="moss")
    unprepared(hall, first, times=5)
    lane = hall.lane("masto")
    live(hall, "masto", 59.9, lane)
    assert [state(hall, part) for part in (second, third, elsewhere)] == ["scheduled", "scheduled", "posted"]
    live(hall, "masto", 0.1, lane)
    assert [state(hall, part) for part in (second, third)] == ["posted", "posted"]
    live(hall, "masto", 120, lane)
    entries = [hall.entry_of(part.id) for part in (second, third, first)]
    assert [entry.in_reply_to for entry in entries] == [None, entries[0].remote_id, entries[1].remote_id]


def test_part_of_a_thread_that_cannot_be_prepared_is_not_overtaken_by_those_behind_it(hall: Hall) -> None:
    first = due(hall, text=LONG)
    second = hall.event.parts(first.post)[1]
    unprepared(hall, second, times=2)
    other, lane = due(hall, text="Meanwhile."), hall.lane("bird")
    live(hall, "bird", 10, lane)
    assert (hall.event.states(first.post)["bird"][2], state(hall, other)) == ("scheduled", "posted")
    live(hall, "bird", 20, lane)
    entries = [hall.entry_of(part.id) for part in hall.event.parts(first.post)]
    assert [entry.in_reply_to for entry in entries] == [None, entries[0].remote_id, entries[1].remote_id]


def test_what_no_longer_leaves_keeps_nobody_waiting(hall: Hall) -> None:
    first, second = (due(hall, "masto", text, session="kites") for text in ("One, with a picture.", "Two."))
    unprepared(hall, first)
    lane = hall.lane("masto")
    hall.once("masto", lane)
    acts.cancel(hall.event.store, [first.post], OPERATOR, hall.event.clock)
    hall.once("masto", lane)
    assert state(hall, second) == "posted"


def test_clock_set_back_makes_nothing_wait_longer(hall: Hall) -> None:
    part, lane = due(hall, "masto"), hall.lane("masto")
    tried = unprepared(hall, part, times=1)
    hall.once("masto", lane)
    hall.event.clock.skew = -timedelta(seconds=90)
    with hall.event.store.writing() as db:
        db.execute("UPDATE part SET due = ?", (to_stamp(NOW - timedelta(minutes=3)),))
    hall.once("masto", lane)
    hall.once("masto", lane)
    assert (len(tried), state(hall, part)) == (2, "posted")


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (lambda path: path.write_bytes(paint(9, 9, "PNG")), "has changed since it was approved: edit the post and approve it again"),
        (lambda path: path.unlink(), "is no longer in media/: put it back and retry, or edit the post"),
    ],
)
def test_picture_that_is_not_what_was_approved_does_not_leave(hall: Hall, happens: Callable[[Path], object], why: str) -> None:
    media = hall.event.folder / "media"
    media.mkdir()
    (media / "stage.png").write_bytes(paint(8, 8, "PNG"))
    part = due(hall, media=(Media(file="stage.png", alt="The stage"),))
    frozen = media / part.media[0].file
    happens(frozen)
    hall.once("bird")
    where = f"{frozen.name} in media/" if "changed" in why else frozen.name
    assert (state(hall, part), hall.wires["bird"].creates) == (f"failed: the picture {where} {why}", [])


MEANWHILE: dict[str, Callable[[Hall, int], object]] = {
    "hold": lambda hall, post: acts.hold(hall.event.store, [post], OPERATOR, hall.event.clock),
    "cancel": lambda hall, post: acts.cancel(hall.event.store, [post], OPERATOR, hall.event.clock),
    "move": lambda hall, post: acts.move(hall.event.store, [post], OPERATOR, hall.event.clock, by=timedelta(minutes=1)),
    "edit": lambda hall, _: hall.event.store.connection.execute("UPDATE part SET revision = 2"),
    "pause": lambda hall, _: hall.event.store.connection.execute("UPDATE gate SET paused_at = '2027-03-18T08:00:00.000000Z'"),
    "hold the account": lambda hall, _: hall.event.store.connection.execute("UPDATE account SET hold = 'by Léa'"),
    "sleep past latest": lambda hall, _: hall.event.clock.move_to(LATEST + SECOND),
    "set the clock": lambda hall, _: setattr(hall.event.clock, "skew", timedelta(minutes=5)),
}


@pytest.mark.parametrize("name", MEANWHILE)
def test_nothing_leaves_when_anything_happened_while_it_was_prepared(hall: Hall, name: str) -> None:
    part = due(hall)
    hall.wires["bird"].hooks["prepare"] = lambda: MEANWHILE[name](hall, part.post)
    hall.once("bird")
    assert hall.wires["bird"].creates == []
    assert hall.event.rows("SELECT * FROM attempt") == []


def test_nothing_leaves_when_another_copy_of_the_store_has_counted_on_while_it_was_prepared(tmp_path: Path) -> None:
    with open_hall(tmp_path, "live") as hall:
        outbox_gates.go_live(hall.event.store, tmp_path / "state", OPERATOR, hall.event.clock)
        binding = bind(hall.event.store, tmp_path / "state")
        part = due(hall)

        def leave_elsewhere() -> None:
            with binding.counting() as made:
                binding.count(made + 1)

        hall.wires["bird"].hooks["prepare"] = leave_elsewhere
        lane = hall.lane("bird", binding=binding)
        hall.once("bird", lane)
        assert (state(hall, part), hall.wires["bird"].calls) == ("scheduled", ["server_time", "prepare"])
        assert hall.event.rows("SELECT * FROM attempt") == []
        assert hall.once("bird", lane) is None


def test_mark_older_than_five_seconds_makes_no_call(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    part = due(hall)
    real = leaving.mark

    def slow(*values: Any) -> leaving.Mark | None:
        made = real(*values)
        advance(hall, 5.1)
        return made

    monkeypatch.setattr(leaving, "mark", slow)
    hall.once("bird")
    assert (state(hall, part), hall.wires["bird"].creates) == ("scheduled", [])
    assert [row["words"] for row in hall.event.rows("SELECT words FROM attempt")] == ["this machine stood still just before it would have left"]
    monkeypatch.setattr(leaving, "mark", real)
    advance(hall, 5)
    hall.once("bird")
    assert state(hall, part) == "posted"


def test_call_goes_out_within_five_seconds_of_its_mark(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    part = due(hall)
    real = leaving.mark

    def slow(*values: Any) -> leaving.Mark | None:
        made = real(*values)
        advance(hall, 5)
        return made

    monkeypatch.setattr(leaving, "mark", slow)
    hall.once("bird")
    assert state(hall, part) == "posted"


def test_answer_is_written_down_as_soon_as_the_store_takes_it(hall: Hall) -> None:
    part = due(hall)
    other = Store(hall.event.store.path, synced=False)
    hall.event.store.connection.execute("PRAGMA busy_timeout = 20")
    steps = hall.lane("bird").run()
    step = next(steps)
    while not (isinstance(step, Call) and step.marked):
        assert isinstance(step, Call)
        step = steps.send(step.make())
    answer = step.make()
    with other.writing():
        waits = [steps.send(answer)] + [next(steps) for _ in range(3)]
    assert waits == [Sleep(hall.event.now() + SECOND)] * 4
    assert state(hall, part) == "sending"
    next(steps)
    assert state(hall, part) == "posted"
    other.close()


def test_store_that_cannot_be_read_is_the_drivers_business_before_the_mark(hall: Hall) -> None:
    due(hall)
    other = Store(hall.event.store.path, synced=False)
    hall.event.store.connection.execute("PRAGMA busy_timeout = 20")
    with other.writing(), pytest.raises(StoreError, match="busy"):
        hall.once("bird")
    assert hall.wires["bird"].creates == []
    other.close()


# ---- what was answered, and is gone


def vanish(hall: Hall, part: Part) -> None:
    """Its author deletes PART in the network's own app."""
    with hall.log.writing():
        hall.wires[part.account].server.do(Deed.DELETE, hall.entry_of(part.id).remote_id, hall.event.clock.true)


@pytest.mark.parametrize("account", ["bird", "masto", "sky", "toot"])
@pytest.mark.parametrize("vanished", [1, 2, 3])
def test_thread_goes_on_beneath_what_stands_after_posts_of_it_were_deleted_there(hall: Hall, account: str, vanished: int) -> None:
    parts = [due(hall, account, f"Number {number}.", session="kites") for number in range(3)]
    live(hall, account, 1)
    for part in parts[3 - vanished :]:
        vanish(hall, part)
    parts += [due(hall, account, f"Number {number}.", session="kites") for number in (3, 4)]
    live(hall, account, 1)
    assert [state(hall, part) for part in parts] == ["posted"] * (3 - vanished) + ["posted: deleted"] * vanished + ["posted"] * 2
    assert [part.id for part in parts if hall.event.parts(part.post)[0].gone_at] == [part.id for part in parts[3 - vanished : 3]]
    entries = [hall.entry_of(part.id) for part in parts]
    stands = entries[2 - vanished].remote_id if vanished < 3 else None
    assert [entry.in_reply_to for entry in entries[3:]] == [stands, entries[3].remote_id]


def test_refusal_for_another_reason_stays_one(hall: Hall) -> None:
    first, second = (due(hall, text=text, session="kites") for text in ("One.", "Two."))
    hall.wires["bird"].accidents.extend([Accident(), Accident(error=RejectedError("422: no"), lands=False)])
    live(hall, "bird", 1)
    assert (state(hall, first), state(hall, second)) == ("posted", "failed: 422: no")
    assert hall.wires["bird"].calls.count("reread") == 1


def test_what_is_refused_and_answers_nothing_of_ours_is_not_asked_about(hall: Hall) -> None:
    due(hall)
    hall.wires["bird"].accidents.append(Accident(error=RejectedError("422: no"), lands=False))
    live(hall, "bird", 1)
    assert "reread" not in hall.wires["bird"].calls


def test_part_whose_own_thread_was_deleted_before_it_has_failed(hall: Hall) -> None:
    """Without its beginning it says nothing: a person decides."""
    first = due(hall, text=LONG)
    hall.once("bird")
    vanish(hall, first)
    live(hall, "bird", 5)
    refused = "failed: 404: the post to be answered does not exist, or no longer does."
    assert hall.event.states(first.post)["bird"] == ["posted: deleted", refused, "held: waits for part 2"]
    (refusal,) = acts.retry(hall.event.store, [first.post], OPERATOR, hall.event.clock).refused
    assert refusal.why.endswith("part 1 before it is deleted: edit what is left, or cancel it.")


def test_correction_of_what_was_deleted_there_leaves_without_it(hall: Hall) -> None:
    first = due(hall, text="At ten in Ada.")
    hall.once("bird")
    correction = due(hall, text="At eleven in Ada.", answers=first.post)
    vanish(hall, first)
    live(hall, "bird", 1)
    assert (state(hall, correction), hall.entry_of(correction.id).in_reply_to) == ("posted", None)


@pytest.mark.parametrize("error", [OutcomeUnknownError("502"), AccountError("401: revoked")])
def test_look_at_what_was_answered_is_made_again_with_a_retry(hall: Hall, error: NetworkError) -> None:
    first, second = (due(hall, text=text, session="kites") for text in ("One.", "Two."))
    hall.once("bird")
    vanish(hall, first)
    hall.wires["bird"].hooks["reread"] = lambda: hall.wires["bird"].asks.append(error)
    hall.once("bird")
    assert state(hall, second).startswith("failed: 404")
    assert account_of(hall)[0] == (str(error) if isinstance(error, AccountError) else None)
    del hall.wires["bird"].hooks["reread"]
    with hall.event.store.writing() as db:
        accounts.hold(db, "bird", None)
    acts.retry(hall.event.store, [second.post], OPERATOR, hall.event.clock)
    live(hall, "bird", 1)
    assert (state(hall, second), hall.entry_of(second.id).in_reply_to) == ("posted", None)


def test_what_a_person_decided_while_it_was_looked_at_stays(hall: Hall) -> None:
    first, second = (due(hall, text=text, session="kites") for text in ("One.", "Two."))
    hall.once("bird")
    vanish(hall, first)
    hall.wires["bird"].hooks["reread"] = lambda: acts.cancel(hall.event.store, [second.post], OPERATOR, hall.event.clock)
    live(hall, "bird", 5)
    assert state(hall, second) == f"cancelled: by {OPERATOR}"


# ---- doubts


def doubted(hall: Hall, account: str, accident: Accident = LOST) -> Part:
    part = due(hall, account)
    hall.wires[account].accidents.append(accident)
    hall.once(account)
    return part


PATIENCE = {"bird": 65, "masto": 65, "toot": 65, "sky": 15}


@pytest.mark.parametrize("account", PATIENCE)
def test_look_waits_for_twice_the_clients_timeout_after_the_last_instant_the_call_could_begin(hall: Hall, account: str) -> None:
    part = doubted(hall, account, MADE)
    assert hall.once(account) == part.due + PATIENCE[account] * SECOND
    advance(hall, PATIENCE[account] - 0.001)
    hall.once(account)
    assert "find" not in hall.wires[account].calls
    advance(hall, 0.001)
    hall.once(account)
    assert (hall.wires[account].calls.count("find"), state(hall, part)) == (1, "posted")
    assert (hall.entries(part.id), len(hall.wires[account].creates)) == (1, 1)


def test_look_of_an_impatient_client_waits_until_the_network_shows_what_was_made(hall: Hall) -> None:
    hall.wires["bird"].capabilities = replace(hall.wires["bird"].capabilities, timeout=5.0, shown_within=60.0)
    part = doubted(hall, "bird", MADE)
    assert hall.once("bird") == part.due + 65 * SECOND


def test_look_is_not_brought_forward_by_our_clock(hall: Hall) -> None:
    """The wall clock was set forward: only the server's says how long ago the call was."""
    part = doubted(hall, "bird", MADE)
    hall.event.clock.skew = timedelta(minutes=5)
    assert hall.once("bird") is not None
    assert "find" not in hall.wires["bird"].calls
    with hall.event.store.reading() as db:
        assert attempts.to_look_for(db, "bird", hall.event.now()) is None
        assert attempts.to_look_for(db, "bird", hall.event.now() + 65 * SECOND) is not None
    advance(hall, 65)
    hall.once("bird")
    assert state(hall, part) == "posted"


@pytest.mark.parametrize("account", ["masto", "sky"])
def test_not_there_goes_out_again_byte_for_byte_where_the_network_takes_it_for_the_same(hall: Hall, account: str) -> None:
    part = doubted(hall, account)
    advance(hall, PATIENCE[account])
    hall.once(account)
    assert state(hall, part) == "scheduled"
    hall.once(account)
    first, second = hall.wires[account].creates
    assert (first.body, first.key) == (second.body, second.key)
    assert (state(hall, part), hall.entries(part.id)) == ("posted", 1)


def pictured(hall: Hall, account: str) -> Part:
    """A part with a picture that its server calls by another name at each upload."""
    media = hall.event.folder / "media"
    media.mkdir()
    (media / "stage.png").write_bytes(paint(8, 8, "PNG"))
    part = due(hall, account, media=(Media(file="stage.png", alt="The stage"),))
    wire, names = hall.wires[account], count(1)
    prepare = wire.prepare

    def upload(outgoing: Outgoing) -> object:
        prepare(outgoing)
        name = f"upload {next(names)}"
        with hall.log.writing():
            hall.log.add_upload(name, "The stage")
        return (name,)

    wire.prepare = upload  # type: ignore[method-assign]
    return part


def sent_again(hall: Hall, account: str, *accidents: Accident) -> Part:
    """A part with a picture, after a try whose answer was lost and a look that did not find it; ACCIDENTS are those of what follows."""
    part = pictured(hall, account)
    hall.wires[account].accidents.extend([LOST, *accidents])
    hall.once(account)
    advance(hall, PATIENCE[account])
    hall.once(account)
    assert state(hall, part) == "scheduled"
    return part


UPLOAD_GONE = Accident(error=MediaRefusedError("422: media 17 is unknown"), lands=False)


@pytest.mark.parametrize("account", ["masto", "sky"])
def test_pictures_that_are_gone_when_it_goes_out_again_are_uploaded_anew_under_the_same_key(hall: Hall, account: str) -> None:
    part, wire = sent_again(hall, account, UPLOAD_GONE), hall.wires[account]
    hall.once(account)
    assert (state(hall, part), wire.calls.count("prepare")) == ("scheduled", 1)
    hall.once(account)
    assert (state(hall, part), hall.entries(part.id), wire.calls.count("prepare")) == ("posted", 1, 2)
    assert [read_body(wire.network, made.body).uploads for made in wire.creates] == [("upload 1",), ("upload 1",), ("upload 2",)]
    assert wire.creates[0].body == wire.creates[1].body
    assert {made.key for made in wire.creates} == {part.key}


def test_retry_of_what_failed_for_its_pictures_uploads_them_anew(hall: Hall) -> None:
    part = sent_again(hall, "masto", UPLOAD_GONE, UPLOAD_GONE)
    for _ in range(2):
        hall.once("masto")
    assert state(hall, part) == "failed: 422: media 17 is unknown"
    acts.retry(hall.event.store, [part.post], OPERATOR, hall.event.clock)
    hall.once("masto")
    assert (state(hall, part), hall.entries(part.id)) == ("posted", 1)
    assert '"upload 3"' in hall.wires["masto"].creates[-1].body


def test_other_pictures_under_the_same_key_go_out_only_as_long_as_the_server_knows_the_key(hall: Hall) -> None:
    part = sent_again(hall, "masto", UPLOAD_GONE)
    hall.once("masto")
    with hall.event.store.writing() as db:
        gates.pause(db, OPERATOR, None, hall.event.now())
    advance(hall, 3600)
    with hall.event.store.writing() as db:
        gates.resume(db)
    hall.once("masto")
    assert state(hall, part) == "unknown: it waited too long after a try whose outcome nobody knows"
    for seconds in (0, 240):
        advance(hall, seconds)
        hall.once("masto")
    assert (state(hall, part), len(hall.wires["masto"].creates)) == ("unknown: looked twice, not there", 2)


def test_retry_of_what_was_refused_when_it_went_out_again_sends_no_refused_bytes(hall: Hall) -> None:
    """What it answers, say: that may be another post by then, and the key is the same."""
    first, second = (due(hall, "masto", text, session="kites") for text in ("One.", "Two."))
    acts.hold(hall.event.store, [first.post], OPERATOR, hall.event.clock)
    hall.wires["masto"].accidents.extend([LOST, Accident(error=RejectedError("404: no such post"), lands=False)])
    hall.once("masto")
    advance(hall, 65)
    for _ in range(2):
        hall.once("masto")
    assert state(hall, second) == "failed: 404: no such post"
    for act, post in ((acts.release, first.post), (acts.retry, second.post)):
        act(hall.event.store, [post], OPERATOR, hall.event.clock)
        hall.once("masto")
    one, two = hall.entry_of(first.id), hall.entry_of(second.id)
    assert (state(hall, second), two.in_reply_to) == ("posted", one.remote_id)
    assert {made.key for made in hall.wires["masto"].creates if made.part == second.id} == {second.key}


@pytest.mark.parametrize("account", ["bird", "toot"])
def test_not_there_is_looked_for_twice_and_never_sent_again_elsewhere(hall: Hall, account: str) -> None:
    part = doubted(hall, account)
    advance(hall, 65)
    hall.once(account)
    assert state(hall, part) == "unknown: No answer in time."
    assert hall.once(account) == hall.event.now() + timedelta(minutes=4)
    advance(hall, 240)
    hall.once(account)
    assert state(hall, part) == "unknown: looked twice, not there"
    advance(hall, 3600)
    assert hall.once(account) is None
    assert (len(hall.wires[account].creates), hall.wires[account].calls.count("find")) == (1, 2)


def test_words_are_not_changed_while_what_a_person_had_sent_again_may_still_turn_up(hall: Hall) -> None:
    part = doubted(hall, "toot")
    assert resolve(hall.event.store, part.post, OPERATOR, hall.event.clock, again=True).done
    with pytest.raises(NotAllowedError, match="was tried before, and may still turn up"):
        drafts.edit(hall.event.store, part.post, texts={"*": "Other words."})
    hall.once("toot")
    assert state(hall, part) == "posted"


def test_second_look_finds_what_the_timeline_showed_late(hall: Hall) -> None:
    part = doubted(hall, "bird", Accident(error=OutcomeUnknownError("502"), lag=90.0))
    advance(hall, 65)
    hall.once("bird")
    assert state(hall, part) == "unknown: 502"
    advance(hall, 240)
    hall.once("bird")
    assert (state(hall, part), hall.entries(part.id)) == ("posted", 1)


def test_failed_look_proves_nothing_and_is_repeated(hall: Hall) -> None:
    part = doubted(hall, "toot", MADE)
    hall.wires["toot"].looks.extend([OutcomeUnknownError("502"), NotSentError("refused")])
    advance(hall, 65)
    for _ in range(2):
        hall.once("toot")
        assert state(hall, part) == "unknown: 502: bad gateway."
        wake = hall.once("toot")
        assert wake is not None
        assert wake - hall.event.now() >= 30 * SECOND
        hall.event.clock.move_to(wake)
    hall.once("toot")
    assert (state(hall, part), hall.entries(part.id), len(hall.wires["toot"].creates)) == ("posted", 1, 1)


def test_look_that_the_account_is_refused_waits_for_the_account(hall: Hall) -> None:
    part = doubted(hall, "masto", MADE)
    hall.wires["masto"].looks.append(AccountError("401: revoked"))
    advance(hall, 65)
    hall.once("masto")
    assert account_of(hall, "masto") == ("401: revoked", None)
    advance(hall, 3600)
    assert hall.once("masto") is None, "it does not spin, and does not ask"
    assert hall.wires["masto"].calls.count("find") == 1
    with hall.event.store.writing() as db:
        accounts.hold(db, "masto", None)
    hall.once("masto")
    assert state(hall, part) == "posted"


def test_look_that_the_account_may_not_make_is_repeated_and_stops_no_post(hall: Hall) -> None:
    part = doubted(hall, "masto", MADE)
    hall.wires["masto"].looks.append(ForbiddenError("403: outside the authorized scopes"))
    advance(hall, 65)
    hall.once("masto")
    assert (state(hall, part), account_of(hall, "masto")) == ("unknown: it cannot be looked for: 403: outside the authorized scopes", (None, None))
    other = due(hall, "masto", "Meanwhile.")
    hall.once("masto")
    assert state(hall, other) == "posted"
    advance(hall, 31)
    hall.once("masto")
    assert (state(hall, part), hall.entries(part.id)) == ("posted", 1)


def test_look_that_is_asked_to_wait_waits_alone(hall: Hall) -> None:
    """X's limit for reading our own posts is not that for posting."""
    part, lane = doubted(hall, "bird", MADE), hall.lane("bird")
    hall.wires["bird"].looks.append(RateLimitedError("429", 900.0))
    advance(hall, 65)
    hall.once("bird", lane)
    looked = hall.event.now()
    other = due(hall, "bird", "Meanwhile.")
    hall.once("bird", lane)
    assert (state(hall, part), state(hall, other), account_of(hall)) == ("unknown: 502: bad gateway.", "posted", (None, None))
    assert hall.once("bird", lane) == looked + timedelta(minutes=15)
    hall.event.clock.move_to(looked + timedelta(minutes=15))
    hall.once("bird", lane)
    assert (state(hall, part), hall.entries(part.id)) == ("posted", 1)


@pytest.mark.parametrize(("after", "again"), [(49, True), (51, False)])
def test_replay_window_is_judged_at_the_look_by_the_servers_clock(hall: Hall, after: int, *, again: bool) -> None:
    part = doubted(hall, "masto")
    advance(hall, after * 60)
    hall.event.clock.skew = -timedelta(minutes=30)  # what ours shows is of no account
    hall.once("masto")
    found = state(hall, part)
    if not again:
        advance(hall, 3600)
        hall.event.clock.skew = timedelta(0)
        hall.once("masto")
    assert (found == "scheduled") is again
    assert len(hall.wires["masto"].creates) == 1


def test_replay_window_is_judged_again_before_it_is_sent_again(hall: Hall) -> None:
    """Looked for, not there, and then paused for an hour: the server no longer remembers the key, so it is looked for anew."""
    part = doubted(hall, "masto", Accident(error=OutcomeUnknownError("502"), lag=600.0))
    advance(hall, 65)
    hall.once("masto")
    assert state(hall, part) == "scheduled"
    with hall.event.store.writing() as db:
        gates.pause(db, OPERATOR, None, hall.event.now())
    advance(hall, 3600)
    hall.once("masto")
    with hall.event.store.writing() as db:
        gates.resume(db)
    hall.once("masto")
    assert state(hall, part) == "unknown: it waited too long after a try whose outcome nobody knows"
    hall.once("masto")
    assert (state(hall, part), hall.entries(part.id), len(hall.wires["masto"].creates)) == ("posted", 1, 1)


@pytest.mark.parametrize(("after", "skew", "again"), [(49.5, 100, True), (50.5, -100, False)])
def test_replay_window_is_judged_by_the_servers_clock_before_it_is_sent_again(hall: Hall, after: float, skew: int, *, again: bool) -> None:
    part = doubted(hall, "masto")
    began = hall.event.clock.true
    advance(hall, 65)
    hall.once("masto")
    assert state(hall, part) == "scheduled"
    hall.event.clock.move_to(began + timedelta(minutes=after))
    hall.event.clock.skew = skew * SECOND
    hall.once("masto")
    expected = "posted" if again else "unknown: it waited too long after a try whose outcome nobody knows"
    assert (state(hall, part), len(hall.wires["masto"].creates)) == (expected, 2 if again else 1)


def test_doubt_whose_next_try_never_left_is_looked_for_again_and_not_for_ever(hall: Hall) -> None:
    """Unknown, not there, refused connections until the server has forgotten the key: the look is about the try that may have left, though it is not the last."""
    part = doubted(hall, "masto")
    advance(hall, 65)
    hall.once("masto")
    assert state(hall, part) == "scheduled"
    hall.wires["masto"].accidents.append(REFUSED)
    hall.once("masto")
    assert state(hall, part) == "scheduled"
    advance(hall, 3600)
    asked = len(hall.wires["masto"].calls)
    for _ in range(4):
        hall.once("masto")
    assert hall.wires["masto"].calls[asked:] == ["server_time", "server_time", "find"]  # of the mark, and of the look
    advance(hall, 300)
    hall.once("masto")
    assert state(hall, part) == "unknown: looked twice, not there"


def test_take_over_of_what_was_leaving_looks_for_the_try_that_was_made(hall: Hall) -> None:
    part = due(hall, "toot")
    steps = hall.lane("toot").once()
    step = next(steps)
    while isinstance(step, Call) and not step.marked:
        step = steps.send(step.make())
    steps.close()
    assert state(hall, part) == "sending"
    advance(hall, 5)
    with hall.event.store.writing() as db:
        assert (answered.recover(db, hall.event.now()), gates.take_over(db, hall.event.now())) == (1, (0, 0))
    advance(hall, 100)
    for _ in range(3):
        hall.once("toot")
    assert hall.wires["toot"].calls.count("find") == 1
    advance(hall, 300)
    hall.once("toot")
    assert state(hall, part) == "unknown: looked twice, not there"


def test_person_who_says_send_it_again_is_obeyed_even_where_it_may_double(hall: Hall) -> None:
    part = doubted(hall, "bird", MADE)
    resolve(hall.event.store, part.post, OPERATOR, hall.event.clock, again=True)
    hall.once("bird")
    assert (state(hall, part), hall.entries(part.id)) == ("posted", 2)


def test_look_that_began_before_a_person_decided_decides_nothing(hall: Hall) -> None:
    part = doubted(hall, "masto")
    advance(hall, 65)

    def drop() -> None:
        resolve(hall.event.store, part.post, OPERATOR, hall.event.clock)

    hall.wires["masto"].hooks["find"] = drop
    hall.once("masto")
    assert state(hall, part) == f"cancelled: dropped by {OPERATOR}"


def test_look_that_began_before_a_person_saw_it_holds_nothing_behind_it(hall: Hall) -> None:
    """The last look does not find it, and nobody would wake those behind any more."""
    first = due(hall, text=LONG)
    hall.wires["bird"].accidents.append(LOST)
    hall.once("bird")
    advance(hall, 65)
    hall.once("bird")
    advance(hall, 240)
    seen = "https://x.com/fair27/status/1902345678901234567"
    hall.wires["bird"].hooks["find"] = lambda: resolve(hall.event.store, first.post, OPERATOR, hall.event.clock, url=seen)
    hall.once("bird")
    assert hall.wires["bird"].calls.count("find") == 2
    assert hall.event.states(first.post)["bird"] == ["posted", "scheduled", "scheduled"]


def test_two_posts_of_the_same_text_are_never_taken_for_one_another(hall: Hall) -> None:
    one = due(hall, "toot", "Coffee.")
    hall.once("toot")
    other = due(hall, "toot", "Coffee.")
    hall.wires["toot"].accidents.append(LOST)
    hall.once("toot")
    for seconds in (65, 240):
        advance(hall, seconds)
        hall.once("toot")
    assert (state(hall, one), state(hall, other)) == ("posted", "unknown: looked twice, not there")


def test_thread_behind_an_unknown_part_wakes_when_it_is_found(hall: Hall) -> None:
    first = due(hall, text=LONG)
    hall.wires["bird"].accidents.append(Accident(error=OutcomeUnknownError("502"), lag=100.0))
    hall.once("bird")
    assert hall.once("bird") == first.due + 65 * SECOND
    while (wake := hall.once("bird")) is not None:
        hall.event.clock.move_to(wake)
    assert hall.event.states(first.post)["bird"] == ["posted"] * 3
    second = hall.event.parts(first.post)[1]
    made = next(one for one in hall.wires["bird"].creates if one.part == second.id)
    assert read_body("x", made.body).parent == hall.entry_of(first.id).remote_id


def test_answers_for_a_call_of_another_worker_change_nothing_that_is_on_its_way(hall: Hall) -> None:
    """Two workers that must not be: the first one's refusal arrives when a person has had the second one send it again."""
    part = due(hall)
    first, second = hall.lane("bird").run(), hall.lane("bird").run()
    step = next(first)
    while not (isinstance(step, Call) and step.marked):
        assert isinstance(step, Call)
        step = first.send(step.make())
    with hall.event.store.writing() as db:
        answered.recover(db, hall.event.now())
    resolve(hall.event.store, part.post, OPERATOR, hall.event.clock, again=True)
    other = next(second)
    while not (isinstance(other, Call) and other.marked):
        assert isinstance(other, Call)
        other = second.send(other.make())
    first.throw(NotSentError("Connection refused."))
    assert state(hall, part) == "sending"
    second.send(other.make())
    assert (state(hall, part), hall.entries(part.id)) == ("posted", 1)


# ---- lateness


@pytest.mark.parametrize(("if_late", "expected"), [(IfLate.ASK, "held: too late"), (IfLate.SKIP, "skipped: too late")])
def test_late_part_does_not_leave(hall: Hall, if_late: IfLate, expected: str) -> None:
    part = due(hall, if_late=if_late)
    hall.event.clock.move_to(LATEST + SECOND)
    hall.once("bird")
    assert hall.wires["bird"].calls == []
    with hall.event.store.writing() as db:
        answered.mark_late(db, hall.event.now())
    assert state(hall, part) == expected


def test_sleep_in_the_middle_of_a_thread_interrupts_the_rest(hall: Hall) -> None:
    first = due(hall, text=LONG)
    hall.once("bird")
    advance(hall, 86_400)
    hall.once("bird")
    with hall.event.store.writing() as db:
        answered.mark_late(db, hall.event.now())
    assert hall.event.states(first.post)["bird"] == ["posted", "held: interrupted", "held: waits for part 2"]
    acts.retry(hall.event.store, [first.post], OPERATOR, hall.event.clock)
    while (wake := hall.once("bird")) is not None:
        hall.event.clock.move_to(wake)
    assert hall.event.states(first.post)["bird"] == ["posted"] * 3


def test_unknown_part_that_is_late_when_it_may_go_out_again_does_not(hall: Hall) -> None:
    part = doubted(hall, "masto")
    with hall.event.store.writing() as db:
        db.execute("UPDATE part SET latest = '2027-03-18T08:00:30.000000Z'")
    advance(hall, 65)
    hall.once("masto")
    assert state(hall, part) == "scheduled"
    hall.once("masto")
    assert len(hall.wires["masto"].creates) == 1


# ---- clocks


@pytest.mark.parametrize(("minutes", "words"), [(60, "60 min ahead of"), (-60, "60 min behind"), (2.1, "2 min ahead of"), (-2.1, "2 min behind")])
def test_wrong_clock_pauses_everything_and_says_so(hall: Hall, minutes: float, words: str) -> None:
    part = due(hall)
    hall.event.clock.skew = timedelta(minutes=minutes)
    with hall.event.store.writing() as db:
        db.execute("UPDATE part SET due = '2027-03-18T05:00:00.000000Z', latest = '2027-03-18T12:00:00.000000Z'")
    assert hall.once("bird") is None
    gate = gates.read(hall.event.store.connection)
    assert (gate.paused_by, gate.paused_why, gate.paused_at) == (
        "livetweet",
        f"this machine's clock is {words} the clock of bird: set it right, then go on",
        hall.event.now(),
    )
    assert hall.wires["bird"].calls == ["server_time"]
    hall.event.clock.skew = timedelta(0)
    with hall.event.store.writing() as db:
        gates.resume(db)
    hall.once("bird")
    assert state(hall, part) == "posted"


def test_resume_without_setting_the_clock_right_pauses_again(hall: Hall) -> None:
    due(hall)
    hall.event.clock.skew = timedelta(hours=1)
    lane = hall.lane("bird")
    for _ in range(2):
        with hall.event.store.writing() as db:
            gates.resume(db)
        hall.once("bird", lane)
        assert gates.read(hall.event.store.connection).paused_by == "livetweet"
    assert hall.wires["bird"].creates == []


@pytest.mark.parametrize("seconds", [119, -119])
def test_clock_that_is_almost_right_is_good_enough(hall: Hall, seconds: int) -> None:
    part = due(hall)
    advance(hall, 200)
    hall.event.clock.skew = seconds * SECOND
    hall.once("bird")
    assert state(hall, part) == "posted"


@pytest.mark.parametrize(("answers_after", "then_late"), [(0, 300), (300, 0), (150, 150)])
def test_answer_that_was_long_on_its_way_says_nothing_of_the_clocks(hall: Hall, answers_after: int, then_late: int) -> None:
    """The machine stood still for five minutes between question and answer: both clocks may be right."""
    part = due(hall)
    wire = hall.wires["bird"]
    ask = wire.server_time

    def server_time() -> datetime:
        advance(hall, answers_after)
        answer = ask()
        advance(hall, then_late)
        return answer

    wire.server_time = server_time  # type: ignore[method-assign]
    hall.once("bird")
    assert state(hall, part) == "posted"


def test_what_the_server_takes_is_kept_with_its_time(hall: Hall) -> None:
    due(hall)
    hall.wires["bird"].capabilities = replace(hall.wires["bird"].capabilities, measures=Measures(length=25_000))
    hall.once("bird")
    assert {one.name: one.measures for one in accounts.every(hall.event.store.connection) if one.measures} == {"bird": Measures(length=25_000)}


def test_jump_of_the_clock_makes_every_server_be_asked_anew(hall: Hall) -> None:
    lane = hall.lane("bird")
    due(hall)
    hall.once("bird", lane)
    with hall.event.store.writing() as db:
        accounts.server_seen(db, "masto", hall.event.now(), 0.0)
    hall.event.clock.skew = timedelta(seconds=-30)
    hall.once("bird", lane)
    known = [accounts.server_skew(hall.event.store.connection, name, hall.event.now(), timedelta(hours=1)) for name in ("bird", "masto")]
    assert known == [None, None]


def test_clock_that_was_set_back_is_compared_anew_even_later(hall: Hall) -> None:
    """What was known is of the future at first, and would be believed once that has come."""
    lane = hall.lane("bird")
    due(hall)
    hall.once("bird", lane)
    hall.event.clock.skew = timedelta(seconds=-30)
    hall.once("bird", lane)
    advance(hall, 60)
    assert accounts.server_skew(hall.event.store.connection, "bird", hall.event.now(), timedelta(hours=1)) is None


def test_clock_set_back_keeps_nothing_waiting_for_the_time_it_showed(hall: Hall) -> None:
    """A laptop boots an hour and a half ahead and without a network; then both come right."""
    clock, lane = hall.event.clock, hall.lane("masto")
    part = due(hall, "masto")
    clock.skew = timedelta(minutes=90)
    hall.wires["masto"].asks.append(NotSentError("Connection refused."))
    hall.once("masto", lane)
    assert account_of(hall, "masto")[1] == clock.now() + 5 * SECOND
    clock.skew = timedelta(0)
    advance(hall, 5)
    hall.once("masto", lane)
    assert state(hall, part) == "posted"


def test_clock_set_back_delays_no_look(hall: Hall) -> None:
    clock, lane = hall.event.clock, hall.lane("bird")
    part = due(hall)
    hall.wires["bird"].accidents.append(MADE)
    hall.once("bird", lane)
    clock.skew = timedelta(minutes=90)
    advance(hall, 70)
    hall.wires["bird"].looks.append(OutcomeUnknownError("502"))
    hall.once("bird", lane)
    assert state(hall, part).startswith("unknown")
    clock.skew = timedelta(0)
    wake = hall.once("bird", lane)
    assert wake == clock.now() + timedelta(minutes=10)
    clock.move_to(wake)
    hall.once("bird", lane)
    assert state(hall, part) == "posted"


def test_jump_of_the_clock_while_no_worker_ran_is_noticed_too(hall: Hall) -> None:
    """What was known of the server's clock is minutes old and looks fresh: set forward by four minutes meanwhile, a part would leave four minutes early."""
    due(hall)
    hall.once("bird")
    later = hall.event.scheduled("Later.", due=hall.event.now() + timedelta(minutes=4), latest=LATEST, accounts=("bird",))
    hall.event.clock.skew = timedelta(minutes=5)
    hall.once(
        "bird", Lane(store=hall.event.store, adapter=hall.wires["bird"], clock=hall.event.clock, account="bird", media=hall.event.folder / "media")
    )
    assert hall.event.states(later)["bird"] == ["scheduled"]
    assert gates.read(hall.event.store.connection).paused_by == "livetweet"


def test_every_state_but_scheduled_is_left_alone(hall: Hall) -> None:
    part = due(hall)
    for one in State:
        if one not in {State.DRAFT, State.SCHEDULED}:
            hall.event.put(part.post, one)
            hall.once("bird")
            assert hall.wires["bird"].creates == []
