from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from livetweet.clock import DiscreteClock, SimulatedClock
from livetweet.errors import NotFoundError, OutcomeUnknownError, RateLimitedError, RejectedError, StoreError
from livetweet.model.account import Account
from livetweet.model.incoming import How
from livetweet.model.ref import Ref
from livetweet.networks.port import Outgoing, Picture
from livetweet.networks.rehearsal import Settings, open_adapter, prepare_network
from livetweet.networks.rehearsal.count import tally
from livetweet.networks.rehearsal.log import Log
from livetweet.networks.rehearsal.manners import MANNERS
from livetweet.networks.rehearsal.network import deliver
from tests.networks.rehearsal.day import ACCOUNTS, CALM, FORGETFUL, MORNING, build, key_of, one, opened
from tests.pictures import paint


def posts(folder: Path, part: int = 1) -> int:
    return tally(folder)[part].posts


def test_mastodon_remembers_a_key_for_an_hour(tmp_path: Path) -> None:
    with one(tmp_path, "mastodon") as (adapter, clock):
        request = build(adapter, 1, "Said once.", clock.now())
        first = adapter.create(request)
        clock.advance(3590)
        assert adapter.create(request) == first
        assert posts(tmp_path) == 1
        clock.advance(20)
        assert adapter.create(request) != first
        assert posts(tmp_path) == 2


def test_mastodon_gives_the_old_post_for_an_old_key_whatever_the_text(tmp_path: Path) -> None:
    with one(tmp_path, "mastodon") as (adapter, clock):
        first = adapter.create(build(adapter, 1, "Said once.", clock.now()))
        assert adapter.create(build(adapter, 2, "Said otherwise.", clock.now(), key=key_of(1))) == first
    assert {part: tallied.posts for part, tallied in tally(tmp_path).items()} == {1: 1, 2: 0}


def test_gotosocial_ignores_keys(tmp_path: Path) -> None:
    with one(tmp_path, "mastodon", FORGETFUL) as (adapter, clock):
        request = build(adapter, 1, "Said twice.", clock.now())
        assert adapter.create(request).ref != adapter.create(request).ref
        assert adapter.capabilities.replay is None
    assert posts(tmp_path) == 2


def test_bluesky_puts_the_same_bytes_once(tmp_path: Path) -> None:
    with one(tmp_path, "bluesky") as (adapter, clock):
        request = build(adapter, 1, "Said once.", clock.now())
        first = adapter.create(request)
        clock.advance(86400)
        assert adapter.create(request) == first
    assert posts(tmp_path) == 1


def test_bluesky_replaces_a_record_by_other_bytes(tmp_path: Path) -> None:
    with one(tmp_path, "bluesky") as (adapter, clock):
        first = adapter.create(build(adapter, 1, "Said once.", clock.now()))
        clock.advance(1)
        second = adapter.create(build(adapter, 1, "Said once.", clock.now()))  # another createdAt
        assert (second.ref.id, second.ref.cid == first.ref.cid) == (first.ref.id, False)
    assert posts(tmp_path) == 1


def test_bluesky_record_key_comes_from_the_key_alone(tmp_path: Path) -> None:
    with one(tmp_path, "bluesky") as (adapter, clock):
        keys = [
            build(adapter, part, text, clock.now(), key=key).record_key for part, text, key in ((1, "One", "a"), (2, "Two", "a"), (1, "One", "b"))
        ]
    assert keys[0] == keys[1] != keys[2]
    assert all(len(key or "") == 13 and set(key or "") <= set("234567abcdefghijklmnopqrstuvwxyz") for key in keys)


def test_x_notices_most_twins_and_not_all(tmp_path: Path) -> None:
    with one(tmp_path, "x") as (adapter, clock):
        request = build(adapter, 1, "Said over and over.", clock.now())
        noticed = 0
        for _ in range(40):
            try:
                adapter.create(request)
            except OutcomeUnknownError:
                noticed += 1
            clock.advance(2 * 24 * 3600)
    assert 15 < noticed < 39
    assert posts(tmp_path) == 40 - noticed


def test_x_lets_us_answer_only_who_spoke_to_us(tmp_path: Path) -> None:
    with one(tmp_path, "x") as (adapter, clock):
        log = Log(tmp_path)

        def write(author: str, target: str | None) -> Ref:
            how = How.MENTION if target else None
            with log.writing():
                entry = deliver(log, MANNERS["x"], author=author, name=author, text="Hello", at=clock.true, target=target, how=how)
            return Ref(id=entry.remote_id)

        hit, mention = write("lou_ex", None), write("ines_ex", "ex")
        other_post_of_ines = write("ines_ex", None)
        with pytest.raises(RejectedError, match="403"):
            adapter.create(build(adapter, 1, "We saw that.", clock.now(), parent=hit))
        adapter.create(build(adapter, 2, "Thanks for saying so.", clock.now(), parent=mention))
        adapter.create(build(adapter, 3, "And for this.", clock.now(), parent=other_post_of_ines))
        log.close()


