from __future__ import annotations

import pytest

from livetweet.programme.handles import read_handle, read_link


@pytest.mark.parametrize(
    ("network", "written", "handle"),
    [
        ("mastodon", "@jane@example.social", "jane@example.social"),
        ("mastodon", "https://example.social/@jane", "jane@example.social"),
        ("mastodon", "https://example.social/@jane@other.example", "jane@other.example"),
        ("mastodon", "https://example.social/users/jane", "jane@example.social"),
        ("mastodon", "jane", None),
        ("bluesky", "@jane.example", "jane.example"),
        ("bluesky", "https://bsky.app/profile/jane.example", "jane.example"),
        ("bluesky", "jane", None),
        ("x", "@jane_doe", "jane_doe"),
        ("x", "https://twitter.com/#!/jane", "jane"),
        ("x", "https://www.x.com/jane?s=20", "jane"),
        ("x", "https://example.org/jane", None),
        ("x", "http://[", None),
        ("mastodon", "acct:jane@Example.Social", "jane@example.social"),
        ("mastodon", "https://example.social/web/@jane", "jane@example.social"),
        ("mastodon", "https://example.social/@jane/1234", "jane@example.social"),
        ("mastodon", "https://example.org/blog/@jane", None),
        ("bluesky", "https://bsky.app/profile/@Jane.Example/post/3k", "jane.example"),
        ("x", "https://mobile.twitter.com/jane/status/17", "jane"),
        ("x", "https://twitter.com/intent/tweet?text=hi", None),
        ("x", "https://x.com/i/flow/login", None),
    ],
)
def test_read_handle_takes_handles_and_profiles(network: str, written: str, handle: str | None) -> None:
    assert read_handle(network, written) == handle


@pytest.mark.parametrize(
    "url",
    [
        "https://medium.com/@jane",
        "https://jane.medium.com/@jane",
        "https://www.youtube.com/@jane",
        "https://www.tiktok.com/@jane",
        "https://www.threads.net/@jane",
        "https://x.com/@",
        "https://example.org/",
        "jane@example.org",
        "@jane",
        "",
    ],
)
def test_hazard_10_lookalikes_and_other_pages_are_no_handles(url: str) -> None:
    assert (read_link(url), read_handle("mastodon", url) if "://" in url else None) == (None, None)


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://example.social/@jane", ("mastodon", "jane@example.social")),
        ("https://bsky.app/profile/jane.example", ("bluesky", "jane.example")),
        ("https://x.com/jane", ("x", "jane")),
        ("http://twitter.com/#!/jane", ("x", "jane")),
    ],
)
def test_hazard_10_a_link_to_a_profile_tells_network_and_handle(url: str, found: tuple[str, str]) -> None:
    assert read_link(url) == found
