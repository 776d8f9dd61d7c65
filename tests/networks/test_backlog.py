"""However a server tells the newest first, all comes out oldest first, each once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livetweet.errors import OutcomeUnknownError
from livetweet.model.incoming import How, Incoming
from livetweet.networks.backlog import FIRST_PAGES, LATE_EVERY, MOST_PAGES, PAGE, TOLD_LATE, Backlog, Told

NOON = datetime(2027, 3, 18, 12, tzinfo=UTC)
A_PAGE = 10


def said(number: int, at: datetime | None = None) -> Incoming:
    instant = at or NOON + timedelta(seconds=number)
    return Incoming(network="bluesky", remote_id=f"at://lou/{number}", how=How.REPLY, author="lou", name="Lou", text=str(number), at=instant)


@dataclass(slots=True)
class Told10:
    """A server that tells ten posts at a time, the newest first; `cuts` are the calls that end in nothing, counted from 1."""

    posts: list[Incoming] = field(default_factory=list)
    cuts: set[int] = field(default_factory=set)
    calls: int = 0

    def tell(self, page: str | None, _until: datetime) -> Told:
        self.calls += 1
        if self.calls in self.cuts:
            raise OutcomeUnknownError("cut")
        newest = sorted(self.posts, key=lambda one: one.at, reverse=True)
        first = int(page or 0)
        shown = newest[first : first + A_PAGE]
        more = first + A_PAGE < len(newest)
        return Told(posts=shown, oldest=min((one.at for one in shown), default=None), next=str(first + A_PAGE) if more else None)


def read_on(backlog: Backlog, cursor: str | None, now: datetime = NOON + timedelta(days=1)) -> tuple[list[str], str | None]:
    """The texts of all pages from CURSOR on, without what they overlap by, and where they end."""
    texts: list[str] = []
    last: str | None = None
    while True:
        try:
            page = backlog.read(cursor, now)
        except OutcomeUnknownError:
            continue
        assert len(page.posts) <= PAGE
        assert last is None or page.posts[0].text == last
        new = [one.text for one in page.posts]
        texts += new[1:] if last is not None else new
        last = new[-1] if new else last
        cursor = page.cursor
        if not page.more:
            return texts, cursor


@given(st.lists(st.lists(st.integers(0, 599), max_size=MOST_PAGES * A_PAGE // 4), max_size=4), st.sets(st.integers(1, 60)))
def test_everything_is_told_once_whatever_comes_late_or_is_cut(arrivals: list[list[int]], cuts: set[int]) -> None:
    """Each arrival lies anywhere in ten minutes: what is later told under what was told before comes in all the same, with the next look for that."""
    server = Told10(cuts=cuts)
    backlog = Backlog(server.tell)
    cursor: str | None = None
    heard: list[str] = []
    number = 0
    for looks, offsets in enumerate(arrivals):
        for offset in offsets:
            number += 1
            server.posts.append(said(number, NOON + timedelta(seconds=offset)))
        texts, cursor = read_on(backlog, cursor, NOON + timedelta(days=1) + looks * LATE_EVERY)
        heard += texts if not heard else [text for text in texts if text != heard[-1]]
    assert sorted(heard, key=int) == [str(one) for one in range(1, number + 1)]


def test_one_look_tells_in_order_of_time() -> None:
    server = Told10(posts=[said(number) for number in range(95)])
    assert read_on(Backlog(server.tell), None)[0] == [str(number) for number in range(95)]


def test_look_that_breaks_off_goes_on_where_it_stood() -> None:
    server = Told10(posts=[said(number) for number in range(95)], cuts={4, 9})
    assert read_on(Backlog(server.tell), None)[0] == [str(number) for number in range(95)]
    assert server.calls == 12


def test_page_that_was_not_kept_is_told_again() -> None:
    server = Told10(posts=[said(number) for number in range(3)])
    backlog = Backlog(server.tell)
    _, kept = read_on(backlog, None)
    server.posts.append(said(3))
    assert [one.text for one in backlog.read(kept, NOON).posts] == ["2", "3"]
    again, _ = read_on(backlog, kept)
    assert again[-1] == "3"


def test_another_process_goes_on_with_what_came_since() -> None:
    server = Told10(posts=[said(number * 60) for number in range(60)])
    _, cursor = read_on(Backlog(server.tell), None)
    server.posts.append(said(3600))
    texts, _ = read_on(Backlog(server.tell), cursor)
    assert texts == [str(60 * number) for number in range(41, 61)]  # the pages of ten minutes once more, which the store has already


def test_what_comes_late_beneath_the_last_one_is_told() -> None:
    server = Told10(posts=[said(10), said(20), said(30)])
    backlog = Backlog(server.tell)
    _, cursor = read_on(backlog, None)
    server.posts.append(said(15))
    assert [one.text for one in backlog.read(cursor, NOON).posts] == ["30", "15"]


def test_what_came_late_while_nobody_read_is_told_to_another_process() -> None:
    server = Told10(posts=[said(10), said(20), said(30)])
    _, cursor = read_on(Backlog(server.tell), None)
    server.posts.append(said(15))
    assert read_on(Backlog(server.tell), cursor) == (["10", "15", "20", "30"], cursor)


def test_a_post_whose_clock_is_slow_is_told_where_a_page_holds_it() -> None:
    server = Told10(posts=[said(3600)])
    backlog = Backlog(server.tell)
    _, cursor = read_on(backlog, None)
    server.posts.append(said(1))
    assert [one.text for one in backlog.read(cursor, NOON).posts] == ["3600", "1"]


def test_a_post_whose_clock_is_ahead_hides_nobody() -> None:
    now = NOON + timedelta(minutes=5)
    server = Told10(posts=[said(0, now + timedelta(days=300))])
    backlog = Backlog(server.tell)
    _, cursor = read_on(backlog, None, now)
    server.posts += [said(number) for number in range(1, 30)]
    assert read_on(backlog, cursor, now + LATE_EVERY)[0][1:] == [str(number) for number in range(1, 30)]


def test_a_busy_stream_costs_few_requests_and_what_comes_late_is_read_all_the_same() -> None:
    """Ten minutes are twelve pages of it: they are looked at for what is late every two minutes, and one page each time."""
    server = Told10(posts=[said(5 * number) for number in range(100)])
    backlog = Backlog(server.tell)
    now = NOON + timedelta(seconds=500)
    _, cursor = read_on(backlog, None, now)
    late = said(1001, now - timedelta(minutes=7))
    server.posts.append(late)
    server.calls = 0
    heard: list[str] = []
    for looks in range(15):  # five minutes of them
        now += timedelta(seconds=20)
        server.posts += [said(2000 + 3 * looks + number, now - timedelta(seconds=15 - 5 * number)) for number in range(3)]
        texts, cursor = read_on(backlog, cursor, now)
        heard += texts[1:]
    assert heard.count(late.text) == 1
    assert len(heard) == 15 * 3 + 1
    whole = TOLD_LATE // timedelta(seconds=5 * A_PAGE) + 2
    assert server.calls <= 15 + 2 * whole


@pytest.mark.parametrize("quickly", [False, True])
def test_a_server_that_does_not_turn_the_page_is_not_asked_without_end(*, quickly: bool) -> None:
    """It tells the newest page whatever it is asked, while posts come in or not."""
    server = Told10(posts=[said(number) for number in range(30)])

    def tell(_page: str | None, until: datetime) -> Told:
        if quickly:
            server.posts.append(said(len(server.posts)))
        return replace(server.tell(None, until), next=f"before {len(server.posts)}")

    backlog = Backlog(tell)
    page = backlog.read(None, NOON + timedelta(minutes=1))
    assert len(page.posts) >= A_PAGE
    before = server.calls
    backlog.read(page.cursor, NOON + timedelta(minutes=5))
    assert before <= FIRST_PAGES
    assert server.calls - before <= MOST_PAGES


def test_a_wide_gap_is_closed_in_several_looks_and_told_in_order() -> None:
    server = Told10(posts=[said(0)])
    backlog = Backlog(server.tell)
    _, cursor = read_on(backlog, None)
    server.posts += [said(3600 + number) for number in range(2 * MOST_PAGES * A_PAGE)]
    heard: list[str] = []
    for looks in range(1, 4):
        server.calls = 0
        texts, cursor = read_on(backlog, cursor)
        heard += texts[1:]
        assert server.calls <= MOST_PAGES, looks
    assert heard == [str(3600 + number) for number in range(2 * MOST_PAGES * A_PAGE)]


def test_a_cursor_of_another_kind_that_tells_its_instant_is_gone_on_from() -> None:
    server = Told10(posts=[said(60 * number) for number in range(300)])
    backlog = Backlog(server.tell, first=timedelta(minutes=30), dated=lambda cursor: NOON + timedelta(minutes=int(cursor)))
    texts, cursor = read_on(backlog, "200", NOON + timedelta(minutes=300))
    assert set(texts) >= {str(60 * number) for number in range(200, 300)}
    assert cursor == read_on(Backlog(server.tell), None, NOON + timedelta(minutes=300))[1]


@pytest.mark.parametrize("cursor", ["114173952233 114173952241", "20270318", "01JPM", ""])
def test_a_cursor_of_another_kind_begins_anew(cursor: str) -> None:
    server = Told10(posts=[said(1), said(2)])
    assert read_on(Backlog(server.tell), cursor, NOON)[0] == ["1", "2"]


def test_first_look_is_ten_pages_at_most() -> None:
    server = Told10(posts=[said(number) for number in range(300)])
    assert len(read_on(Backlog(server.tell), None)[0]) == FIRST_PAGES * A_PAGE


def test_first_look_leaves_the_years_before_alone() -> None:
    server = Told10(posts=[said(number, NOON - timedelta(days=number)) for number in range(300)])
    texts, _ = read_on(Backlog(server.tell), None, NOON)
    assert texts == [str(number) for number in range(7, -1, -1)]
    assert server.calls == 1
