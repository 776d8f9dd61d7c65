from __future__ import annotations

import pytest

from livetweet.errors import WorkspaceError
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
