from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from livetweet.clock import DiscreteClock
from livetweet.errors import AccountError, NetworkError, OutcomeUnknownError
from livetweet.model.account import Account
from livetweet.networks.port import Adapter, Outgoing, Picture, Receipt, Request
from livetweet.networks.rehearsal import Level, Settings, prepare_network
from livetweet.networks.rehearsal.count import tally
from livetweet.networks.rehearsal.faults import CREATE_FAULTS, CREATE_SHARE, Lands, draw_fault
from tests.networks.rehearsal.day import ACCOUNTS, BAD, MORNING, build, one, opened, spend_day
from tests.pictures import paint


def attempt(adapter: Adapter, request: Request) -> Receipt | NetworkError:
    try:
        return adapter.create(request)
    except NetworkError as error:
        return error


def look(adapter: Adapter, request: Request) -> Receipt | None:
    """Look until a look succeeds."""
    while True:
        with suppress(NetworkError):
            return adapter.find(request, MORNING)


@settings(max_examples=25)
@given(seed=st.integers(0, 10**6), account=st.sampled_from(ACCOUNTS), level=st.sampled_from(Level))
def test_answers_never_lie_about_what_was_made(seed: int, account: Account, level: Level) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        prepare_network(folder, Settings(seed=seed, faults=level))
        clock = DiscreteClock(MORNING)
        with opened(folder, clock, [account]) as (adapter,):
            requests = [build(adapter, part, f"Post {part}", clock.now()) for part in range(1, 13)]
            answers = [attempt(adapter, request) for request in requests]
            made = [tally(folder)[request.part].posts for request in requests]
            for answer, posts in zip(answers, made, strict=True):
                if isinstance(answer, Receipt):
                    assert posts == 1
                elif not isinstance(answer, OutcomeUnknownError):
                    assert posts == 0
            # What was made late was made within the client's timeout, and X's timeline shows it 90 s later at the latest.
            clock.advance(2 * adapter.capabilities.timeout + 90)
            assert [int(look(adapter, request) is not None) for request in requests] == made


def test_level_none_never_fails(tmp_path: Path) -> None:
    assert all(" posted " in line for line in spend_day(tmp_path, sessions=3, liveliness=0.0))


def test_same_seed_gives_the_same_bad_day_whatever_the_order(tmp_path: Path) -> None:
    def bad_day(folder: Path, seed: int, order: int) -> dict[int, list[str]]:
        folder.mkdir()
        prepare_network(folder, Settings(seed=seed, faults=Level.MANY))
        clock = DiscreteClock(MORNING)
        day: dict[int, list[str]] = {}
        with opened(folder, clock) as adapters:
            for part in range(1, 61)[::order]:
                adapter = adapters[part % 3]
                request = build(adapter, part, f"Post {part}", clock.now())
                for _ in range(3):
                    clock.take_owed()
                    answer = attempt(adapter, request)
                    day.setdefault(part, []).append(
                        f"{type(answer).__name__} {answer if isinstance(answer, NetworkError) else ''} {clock.take_owed()}"
                    )
        return dict(sorted(day.items()))

    forwards, backwards, other = bad_day(tmp_path / "a", 1, 1), bad_day(tmp_path / "b", 1, -1), bad_day(tmp_path / "c", 2, 1)
    assert forwards == backwards
    assert forwards != other


def test_every_fault_comes_about() -> None:
    draw = Random("every fault")
    drawn = [draw_fault(draw, CREATE_FAULTS, 1.0, media=True, worst=True) for _ in range(20_000)]
    assert {fault.name for fault in drawn if fault} == {fault.name for fault in CREATE_FAULTS}
    assert sum(fault is not None and fault.error is AccountError for fault in drawn) < 40


def test_faults_that_land_leave_the_outcome_open() -> None:
    assert None not in {fault.error for fault in CREATE_FAULTS if fault.lands is Lands.NEVER}
    assert {fault.error for fault in CREATE_FAULTS if fault.lands is not Lands.NEVER} == {OutcomeUnknownError, None}


def test_shares_are_what_the_levels_promise() -> None:
    draw = Random("shares")
    for level, share in CREATE_SHARE.items():
        hits = sum(draw_fault(draw, CREATE_FAULTS, share) is not None for _ in range(5000))
        assert abs(hits / 5000 - share) < 0.02, level


def test_reads_fail_too_and_recover(tmp_path: Path) -> None:
    with one(tmp_path, "mastodon", BAD) as (adapter, clock):
        failed = 0
        for _ in range(300):
            clock.advance(5)
            try:
                adapter.read("mentions", None)
                adapter.server_time()
            except NetworkError:
                failed += 1
    assert 10 < failed < 80


def test_picture_may_be_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(paint(64, 48))
    picture = Picture(path=path, type="image/jpeg", width=64, height=48, alt="A")
    refused = set()
    with one(tmp_path, "mastodon", BAD) as (adapter, clock):
        for part in range(1, 200):
            outgoing = Outgoing(part=part, key=str(part), text="Look", media=(picture,))
            request = adapter.build(outgoing, ("upload",), None, clock.now())
            refused.add(type(attempt(adapter, request)).__name__)
            clock.advance(60)
    assert "MediaRefusedError" in refused


def test_longest_wait_is_the_timeout(tmp_path: Path) -> None:
    waits = []
    with one(tmp_path, "bluesky", BAD) as (adapter, clock):
        for part in range(1, 200):
            attempt(adapter, build(adapter, part, f"Post {part}", clock.now()))
            waits.append(clock.take_owed())
            clock.advance(30)
    assert max(waits) == timedelta(seconds=5).total_seconds()
