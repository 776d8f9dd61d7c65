"""What the posts about a programme would suffer from, told before one is written."""

from __future__ import annotations

from dataclasses import replace

from livetweet.model.person import Person
from livetweet.model.programme import Programme
from livetweet.writing import hashtags, speakers, templates
from livetweet.writing.check import check
from livetweet.writing.compose import prepare
from tests.building import HASHTAGS, KITES, PROGRAMME, ZOE, changed

KNOWN = """
["Zoé Marin"]
bluesky = ""
x = "@zoe"
["Ines Roy"]
mastodon = ""
bluesky = ""
x = ""
["Tomoko Sato"]
mastodon = ""
bluesky = ""
x = ""
"""


def checked(programme: Programme, settings: str = HASHTAGS, wishes: str = KNOWN) -> list[str]:
    return check(prepare(programme, hashtags.parse(settings), speakers.parse(wishes), templates.builtin()))


def test_a_programme_whose_handles_are_known_has_nothing_to_complain_of() -> None:
    assert checked(PROGRAMME) == []


def test_titles_too_long_for_any_variant_are_named_with_the_network() -> None:
    [told] = checked(changed(PROGRAMME, "kites", title="Kites " * 50))
    assert told.startswith("“Kites Kites")
    assert told.endswith("This spotlight post does not fit on Bluesky: its shortest variant is 52 over 300. Write a shorter text for Bluesky.")


def test_long_names_want_a_short_form() -> None:
    name = "Marie-Antoinette de la Tour-Blanche du Lac"
    wishes = KNOWN.replace("Zoé Marin", name).replace("bluesky", 'mastodon = ""\nbluesky', 1)
    assert checked(changed(PROGRAMME, "kites", speakers=(Person(name=name),)), wishes=wishes) == [
        f"“{name}” is 42 characters long: give the sessions a short form of the name (`livetweet programme change ID --speaker NAME`)."
    ]


def test_missing_handles_are_counted_by_network() -> None:
    assert checked(PROGRAMME, wishes="") == [
        "2 of 3 speakers have no handle on Mastodon: Ines Roy, Tomoko Sato (`livetweet programme handles` is a list to send them).",
        "3 of 3 speakers have no handle on Bluesky: Zoé Marin, Ines Roy, Tomoko Sato (`livetweet programme handles` is a list to send them).",
        "3 of 3 speakers have no handle on X: Zoé Marin, Ines Roy, Tomoko Sato (`livetweet programme handles` is a list to send them).",
    ]
    many = replace(KITES, speakers=tuple(replace(ZOE, name=f"Zoé {letter}") for letter in "ABCDEFGH"))
    told = checked(replace(PROGRAMME, sessions=(many,)), HASHTAGS.partition("[accounts.masto]")[0] + '[accounts.x]\nhandle = "@fair"\n', "")
    assert told == [
        "8 of 8 speakers have no handle on X: Zoé A, Zoé B, Zoé C, Zoé D, Zoé E and 3 more (`livetweet programme handles` is a list to send them)."
    ]


def test_hashtags_that_are_none_somewhere_and_those_of_nothing_are_told() -> None:
    settings = (
        HASHTAGS.replace('event = "Fair27"', 'event = ["Fair27", "C++"]')
        + '[tags.tracks]\nSea = "Sea"\n[tags.sessions]\nkites = "Kites"\nmos = "Moss"\n'
    )
    assert checked(PROGRAMME, settings) == [
        "#C++ is no hashtag on Mastodon: a tag on Mastodon has only letters, digits and _.",
        "#C++ is no hashtag on X: a tag on X has only letters, digits and _.",
        "hashtags.toml has a tag for “Sea” in [tags.tracks], which the programme has not: no post will carry it.",
        "hashtags.toml has a tag for “mos” in [tags.sessions], which the programme has not: no post will carry it.",
    ]