def test_x_shows_a_post_to_its_author_within_ninety_seconds(tmp_path: Path) -> None:
    with one(tmp_path, "x") as (adapter, clock):
        requests = [build(adapter, part, f"Post {part}", clock.now()) for part in range(1, 60)]
        for request in requests:
            adapter.create(request)
        clock.advance(1)
        assert all(adapter.find(request, MORNING) is None for request in requests)
        clock.advance(30)
        early = sum(adapter.find(request, MORNING) is not None for request in requests)
        clock.advance(60)
        late = sum(adapter.find(request, MORNING) is not None for request in requests)
    assert 30 < early < late == len(requests)


@pytest.mark.parametrize(("network", "limit"), [("mastodon", 500), ("bluesky", 300), ("x", 280)])
def test_each_network_takes_what_fits_and_no_more(network: str, limit: int, tmp_path: Path) -> None:
    with one(tmp_path, network) as (adapter, clock):
        adapter.create(build(adapter, 1, "é" * limit, clock.now()))
        with pytest.raises(RejectedError, match=f"{limit + 1} characters, {limit} are allowed"):
            adapter.create(build(adapter, 2, "é" * (limit + 1), clock.now()))


@pytest.mark.parametrize("network", ["mastodon", "x"])
def test_three_hundred_posts_in_three_hours_are_the_limit(network: str, tmp_path: Path) -> None:
    with one(tmp_path, network, Settings(seed=1, latency=0.0)) as (adapter, clock):
        for part in range(1, 301):
            clock.advance(10)
            adapter.create(build(adapter, part, f"Post {part}", clock.now()))
        with pytest.raises(RateLimitedError) as refused:
            adapter.create(build(adapter, 301, "One more", clock.now()))
        assert refused.value.retry_after == 3 * 3600 - 2990
        clock.advance(refused.value.retry_after)
        adapter.create(build(adapter, 301, "One more", clock.now()))


def test_answer_is_waited_for_after_the_post_exists(tmp_path: Path) -> None:
    with one(tmp_path, "mastodon") as (adapter, clock):
        adapter.create(build(adapter, 1, "Said once.", clock.now()))
        assert 0.15 <= clock.take_owed() <= 0.9
        assert tally(tmp_path)[1].began == (MORNING,)


def test_network_keeps_true_time_when_the_laptop_does_not(tmp_path: Path) -> None:
    with one(tmp_path, "bluesky") as (adapter, clock):
        clock.skew = timedelta(hours=1)
        assert adapter.server_time() == MORNING
        assert abs(adapter.create(build(adapter, 1, "Said once.", clock.now())).at - MORNING) < timedelta(seconds=1)
    assert tally(tmp_path)[1].began == (MORNING,)


def test_simulated_clock_is_waited_on(tmp_path: Path) -> None:
    prepare_network(tmp_path, Settings(seed=1))
    clock = SimulatedClock(anchor=MORNING, anchor_monotonic=0.0, speed=1000.0)
    adapter = open_adapter(ACCOUNTS[0], folder=str(tmp_path), clock=clock, tags=[])
    before = clock.now()
    receipt = adapter.create(build(adapter, 1, "Said once.", before))
    adapter.close()
    assert before < receipt.at < clock.now()
    assert clock.now() - before > timedelta(seconds=0.15)


def test_pictures_go_with_the_post(tmp_path: Path) -> None:
    path = tmp_path / "badge.jpg"
    path.write_bytes(paint(64, 48))
    picture = Picture(path=path, type="image/jpeg", width=64, height=48, alt="Un badge en bois")
    for account in ACCOUNTS:
        with one(tmp_path, account.network) as (adapter, clock):
            outgoing = Outgoing(part=1, key=key_of(1), text="", media=(picture,))
            request = adapter.build(outgoing, adapter.prepare(outgoing), None, clock.now())
            assert "badge.jpg" in request.body
            adapter.create(request)


def test_account_on_an_unknown_network_is_refused(tmp_path: Path) -> None:
    prepare_network(tmp_path, Settings(seed=1, software={"main": "pigeon"}))
    for account in (Account(name="other", network="pigeon", handle="p"), Account(name="main", network="x", handle="p")):
        with pytest.raises(NotFoundError, match="cannot be rehearsed"), opened(tmp_path, DiscreteClock(MORNING), [account]):
            pass


def test_network_that_was_not_prepared_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"There is no rehearsal network in .*livetweet rehearse"), opened(tmp_path, DiscreteClock(MORNING)):
        pass


def test_network_cannot_be_prepared_nowhere(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be made"):
        prepare_network(tmp_path / "nowhere", CALM)
