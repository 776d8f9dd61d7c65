"""One account's way in: how often each stream is read, page by page, what failures do, and what is read again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import Any

import pytest

from livetweet.clock import from_stamp
from livetweet.errors import AccountError, NotSentError, OutcomeUnknownError, RateLimitedError
from livetweet.inbox import questions
from livetweet.model.incoming import How
from livetweet.model.part import State
from livetweet.networks.port import Adapter, Page, Seen
from livetweet.networks.rehearsal import Settings
from livetweet.networks.rehearsal.adapter import RehearsalAdapter
from livetweet.networks.rehearsal.manners import MANNERS
from livetweet.networks.rehearsal.network import PAGE, deliver
from livetweet.networks.rehearsal.reactions import applause as applause_of
from livetweet.store import accounts, cursors
from livetweet.worker.collector import Collector
from livetweet.worker.drive import drive
from livetweet.worker.loop import Loop
from livetweet.worker.steps import Sleep, Steps
from tests.building import NOW, OPERATOR
from tests.wire import Hall

SECOND = timedelta(seconds=1)
Near = Callable[[datetime], bool]


def collector(
    hall: Hall, near: Near = lambda _: True, tags: tuple[str, ...] = ("Fair27",), kind: type[RehearsalAdapter] = RehearsalAdapter
) -> Collector:
    wire = hall.wires["masto"]
    account = accounts.get(hall.event.store.connection, "masto")
    assert account is not None
    wire.inner = kind(
        account=account,
        manners=MANNERS["mastodon"],
        server=wire.server,
        log=hall.log,
        settings=Settings(seed=1, latency=0.0),
        clock=hall.event.clock,
        tags=tags,
    )
    adapter: Adapter = wire
    return Collector(store=hall.event.store, adapter=adapter, clock=hall.event.clock, account="masto", near=near)


def run(hall: Hall, seconds: float, one: Collector, *others: Steps) -> list[tuple[float, str]]:
    """The calls made within SECONDS, while OTHERS are at work too, each with the second at which it began."""
    calls: list[tuple[float, str]] = []

    def note(name: str) -> None:
        calls.append(((hall.event.clock.true - NOW).total_seconds(), name))

    hall.wires["masto"].hooks |= {name: partial(note, name) for name in ("read", "reread")}
    go_on(hall, one.run(), seconds, *others)
    return calls


def say(hall: Hall, text: str, how: How | None = How.MENTION) -> str:
    with hall.log.writing():
        target = "masto" if how else None
        entry = deliver(
            hall.log, MANNERS["mastodon"], author="ana@example.net", name="Ana", text=text, at=hall.event.clock.true, target=target, how=how
        )
    return entry.remote_id


def texts(hall: Hall) -> list[str]:
    return [str(row["text"]) for row in hall.event.rows("SELECT text FROM incoming ORDER BY id")]


def test_streams_are_read_every_ten_and_twenty_seconds_while_the_event_is_near(hall: Hall) -> None:
    calls = run(hall, 41, collector(hall))
    assert [at for at, _ in calls] == [0, 0, 10, 20, 20, 30, 40, 40]


def test_mentions_are_read_every_ten_minutes_otherwise_and_hashtags_every_half_hour(hall: Hall) -> None:
    calls = run(hall, 1900, collector(hall, near=lambda _: False))
    assert [at for at, _ in calls] == [0, 0, 600, 1200, 1800, 1800]


@pytest.mark.parametrize("set_by", [timedelta(hours=-2), timedelta(hours=2)])
def test_streams_are_read_as_often_as_before_though_the_clock_is_set_meanwhile(hall: Hall, set_by: timedelta) -> None:
    clock, hooks = hall.event.clock, hall.wires["masto"].hooks
    calls: list[float] = []
    hooks["read"] = lambda: calls.append(clock.monotonic())

    def ended(seconds: float) -> bool:
        if seconds:
            clock.advance(1)
        if clock.monotonic() == 65:
            clock.skew = set_by
        return clock.monotonic() > 120

    drive(collector(hall).run(), hall.event.store, clock, ended)
    on_time = [0, 0, 10, 20, 20, 30, 40, 40, 50, 60, 60]
    late = [70, 80, 80, 90, 100, 100, 110, 120, 120] if set_by < timedelta(0) else [65, 65, 75, 85, 85, 95, 105, 105, 115]
    assert calls == on_time + late


def test_every_post_is_taken_in_once_however_many_pages_and_streams_show_it(hall: Hall) -> None:
    said = [f"Number {number} #Fair27" for number in range(PAGE * 2 + 5)]
    for text in said:
        say(hall, text)
    calls = run(hall, 5, collector(hall))
    assert sorted(texts(hall)) == sorted(said)
    assert len(calls) == 6, "three pages a stream, asked for at once"
    run(hall, 60, collector(hall))
    assert len(texts(hall)) == len(said)


def test_reading_goes_on_where_it_stopped_whoever_reads(hall: Hall) -> None:
    say(hall, "First.")
    run(hall, 5, collector(hall))
    before = cursors.get(hall.event.store.connection, "masto", "mentions")
    say(hall, "Second.")
    run(hall, 5, collector(hall))
    assert texts(hall) == ["First.", "Second."]
    assert cursors.get(hall.event.store.connection, "masto", "mentions") != before


class LateAdapter(RehearsalAdapter):
    """Tells one more post beneath the last one, wherever it is asked from."""

    def read(self, stream: str, cursor: str | None) -> Page:
        page = super().read(stream, cursor)
        late = [replace(one, remote_id="late", url="https://example.net/late", text="Late.") for one in page.posts[-1:]]
        return replace(page, posts=[*late, *page.posts])


def test_what_comes_late_beneath_the_last_one_is_taken_in_though_the_cursor_stays(hall: Hall) -> None:
    say(hall, "First.")
    run(hall, 5, collector(hall))
    run(hall, 5, collector(hall, kind=LateAdapter))
    assert texts(hall) == ["First.", "Late."]


def test_quiet_stream_writes_nothing_but_now_and_then_that_its_server_answers(hall: Hall) -> None:
    say(hall, "Only one.")
    one = collector(hall)
    run(hall, 5, one)
    before = hall.event.store.connection.total_changes
    run(hall, 899, collector(hall))
    assert hall.event.store.connection.total_changes == before + 3
    with hall.event.store.reading() as db:
        found = accounts.get(db, "masto")
    assert found is not None
    assert found.contacted_at is not None
    assert hall.event.now() - found.contacted_at < timedelta(minutes=5)


def test_failing_stream_is_asked_less_and_less_often_and_the_others_go_on(hall: Hall) -> None:
    wire = hall.wires["masto"]
    wire.asks.extend([NotSentError("refused"), OutcomeUnknownError("502"), NotSentError("refused")])
    calls = run(hall, 100, collector(hall, tags=()))
    assert [at for at, _ in calls] == [0, 20, 60], "10 s doubled, doubled again, doubled again to 140"
    say(hall, "Still there.")
    calls = run(hall, 60, collector(hall, tags=()))
    assert texts(hall) == ["Still there."]
    assert [at for at, _ in calls][:3] == [100, 110, 120]


def test_failures_are_never_further_apart_than_five_minutes(hall: Hall) -> None:
    hall.wires["masto"].asks.extend([NotSentError("refused")] * 12)
    calls = [at for at, _ in run(hall, 2000, collector(hall, tags=()))]
    assert max(later - earlier for earlier, later in pairwise(calls)) == 300


def test_server_that_asks_to_wait_is_left_alone_as_long_as_it_asks(hall: Hall) -> None:
    hall.wires["masto"].asks.append(RateLimitedError("429", 400.0))
    calls = run(hall, 450, collector(hall, tags=()))
    assert [at for at, _ in calls][:2] == [0, 400]


@pytest.mark.parametrize("error", [AccountError("403: outside the authorized scopes"), KeyError("items")])
def test_stream_that_may_not_be_read_or_meets_a_defect_keeps_nothing_from_leaving(hall: Hall, error: Exception) -> None:
    """It waits, the others go on, and people are told until it is read again."""
    told = {"tag:Fair27": str(error) if isinstance(error, AccountError) else "KeyError: 'items'"}
    one = collector(hall)
    inner = hall.wires["masto"].inner.read

    def read(stream: str, cursor: str | None) -> Page:
        if stream != "mentions":
            raise error
        return inner(stream, cursor)

    hall.wires["masto"].inner.read = read  # type: ignore[method-assign]
    steps = one.run()
    say(hall, "Still there.")
    go_on(hall, steps, 200)
    assert (texts(hall), troubles(hall)) == (["Still there."], told)
    leave(hall, "Nothing holds the account.")
    del hall.wires["masto"].inner.read
    go_on(hall, steps, 300)
    assert troubles(hall) == {}


@pytest.mark.parametrize("poison", [{"likes": 2**64}, {"url": {"href": "https://example.net"}}])
def test_post_that_cannot_be_taken_in_is_told_and_stops_no_other_stream(hall: Hall, poison: dict[str, Any]) -> None:
    one = collector(hall)
    inner = hall.wires["masto"].inner.read

    def read(stream: str, cursor: str | None) -> Page:
        page = inner(stream, cursor)
        return replace(page, posts=[replace(post, **poison) for post in page.posts]) if stream == "mentions" else page

    hall.wires["masto"].inner.read = read  # type: ignore[method-assign]
    say(hall, "For everybody. #Fair27", how=None)
    say(hall, "For us.")
    steps = one.run()
    go_on(hall, steps, 30)
    assert texts(hall) == ["For everybody. #Fair27"]
    assert "defect" in troubles(hall)["mentions"]
    del hall.wires["masto"].inner.read
    go_on(hall, steps, 300)
    assert (texts(hall), troubles(hall)) == (["For everybody. #Fair27", "For us."], {})


def test_server_that_asks_for_a_long_wait_is_told_at_once(hall: Hall) -> None:
    hall.wires["masto"].asks.append(RateLimitedError("Come back tomorrow.", 20 * 3600.0))
    run(hall, 60, collector(hall, tags=()))
    assert troubles(hall) == {"mentions": "Come back tomorrow."}


def test_server_that_is_away_for_a_moment_is_no_news_and_what_was_is_found_out_anew(hall: Hall) -> None:
    hall.wires["masto"].asks.extend([NotSentError("refused")] * 2)
    run(hall, 100, collector(hall, tags=()))
    assert troubles(hall) == {}
    hall.wires["masto"].asks.extend([NotSentError("refused")] * 3)
    run(hall, 100, collector(hall, tags=()))
    assert troubles(hall) == {"mentions": "refused"}
    next(collector(hall, tags=()).run())
    assert troubles(hall) == {}


def go_on(hall: Hall, steps: Steps, seconds: float, *others: Steps) -> None:
    end = hall.event.clock.true + seconds * SECOND
    loop = Loop(hall.event.clock, lambda: hall.event.store.connection.total_changes)
    for one in (steps, *others):
        loop.add(one)
    loop.run(over=lambda at: at > end)
    hall.event.clock.move_to(end)


def troubles(hall: Hall) -> dict[str, str]:
    with hall.event.store.reading() as db:
        return {one.stream: one.words for one in cursors.troubles(db)}


def test_failure_between_two_pages_loses_nothing(hall: Hall) -> None:
    said = [f"Number {number}." for number in range(PAGE + 10)]
    for text in said:
        say(hall, text)
    one = collector(hall, tags=())
    pages = iter([None, OutcomeUnknownError("502")])

    def maybe() -> None:
        if error := next(pages, None):
            raise error

    hall.wires["masto"].hooks["read"] = maybe
    steps = one.run()
    loop = Loop(hall.event.clock, lambda: hall.event.store.connection.total_changes)
    loop.add(steps)
    loop.run(over=lambda at: at > NOW + SECOND)
    assert texts(hall) == said[:PAGE]
    loop = Loop(hall.event.clock, lambda: hall.event.store.connection.total_changes)
    loop.add(collector(hall, tags=()).run())
    loop.run(over=lambda at: at > NOW + 2 * SECOND)
    assert texts(hall) == said


def wait_for_the_stage(hall: Hall) -> str:
    """A question that waits for the stage, which its author has changed since it was taken in: its remote id."""
    remote = say(hall, "Why is moss green?")
    run(hall, 5, collector(hall, tags=()))
    ids = [int(str(row["id"])) for row in hall.event.rows("SELECT id FROM incoming")]
    questions.ask(hall.event.store, ids, operator=OPERATOR, now=hall.event.now(), room=lambda _: None)
    entry = hall.log.entry("mastodon", remote)
    assert entry is not None
    with hall.log.writing():
        hall.log.change_entry(entry.id, text="Why is moss not blue?")
    return remote


@pytest.mark.parametrize("near", [True, False])
def test_what_waits_for_the_stage_is_read_again_every_minute_whatever_the_hour(hall: Hall, *, near: bool) -> None:
    wait_for_the_stage(hall)
    calls = run(hall, 250, collector(hall, tags=(), near=lambda _: near))
    assert [at for at, name in calls if name == "reread"] == [65, 125, 185, 245]
    assert texts(hall) == ["Why is moss not blue?"]


def later(hall: Hall, seconds: float, do: Callable[[], object]) -> Steps:
    """Somebody at a desk, who does something after SECONDS."""
    yield Sleep(hall.event.clock.true + seconds * SECOND)
    do()


def stage(hall: Hall) -> None:
    assert questions.stage(hall.event.store, [1], operator=OPERATOR, now=hall.event.now(), room=lambda _: None).done == (1,)


@pytest.mark.parametrize("near", [True, False])
def test_what_begins_to_wait_while_nothing_did_is_read_again_within_the_minute(hall: Hall, *, near: bool) -> None:
    say(hall, "Why is moss green?")
    asked = partial(questions.ask, hall.event.store, [1], operator=OPERATOR, now=NOW, room=lambda _: None)
    calls = run(hall, 500, collector(hall, tags=(), near=lambda _: near), later(hall, 305, asked))
    assert [at for at, name in calls if name == "reread"][:2] == [365, 425]


@pytest.mark.parametrize("near", [True, False])
@pytest.mark.parametrize("paid", [True, False])
def test_what_is_put_on_stage_is_read_again_at_once(hall: Hall, *, near: bool, paid: bool) -> None:
    wait_for_the_stage(hall)
    wire = hall.wires["masto"]
    wire.capabilities = replace(wire.capabilities, applause=not paid)
    calls = run(hall, 60, collector(hall, tags=(), near=lambda _: near), later(hall, 17, partial(stage, hall)))
    assert [at for at, name in calls if name == "reread"] == [5 + 17]
    assert [str(row["state"]) for row in hall.event.rows("SELECT state FROM question")] == ["waiting"]


def test_what_each_answer_is_paid_for_is_read_again_only_once_it_is_put_on_stage(hall: Hall) -> None:
    wait_for_the_stage(hall)
    wire = hall.wires["masto"]
    wire.capabilities = replace(wire.capabilities, applause=False)
    assert "reread" not in [name for _, name in run(hall, 700, collector(hall, tags=()))]


class DeafAdapter(RehearsalAdapter):
    """Its server fails over posts that are asked for again."""

    def reread(self, remote_ids: Sequence[str]) -> Sequence[Seen]:
        raise OutcomeUnknownError("502")


class VagueAdapter(RehearsalAdapter):
    """Nobody can tell what its server says of them."""

    def reread(self, remote_ids: Sequence[str]) -> Sequence[Seen]:
        return ()


def test_what_is_on_stage_and_could_not_be_read_again_is_tried_as_soon_as_mentions_are_and_less_and_less_often(hall: Hall) -> None:
    wait_for_the_stage(hall)
    stage(hall)
    calls = run(hall, 200, collector(hall, tags=(), kind=DeafAdapter))
    assert [at - 5 for at, name in calls if name == "reread"] == [0, 20, 60, 140]


def test_what_nobody_can_tell_of_has_had_its_turn(hall: Hall) -> None:
    wait_for_the_stage(hall)
    stage(hall)
    calls = run(hall, 100, collector(hall, tags=(), kind=VagueAdapter))
    assert [at - 5 for at, name in calls if name == "reread"] == [0, 60]
    assert [str(row["state"]) for row in hall.event.rows("SELECT state FROM question")] == ["on stage"]


@pytest.mark.parametrize("near", [True, False])
def test_nothing_is_read_again_where_nothing_waits(hall: Hall, *, near: bool) -> None:
    say(hall, "Hello.")
    calls = run(hall, 130, collector(hall, near=lambda _: near))
    assert "reread" not in [name for _, name in calls]


def leave(hall: Hall, text: str) -> int:
    """A post of ours that has left on Mastodon: its part."""
    post = hall.event.scheduled(text, due=hall.event.now(), accounts=("masto",))
    hall.event.clock.move_to(hall.event.clock.true + 30 * SECOND)
    hall.once("masto")
    (part,) = hall.event.parts(post)
    assert part.state is State.POSTED
    return part.id


def test_how_each_of_our_own_posts_fares_is_asked_every_ten_minutes_for_a_day(hall: Hall) -> None:
    part = leave(hall, "Ask us anything.")
    entry = hall.entry_of(part)
    asked = [at for at, name in run(hall, 21 * 60, collector(hall, tags=())) if name == "reread"]
    assert [round(later - earlier) for earlier, later in pairwise(asked)] == [600]
    with hall.log.writing():
        hall.log.add_deed("sky", "boost", entry.id)
    run(hall, 601, collector(hall, tags=()))
    (row,) = hall.event.rows("SELECT likes, boosts, read_at FROM applause WHERE part = ?", (part,))
    likes, boosts = applause_of(entry, from_stamp(str(row["read_at"])))
    assert (row["likes"], row["boosts"]) == (likes, boosts + 1)
    hall.event.clock.move_to(hall.event.clock.true + timedelta(days=1))
    assert "reread" not in [name for _, name in run(hall, 700, collector(hall, tags=()))]


def test_a_network_that_is_paid_for_each_answer_is_not_asked_how_our_posts_fare(hall: Hall) -> None:
    leave(hall, "Ask us anything.")
    hall.wires["masto"].capabilities = replace(hall.wires["masto"].capabilities, applause=False)
    assert "reread" not in [name for _, name in run(hall, 700, collector(hall, tags=()))]


def test_a_server_that_will_not_count_keeps_nothing_on_the_stage_that_was_deleted(hall: Hall) -> None:
    leave(hall, "Ask us anything.")
    remote = wait_for_the_stage(hall)
    one = collector(hall, tags=())
    inner = hall.wires["masto"].inner.reread

    def reread(remote_ids: Sequence[str]) -> Sequence[Seen]:
        if remote not in remote_ids:
            raise OutcomeUnknownError("502")
        return inner(remote_ids)

    hall.wires["masto"].inner.reread = reread  # type: ignore[method-assign]
    run(hall, 700, one)
    assert texts(hall) == ["Why is moss not blue?"]
