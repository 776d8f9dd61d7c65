from __future__ import annotations

import pytest

from livetweet.timeline.anonymity import _Audience, _without_handles

AUDIENCE = _Audience(handles=frozenset({"bo@example.net", "bo", "cy.example", "di_x"}), names=())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("@bo said", "… said"),
        ("(@bo@example.net)", "(…)"),
        ("bo@example.net, @Bo!", "…, …!"),
        ("@bo@other.example stays", "@bo@other.example stays"),
        ("bo stays, @bobby too", "bo stays, @bobby too"),
        ("https://bsky.app/profile/cy.example/post/1", "https://bsky.app/profile/…/post/1"),
        ("https://example.net/@bo/1", "https://example.net/…/1"),
        ("https://x.com/di_x and twitter.com/DI_X", "https://x.com/… and twitter.com/…"),
        ("@cy.example.", "…."),
    ],
)
def test_known_handles_are_hidden_in_texts(text: str, shown: str) -> None:
    assert _without_handles(text, AUDIENCE) == shown
