from __future__ import annotations

import pytest

from livetweet.programme.handles import read_handle


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
    ],
)
def test_read_handle_takes_handles_and_profiles(network: str, written: str, handle: str | None) -> None:
    assert read_handle(network, written) == handle
