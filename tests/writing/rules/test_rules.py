from __future__ import annotations

import pytest

from livetweet.errors import WorkspaceError
from livetweet.model.account import Account
from livetweet.writing.rules import every, get


def test_every_lists_networks_in_the_order_of_screens() -> None:
    assert [(rules.network, rules.name, rules.sign, rules.limit) for rules in every()] == [
        ("mastodon", "Mastodon", "M", 500),
        ("bluesky", "Bluesky", "B", 300),
        ("x", "X", "X", 280),
    ]


def test_get_names_the_networks_there_are() -> None:
    with pytest.raises(WorkspaceError) as caught:
        get("mastodn")
    assert str(caught.value) == "livetweet knows no network called 'mastodn', only mastodon, bluesky, x; did you mean mastodon?"


@pytest.mark.parametrize(
    ("network", "written", "handle"),
    [
        ("mastodon", "@jane@example.social", "jane@example.social"),
        ("mastodon", " jane@Example.Social ", "jane@example.social"),
        ("mastodon", "https://example.social/@jane", "jane@example.social"),
        ("mastodon", "https://example.social/@jane/", "jane@example.social"),
        ("mastodon", "http://www.example.social/users/jane", "jane@example.social"),
        ("mastodon", "example.social/@jane@elsewhere.example", "jane@elsewhere.example"),
        ("mastodon", "acct:jane@example.social", "jane@example.social"),
        ("mastodon", "https://medium.com/@jane", None),
        ("mastodon", "https://jane.medium.com/@jane", None),
        ("mastodon", "https://www.youtube.com/@jane", None),
        ("mastodon", "https://example.social/@jane/112", None),
        ("mastodon", "@jane", None),
        ("mastodon", "https://[bad/@jane", None),
        ("mastodon", "", None),
        ("bluesky", "@Jane.Example", "jane.example"),
        ("bluesky", "https://bsky.app/profile/jane.example", "jane.example"),
        ("bluesky", "bsky.app/profile/jane.example/post/3k", "jane.example"),
        ("bluesky", "https://bsky.app/profile/did:plc:abc", None),
        ("bluesky", "https://jane.example", None),
        ("bluesky", "jane", None),
        ("x", "@jane_doe", "jane_doe"),
        ("x", "jane_doe", "jane_doe"),
        ("x", "twitter.com/jane", "jane"),
        ("x", "https://x.com/#!/jane", "jane"),
        ("x", "https://mobile.twitter.com/@jane?lang=fr", "jane"),
        ("x", "https://x.com/jane/status/123", "jane"),
        ("x", "https://x.com/intent/user", None),
        ("x", "https://x.com/", None),
        ("x", "https://example.org/jane", None),
        ("x", "a_name_that_is_too_long", None),
    ],
)
def test_handle_reads_what_people_write(network: str, written: str, handle: str | None) -> None:
    assert get(network).handle(written) == handle


@pytest.mark.parametrize("network", ["mastodon", "bluesky", "x"])
def test_handle_of_a_mention_is_the_handle(network: str) -> None:
    rules = get(network)
    handle = {"mastodon": "jane@example.social", "bluesky": "jane.example", "x": "jane"}[network]
    assert rules.handle(rules.mention(handle)) == handle


@pytest.mark.parametrize(
    ("network", "address", "names"),
    [
        ("x", "https://x.com/fair27/status/1902000000000000567", "1902000000000000567"),
        ("x", "https://x.com/fair27/status/1902000000000000567/photo/1?s=20#top", "1902000000000000567"),
        ("x", "https://mobile.twitter.com/fair27/statuses/17/", "17"),
        ("x", "twitter.com/i/web/status/17", "17"),
        ("x", "https://x.com/i/status/17", "17"),
        ("x", "https://www.x.com/@fair27/status/17", "17"),
        ("x", "https://x.com/pycon", None),
        ("x", "https://x.com/fair27/status/seventeen", None),
        ("x", "https://x.com/fair27/status/٣", None),
        ("x", "https://x.com/fair27/status/" + "9" * 30, None),
        ("x", "https://x.com/i/lists/17", None),
        ("x", "https://x.com/fair27/article/17", None),
        ("x", "https://fxtwitter.com/fair27/status/17", None),
        ("x", "https://x.com.example.org/fair27/status/17", None),
        ("x", "https://example.social/@fair/17", None),
        ("mastodon", "https://example.social/@fair/113", "113"),
        ("mastodon", "https://Example.Social/@fair/113/?lang=fr", "113"),
        ("mastodon", "https://example.social/users/fair/statuses/113", "113"),
        ("mastodon", "https://example.social/web/@fair/113", "113"),
        ("mastodon", "https://example.social/web/statuses/113", "113"),
        ("mastodon", "https://example.social/deck/@fair/113", "113"),
        ("mastodon", "https://example.social/@fair/statuses/01JPM0000000000000000000AA", "01JPM0000000000000000000AA"),
        ("mastodon", "https://example.social/notice/AbCdEf0123456789xY", "AbCdEf0123456789xY"),
        ("mastodon", "https://example.social/objects/3f0c1a52-7d4e-4c77-9a36-0b0c7a5f1d11", None),
        ("mastodon", "https://example.social/@fair", None),
        ("mastodon", "https://example.social/@fair/followers", None),
        ("mastodon", "https://example.social/@fair/113/embed", None),
        ("mastodon", "https://example.social/@fair@elsewhere.example/113", None),
        ("mastodon", "https://example.social/tags/113", None),
        ("mastodon", "https://elsewhere.example/@fair/113", None),
        ("mastodon", "https://bsky.app/profile/fair.example/post/3kabcdefghijklmno2", None),
        ("mastodon", "https://[bad/@fair/113", None),
        ("bluesky", "https://bsky.app/profile/fair.example/post/3k", None),
        ("bluesky", "https://example.social/@fair/113", None),
    ],
)
def test_address_of_a_post_tells_what_an_answer_names_on_the_account_s_own_server_alone(network: str, address: str, names: str | None) -> None:
    fair = Account(name="fair", network=network, handle="@fair@example.social")
    assert get(network).post_id(address, fair) == names


@pytest.mark.parametrize("server", ["https://social.example.org", "social.example.org", "http://social.example.org:3000/"])
def test_server_of_an_account_is_where_its_posts_stand_whatever_its_handle_ends_in(server: str) -> None:
    fair = Account(name="fair", network="mastodon", handle="@fair@example.org", server=server)
    assert get("mastodon").post_id("https://social.example.org/@fair/113", fair) == "113"
    assert get("mastodon").post_id("https://example.org/@fair/113", fair) is None


@pytest.mark.parametrize(
    ("tag", "valid_on"),
    [
        ("PyConExemple", ["mastodon", "bluesky", "x"]),
        ("Écrire2027", ["mastodon", "bluesky", "x"]),
        ("2027", []),
        ("py-con", ["bluesky"]),
        ("py con", []),
        ("c++", ["bluesky"]),
        ("pycon!", []),
        ("", []),
        ("a" * 65, ["mastodon", "x"]),
    ],
)
def test_hashtag_problem_is_each_network_s_own(tag: str, valid_on: list[str]) -> None:
    assert [rules.network for rules in every() if rules.hashtag_problem(tag) is None] == valid_on
