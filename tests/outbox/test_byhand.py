"""What a person posts in our stead: held so that no worker takes it, posted once it has an address, in the record like the rest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from livetweet.errors import NotAllowedError, NotFoundError
from livetweet.model.part import State
from livetweet.outbox import acts, byhand
from livetweet.store import leaving
from tests.building import HASHTAGS, OPERATOR, Event

LINKED = (
    HASHTAGS
    + """
[accounts.linkedin]
network = "by-hand"
handle = "Kite Fair"
server = "https://linkedin.example/feed"
"""
)
LONG = "\n\n".join(f"{number}. {'Kites over the dunes. ' * 9}".strip() for number in range(1, 4))


@pytest.fixture
def fair(tmp_path: Path) -> Iterator[Event]:
    event = Event(folder=tmp_path, settings=LINKED)
    yield event
    event.close()


def would_leave(fair: Event, account: str) -> bool:
    """Whether a worker would take anything of ACCOUNT once it is due."""
    fair.clock.advance(7200)
    with fair.store.reading() as db:
        return leaving.next_to_leave(db, account, fair.now(), leaving.Place()) is not None


def test_account_without_an_adapter_waits_for_a_person_from_approval_on(fair: Event) -> None:
    post = fair.scheduled("Hello.")
    assert fair.states(post) == {"bird": ["scheduled"], "linkedin": ["held: by hand"], "masto": ["scheduled"], "sky": ["scheduled"]}
    assert not would_leave(fair, "linkedin")


def test_what_is_handed_over_is_counted_and_says_where_it_goes(fair: Event) -> None:
    handed = byhand.begin(fair.store, fair.scheduled("Hello."), OPERATOR, fair.clock)
    assert (handed.account, handed.network, handed.text, handed.length, handed.limit) == ("linkedin", "By hand", "Hello.", 6, 3000)
    assert (handed.page, handed.number, handed.parts, handed.answers) == ("https://linkedin.example/feed", 1, 1, None)


def test_address_makes_it_posted_now(fair: Event) -> None:
    post = fair.scheduled("Hello.")
    assert byhand.confirm(fair.store, post, "https://linkedin.example/posts/1", OPERATOR, fair.clock) is None
    (part,) = [one for one in fair.parts(post) if one.account == "linkedin"]
    assert (part.state, part.url, part.posted_at, part.reason) == (State.POSTED, "https://linkedin.example/posts/1", fair.now(), None)


@pytest.mark.parametrize(
    ("account", "address"),
    [
        ("sky", "https://bsky.app/profile/fair.example/post/3k"),
        ("masto", "https://elsewhere.example/@fair/17"),
        ("masto", "https://example.social/objects/3f0c1a52-7d4e-4c77-9a36-0b0c7a5f1d11"),
        ("bird", "https://x.com/pycon"),
    ],
)
def test_network_is_asked_what_an_answer_must_name_where_the_address_does_not_tell(fair: Event, account: str, address: str) -> None:
    post = fair.scheduled("Hello.", accounts=(account,))
    byhand.confirm(fair.store, post, address, OPERATOR, fair.clock)
    assert [(row["account"], row["what"]) for row in fair.rows("SELECT account, what FROM errand")] == [(account, "resolve")]
    assert [(part.state, part.remote_id) for part in fair.parts(post)] == [(State.POSTED, None)]


@pytest.mark.parametrize("act", [acts.release, acts.retry])
def test_nothing_sends_what_only_a_person_can(fair: Event, act: object) -> None:
    post = fair.scheduled("Hello.", accounts=("linkedin",))
    outcome = act(fair.store, [post], OPERATOR, fair.clock)  # type: ignore[operator]
    assert [refusal.why for refusal in outcome.refused] == [
        f"Post {post} on linkedin: a person posts it: `livetweet post byhand {post} --account linkedin`."
    ]
    assert fair.states(post) == {"linkedin": ["held: by hand"]}


@pytest.mark.parametrize("state", ["scheduled", "held", "failed", "skipped"])
def test_what_has_not_left_elsewhere_is_taken_from_the_worker(fair: Event, state: str) -> None:
    post = fair.scheduled("Hello.", accounts=("bird",))
    fair.put(post, state, reason="403")
    handed = byhand.begin(fair.store, post, OPERATOR, fair.clock)
    assert handed.page == "https://x.com/intent/post?text=Hello."
    assert fair.states(post) == {"bird": ["held: by hand"]}
    assert not would_leave(fair, "bird")


def test_released_it_leaves_by_itself_again(fair: Event) -> None:
    post = fair.scheduled("Hello.", accounts=("bird",))
    byhand.begin(fair.store, post, OPERATOR, fair.clock)
    assert acts.release(fair.store, [post], OPERATOR, fair.clock).refused == ()
    assert fair.states(post) == {"bird": ["scheduled"]}


@pytest.mark.parametrize(
    ("state", "why"),
    [("sending", "it is leaving now"), ("unknown", "resolve it first"), ("posted", "it has left"), ("cancelled", "it is cancelled")],
)
def test_what_has_left_or_may_have_is_not_posted_twice(fair: Event, state: str, why: str) -> None:
    post = fair.scheduled("Hello.", accounts=("bird",))
    fair.put(post, state)
    with pytest.raises(NotAllowedError, match=why):
        byhand.begin(fair.store, post, OPERATOR, fair.clock)
    with pytest.raises(NotAllowedError, match=why):
        byhand.confirm(fair.store, post, "https://x.com/fair27/status/17", OPERATOR, fair.clock)
    assert [states[0].partition(":")[0] for states in fair.states(post).values()] == [state]


def test_thread_is_handed_over_part_by_part_each_answering_the_one_before(fair: Event) -> None:
    post = fair.scheduled(LONG, accounts=("bird",))
    count = len(fair.parts(post))
    assert count > 1
    first = byhand.begin(fair.store, post, OPERATOR, fair.clock)
    second = byhand.confirm(fair.store, post, "https://x.com/fair27/status/17/photo/1", OPERATOR, fair.clock)
    assert second
    assert (first.number, second.number, second.parts) == (1, 2, count)
    assert second.answers == "https://x.com/fair27/status/17/photo/1"
    assert second.page
    assert "in_reply_to=17" in second.page
    assert fair.states(post) == {"bird": ["posted", *["held: by hand"] * (count - 1)]}


def test_several_accounts_must_be_told_apart(fair: Event) -> None:
    post = fair.scheduled("Hello.", accounts=("bird", "masto"))
    with pytest.raises(NotAllowedError, match="--account bird or masto"):
        byhand.begin(fair.store, post, OPERATOR, fair.clock)
    assert byhand.begin(fair.store, post, OPERATOR, fair.clock, account="masto").account == "masto"
    assert byhand.begin(fair.store, post, OPERATOR, fair.clock).account == "masto"
    with pytest.raises(NotFoundError, match="does not go to sky"):
        byhand.begin(fair.store, post, OPERATOR, fair.clock, account="sky")


def test_draft_is_approved_first(fair: Event) -> None:
    with pytest.raises(NotAllowedError, match="approve it first"):
        byhand.begin(fair.store, fair.draft("Hello."), OPERATOR, fair.clock)
    with pytest.raises(NotFoundError):
        byhand.begin(fair.store, 4711, OPERATOR, fair.clock)
