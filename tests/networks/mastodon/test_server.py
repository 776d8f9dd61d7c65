from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from livetweet.errors import AccountError
from livetweet.model.account import Account
from livetweet.model.measures import Measures
from livetweet.networks.mastodon.server import Server, base_url, read_server

FIFTY = timedelta(minutes=50)


@pytest.mark.parametrize(
    ("version", "nodeinfo", "name", "replay", "speaks"),
    [
        ("4.5.1", {"software": {"name": "mastodon", "version": "4.5.1"}}, "Mastodon 4.5.1", FIFTY, (4, 5)),
        ("4.6.0+glitch", None, "Mastodon 4.6.0+glitch", FIFTY, (4, 6)),
        ("0.20.0+git-e4d8b5a", {"software": {"name": "gotosocial", "version": "0.20.0+git-e4d8b5a"}}, "GoToSocial 0.20.0+git-e4d8b5a", None, (0, 0)),
        ("0.20.0", None, "Unknown 0.20.0", None, (0, 0)),
        ("2.7.2 (compatible; Pleroma 2.6.0)", None, "Pleroma 2.6.0", FIFTY, (0, 0)),
        ("2.7.2 (compatible; Akkoma 3.13.2)", {"software": {"name": "akkoma", "version": "3.13.2"}}, "Akkoma 3.13.2", FIFTY, (0, 0)),
        ("3.5.3 (compatible; Pixelfed 0.12.3)", {"software": {"name": "pixelfed", "version": "0.12.3"}}, "Pixelfed 0.12.3", None, (0, 0)),
        ("takahe/0.11", {"software": {"name": "takahe", "version": "0.11"}}, "Takahe 0.11", None, (0, 0)),
    ],
)
def test_software_decides_whether_a_key_may_be_sent_again(
    version: str, nodeinfo: Any, name: str, replay: timedelta | None, speaks: tuple[int, int]
) -> None:
    found = read_server({"version": version, "domain": "example.social"}, nodeinfo, "127.0.0.1")
    assert (found.name, found.capabilities(30.0).replay, found.speaks_mastodon) == (name, replay, speaks)


def test_a_server_that_says_nothing_may_be_anything() -> None:
    assert read_server(None, None, "example.social") == Server(software="unknown", version="", domain="example.social")


def test_length_is_that_of_the_server() -> None:
    mastodon = Server(software="mastodon", version="4.5.1", domain="example.social", measures=Measures(length=40))
    link = "See https://example.org/a/very/long/path/that/goes/on"
    assert mastodon.problem_of(link, None) is None
    assert mastodon.problem_of(link, "Spiders, big") is None
    assert mastodon.problem_of(link, "Spiders, rather big") == "example.social takes 40 characters a post and counts 46 in this one: shorten it."
    gotosocial = Server(software="gotosocial", version="0.20.0", domain="example.social", measures=Measures(length=40, as_written=True))
    assert gotosocial.problem_of(link, None) == "example.social takes 40 characters a post and counts 53 in this one: shorten it."
    assert Server(software="mastodon", version="4.5.1", domain="example.social").problem_of("x" * 9999, None) is None


def test_measures_are_what_the_instance_says_and_nothing_it_cannot_mean() -> None:
    posts = {"max_characters": 5000, "characters_reserved_per_url": 25, "max_media_attachments": 6}
    media = {"image_size_limit": 40_000_000, "image_matrix_limit": True, "description_limit": "long"}
    instance = {"version": "0.20.0", "domain": "example.social", "configuration": {"statuses": posts, "media_attachments": media}}
    said = Measures(length=5000, link=25, pictures=6, picture_bytes=40_000_000)
    assert read_server(instance, None, "").measures == said
    assert read_server(instance, {"software": {"name": "gotosocial"}}, "").measures == replace(said, as_written=True)
    assert read_server({"max_toot_chars": 1200}, None, "example.social").measures == Measures(length=1200)


def test_address_is_the_servers_or_that_of_the_handle() -> None:
    def address(handle: str, server: str | None) -> str:
        return base_url(Account(name="masto", network="mastodon", handle=handle, server=server))

    assert address("fair@example.social", None) == "https://example.social"
    assert address("fair@example.social", "social.example.org/") == "https://social.example.org"
    assert address("fair@example.social", "http://127.0.0.1:4000") == "http://127.0.0.1:4000"
    for server in ("ftp://example.social", "two words"):
        with pytest.raises(AccountError, match="has no server"):
            address("fair@example.social", server)
