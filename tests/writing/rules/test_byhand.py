from __future__ import annotations

from livetweet.model.account import Account
from livetweet.writing import rules
from livetweet.writing.hashtags import parse
from tests.building import HASHTAGS


def test_what_a_person_posts_to_is_an_account_but_no_network_of_ours() -> None:
    account = parse(f'{HASHTAGS}[accounts.linkedin]\nnetwork = "by-hand"\nhandle = "Kite Fair"\n').accounts[-1]
    assert (account.network, account.handle) == ("by-hand", "Kite Fair")
    assert rules.get("by-hand").by_hand
    assert "by-hand" not in [one.network for one in rules.every()]


def test_address_is_what_an_answer_names() -> None:
    of = rules.get("by-hand")
    linkedin = Account(name="linkedin", network="by-hand", handle="Kite Fair")
    assert of.post_id("https://linkedin.example/posts/1", linkedin) == "https://linkedin.example/posts/1"
    assert of.intent("Hello", "https://linkedin.example/posts/1", None) == "https://linkedin.example/posts/1"
    assert of.intent("Hello", None, None) is None
