from __future__ import annotations

import json

import pytest

from livetweet.clock import DiscreteClock
from livetweet.errors import OutcomeUnknownError, RateLimitedError
from livetweet.model.incoming import How
from livetweet.networks.oddity import UNREAD
from livetweet.networks.port import Page
from livetweet.networks.x.adapter import XAdapter
from livetweet.networks.x.posts import FIELDS
from tests.fakes.x import FakeX
from tests.faulty_proxy import answered, stand_before
from tests.networks.x.conftest import Open

TAG = "tag:PyConExemple"


def read_all(bird: XAdapter, stream: str, cursor: str | None = None) -> list[Page]:
    pages = [bird.read(stream, cursor)]
    while pages[-1].more:
        pages.append(bird.read(stream, pages[-1].cursor))
    return pages


def ids(pages: list[Page]) -> list[str]:
    return list(dict.fromkeys(one.remote_id for page in pages for one in page.posts))


def test_text_comes_in_as_it_was_typed(bird: XAdapter, fake: FakeX) -> None:
    ours = fake.create({"text": "Ask us anything."})
    fake.say("1 < 2 &amp; see https://example.org/a?b=1&c=2", parent=ours.id)
    (heard,) = bird.read("mentions", None).posts
    assert (heard.text, heard.how, heard.in_reply_to) == ("1 < 2 &amp; see https://example.org/a?b=1&c=2", How.REPLY, ours.id)


def test_who_quotes_us_is_told_from_who_mentions_us(bird: XAdapter, fake: FakeX) -> None:
    ours = fake.create({"text": "Ask us anything."})
    elsewhere = fake.say("Something else", author="max", name="Max")
    fake.say("@pyconexemple so true:", quotes=ours.id)
    fake.say("@pyconexemple do you know this:", quotes=elsewhere)
    fake.say("cc @pyconexemple", parent=elsewhere)
    heard = bird.read("mentions", None).posts
    assert [(one.how, one.in_reply_to) for one in heard] == [(How.QUOTE, None), (How.MENTION, None), (How.MENTION, elsewhere)]


def test_who_speaks_to_us_under_a_hashtag_may_be_answered(bird: XAdapter, fake: FakeX) -> None:
    ours = fake.create({"text": "Ask us anything."})
    fake.say("Lovely #PyConExemple", parent=ours.id)
    fake.say("@PyConExemple lovely #PyConExemple")
    fake.say("So true #PyConExemple", quotes=ours.id)
    fake.say("Lovely #PyConExemple")
    assert [one.how for one in bird.read(TAG, None).posts] == [How.REPLY, How.MENTION, How.QUOTE, How.TAG]


def test_flood_is_handed_over_without_a_gap_though_x_gives_the_newest_first(bird: XAdapter, fake: FakeX) -> None:
    said = [fake.say(f"@pyconexemple {number}") for number in range(250)]
    pages = read_all(bird, "mentions")
    assert ids(pages) == said
    assert fake.calls.count("GET /2/users/1001/mentions") == 3


def test_what_comes_while_a_flood_is_handed_over_comes_after_it(bird: XAdapter, fake: FakeX) -> None:
    said = [fake.say(f"@pyconexemple {number}") for number in range(50)]
    first = bird.read("mentions", None)
    said.append(fake.say("@pyconexemple meanwhile"))
    rest = read_all(bird, "mentions", first.cursor)
    assert ids([first, *rest, *read_all(bird, "mentions", rest[-1].cursor)]) == said


def test_another_process_goes_on_in_the_middle_of_a_flood(open_x: Open, fake: FakeX) -> None:
    said = [fake.say(f"@pyconexemple {number}") for number in range(100)]
    first = open_x().read("mentions", None)
    assert ids([first, *read_all(open_x(), "mentions", first.cursor)]) == said


def test_search_goes_on_after_more_than_the_week_it_knows(bird: XAdapter, fake: FakeX, clock: DiscreteClock) -> None:
    before = fake.say("Made it to #PyConExemple")
    cursor = bird.read(TAG, None).cursor
    clock.advance(8 * 24 * 3600)
    later = fake.say("Back at #PyConExemple")
    assert ids([bird.read(TAG, cursor)]) == [before, later]


def test_reading_goes_on_from_the_id_that_earlier_versions_kept(bird: XAdapter, fake: FakeX, clock: DiscreteClock) -> None:
    read_before = fake.say("@pyconexemple hello")
    clock.advance(600)
    since = [fake.say(f"@pyconexemple {number}") for number in range(3)]
    clock.advance(3 * 24 * 3600)
    page = bird.read("mentions", read_before)
    assert ids([page]) == [read_before, *since]
    assert page.cursor != read_before


def test_edited_post_is_the_same_post(bird: XAdapter, fake: FakeX) -> None:
    number = fake.say("@pyconexemple Wil it rain?")
    (heard,) = bird.read("mentions", None).posts
    fake.edit(number, "@pyconexemple Will it rain?")
    assert ids([bird.read("mentions", number)]) == [number]
    assert [(seen.remote_id, seen.text) for seen in bird.reread([number])] == [(number, "@pyconexemple Will it rain?")]
    assert heard.text == "@pyconexemple Wil it rain?"


def test_reading_hashtags_stops_at_what_an_hour_may_cost_and_goes_on_later(bird: XAdapter, fake: FakeX, clock: DiscreteClock) -> None:
    said = [fake.say(f"#PyConExemple {number}") for number in range(300)]  # at $0.005 each
    pages = read_all(bird, TAG)
    with pytest.raises(RateLimitedError) as caught:
        bird.read(TAG, pages[-1].cursor)
    assert caught.value.retry_after == pytest.approx(1800, abs=1)
    assert bird.read("mentions", None).posts == []
    clock.advance(1801)
    said.append(fake.say("#PyConExemple at last"))
    assert ids([*pages, bird.read(TAG, pages[-1].cursor)]) == said


def test_quiet_hours_cost_one_post_a_look(bird: XAdapter, fake: FakeX) -> None:
    fake.say("@pyconexemple hello")
    cursor = bird.read("mentions", None).cursor
    before = fake.read_items
    for _ in range(5):
        bird.read("mentions", cursor)
    assert fake.read_items - before == 5


def test_post_that_the_search_finds_late_is_read_though_younger_ones_were(bird: XAdapter, fake: FakeX, clock: DiscreteClock) -> None:
    said = [fake.say(f"#PyConExemple {number}") for number in range(3)]
    late = fake.tweets.pop(said[1])
    first = bird.read(TAG, None)
    clock.advance(20)
    fake.tweets[late.id] = late
    assert ids([first]) == [said[0], said[2]]
    assert ids([bird.read(TAG, first.cursor)]) == [said[2], late.id]


def test_post_read_again_on_the_same_day_is_paid_for_once(bird: XAdapter, fake: FakeX, clock: DiscreteClock) -> None:
    for number in range(150):  # at $0.005 each
        fake.say(f"#PyConExemple {number}")
    cursor = read_all(bird, TAG)[-1].cursor
    for _ in range(3):
        clock.advance(20)
        assert len(bird.read(TAG, cursor).posts) == 1


def test_limit_on_reading_says_how_long(open_x: Open, address: str, clock: DiscreteClock) -> None:
    headers = {
        "Content-Type": "application/json",
        "Date": "Thu, 18 Mar 2027 09:00:00 GMT",
        "x-rate-limit-reset": str(int(clock.now().timestamp()) + 60),
    }
    with stand_before(address, lambda asked: answered(429, headers=headers, body=b'{"title": "Too Many Requests"}')) as proxy:
        with pytest.raises(RateLimitedError) as caught:
            open_x(proxy.url).read("mentions", None)
        assert len(proxy.befell) == 1
    assert caught.value.retry_after == 60.0


@pytest.mark.parametrize("body", [b"[]", b"null", b'{"data": [{"text": "17"}]}', b'{"data": {"id": "17"}}', b"<html>", b'{"data": [null]}'])
def test_page_of_another_shape_is_an_error_and_no_defect(open_x: Open, address: str, body: bytes) -> None:
    with stand_before(address, lambda asked: answered(200, headers={"Content-Type": "application/json"}, body=body)) as proxy:
        bird = open_x(proxy.url)
        with pytest.raises(OutcomeUnknownError):
            bird.read("mentions", None)
        with pytest.raises(OutcomeUnknownError):
            bird.reread(["17"])


@pytest.mark.parametrize(
    ("odd", "heard"),
    [
        ({"created_at": "12026-03-18T09:00:00.000Z"}, ("lou", "@pyconexemple hello", "https://x.com/lou/status/{}")),
        ({"created_at": None}, ("lou", "@pyconexemple hello", "https://x.com/lou/status/{}")),
        ({"author_id": "2999"}, ("2999", "@pyconexemple hello", "https://x.com/2999/status/{}")),
        ({"author_id": None}, ("?", "@pyconexemple hello", "https://x.com/i/web/status/{}")),
        ({"text": None, "entities": {"urls": 7}}, ("lou", UNREAD, "https://x.com/lou/status/{}")),
        ({"edit_history_tweet_ids": []}, ("lou", "@pyconexemple hello", "https://x.com/lou/status/{}")),
    ],
)
def test_odd_post_comes_in_as_far_as_it_can_be_read_and_keeps_no_other_out(
    open_x: Open, bird: XAdapter, fake: FakeX, address: str, clock: DiscreteClock, odd: dict[str, object], heard: tuple[str, str, str]
) -> None:
    said = [fake.say("@pyconexemple hello", author=author) for author in ("ana", "lou", "max")]
    whole = bird._get("/2/users/1001/mentions", expansions="author_id", **{"tweet.fields": FIELDS})
    next(one for one in whole["data"] if one["id"] == said[1]).update(odd)
    body = json.dumps(whole).encode()
    with stand_before(address, lambda asked: answered(200, headers={"Content-Type": "application/json"}, body=body)) as proxy:
        other = open_x(proxy.url)
        author, text, url = heard
        assert [(one.remote_id, one.author, one.text, one.at, one.url) for one in other.read("mentions", None).posts] == [
            (said[0], "ana", "@pyconexemple hello", clock.now(), f"https://x.com/ana/status/{said[0]}"),
            (said[1], author, text, clock.now(), url.format(said[1])),
            (said[2], "max", "@pyconexemple hello", clock.now(), f"https://x.com/max/status/{said[2]}"),
        ]
        assert [(one.remote_id, one.text) for one in other.reread(said)] == [
            (said[0], "@pyconexemple hello"),
            (said[1], text),
            (said[2], "@pyconexemple hello"),
        ]


def test_lookup_asks_for_a_hundred_at_a_time(bird: XAdapter, fake: FakeX) -> None:
    said = [fake.say(f"@pyconexemple {number}") for number in range(120)]
    assert [seen.remote_id for seen in bird.reread(said)] == said
    assert fake.calls == ["GET /2/tweets"] * 2
