from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from livetweet.errors import WorkspaceError
from livetweet.model.account import Account
from livetweet.writing.hashtags import Campaign, Hashtags, Tags, parse, tags_for
from livetweet.writing.rules import get
from tests.writing.event import HASHTAGS, PROGRAMME

LEAST = 'event = "E"\ntimezone = "UTC"\n'


def test_parse_reads_the_whole_file() -> None:
    expected = Hashtags(
        event="Rencontres du Phare",
        timezone="Europe/Paris",
        language="fr",
        city="Brest",
        link="https://phare.example.org",
        programme_link="https://phare.example.org/programme",
        rooms=("Iroise", "Molène"),
        watch=("Brest", "phare27"),
        tags=Tags(
            event=("Phare27",),
            tracks={"Données": ("DonneesDuLarge",)},
            rooms={"Iroise": ("Iroise",)},
            sessions={"s1": ("Balises",)},
            most={"mastodon": 4, "x": 2},
        ),
        accounts=(
            Account(name="mastodon", network="mastodon", handle="phare@example.social", server="https://example.social"),
            Account(name="bluesky", network="bluesky", handle="phare.example"),
            Account(name="backup", network="x", handle="phare27"),
        ),
        campaign=Campaign(announce=(30, date(2027, 3, 10)), spotlights=2, hours=((time(10), time(12)), (time(16), time(18)))),
    )
    assert expected == HASHTAGS


def test_parse_needs_only_event_zone_and_tag() -> None:
    assert parse(LEAST + '[tags]\nevent = "#E27"') == Hashtags(event="E", timezone="UTC", language="en", tags=Tags(event=("E27",)))


def test_watched_are_the_event_s_tags_and_others_without_doubles() -> None:
    assert HASHTAGS.watched == ("Phare27", "Brest")


@pytest.mark.parametrize(
    ("dates", "read"),
    [
        ("2027-03-18", (date(2027, 3, 18), date(2027, 3, 18))),
        ("[2027-03-18, 2027-03-19]", (date(2027, 3, 18), date(2027, 3, 19))),
        ('"  au printemps "', "au printemps"),
        ('""', None),
    ],
)
def test_parse_takes_dates_as_days_or_as_text(dates: str, read: object) -> None:
    assert parse(f'dates = {dates}\n{LEAST}[tags]\nevent = "E27"').dates == read


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("event = ", "h.toml is not valid TOML: Invalid value (at end of document)."),
        ('timezone = "UTC"', 'h.toml: event is missing: write for example `event = "PyCon Exemple 2027"`.'),
        ("event = 3", "h.toml: event must be a text in quotes, not 3."),
        ('event = "E"\ntimezone = "Paris"', 'h.toml: timezone must be an IANA zone such as "Europe/Paris", not "Paris".'),
        (LEAST + 'language = "de"', 'h.toml: language must be "en" or "fr", not "de".'),
        (LEAST, 'h.toml: tags.event is missing: write the tag that every post carries, for example `event = "PyConExemple"` under [tags].'),
        (LEAST + "tags = true", "h.toml: tags must be a table, [tags], not true."),
        (LEAST + '[tags]\nevent = "a b"', 'h.toml: tags.event holds "a b", which is a hashtag nowhere: a tag on Mastodon has only letters, digits and _.'),
        (LEAST + '[tags]\nevent = ["a", 3]', "h.toml: tags.event must be a text or a list of texts, not a list."),
        (LEAST + '[tags]\nevnt = "a"\nevent = "a"', "h.toml: tags.evnt is not a key livetweet knows; did you mean event?"),
        (LEAST + '[tags]\nevent = "a"\n[tags.most]\nx = -1', "h.toml: tags.most.x must be a whole number from 0 up, not -1."),
        (LEAST + '[tags]\nevent = "a"\n[tags.most]\ny = 1', 'h.toml: tags.most.y names no network livetweet knows: "y" is none of mastodon, bluesky, x.'),
        (
            LEAST + '[tags]\nevent = "a"\n[accounts.main]\nhandle = "@a"',
            'h.toml: accounts.main.network names no network livetweet knows: "main" is none of mastodon, bluesky, x.',
        ),
        (
            LEAST + '[tags]\nevent = "a"\n[accounts.x]\nhandle = "@a"\nlinks = "never"',
            'h.toml: accounts.x.links must be "with", "without" or "last" (only in the last part of a thread), not "never".',
        ),
        (
            LEAST + '[tags]\nevent = "a"\n[accounts.bluesky]\nhandle = "a.example"\nlinks = "last"',
            "h.toml: accounts.bluesky.links makes no difference on Bluesky, where a link costs nothing: take it out.",
        ),
        (
            LEAST + '[tags]\nevent = "a"\n[accounts.x]\nhandle = "@a"\ndaily_cap = "5 dollars"',
            "h.toml: accounts.x.daily_cap must be US dollars a day such as 5.00.",
        ),
        (
            LEAST + '[tags]\nevent = "a"\n[accounts.x]\nhandle = "@a"\ntimeout = 90',
            "h.toml: accounts.x.timeout must be how many seconds the server has for an answer, up to 50, such as 45.",
        ),
        (
            LEAST + '[tags]\nevent = "a"\n[accounts.mastodon]\nhandle = "@a"',
            'h.toml: accounts.mastodon.handle must be a handle on Mastodon, which "@a" is not.',
        ),
        (
            LEAST + '[tags]\nevent = "a"\n[accounts.sky]\nnetwork = "bluesky"\nhandle = "fair.example"\n[accounts.bluesky]\nhandle = "@Fair.example"\nserver = "https://pds.example"',
            "h.toml: accounts.bluesky.handle is that of [accounts.sky] too, from which every post would leave twice: take one of the two out.",
        ),
        (LEAST + '[tags]\nevent = "a"\n[campaign]\nannounce = "soon"', "h.toml: campaign.announce must be dates (2027-01-12) or numbers of days before the first day (60), one or a list."),
        (LEAST + '[tags]\nevent = "a"\n[campaign]\nhours = "18-16"', 'h.toml: campaign.hours must be spans of the day such as "10:00-12:00", not "18-16".'),
        (LEAST + '[tags]\nevent = "a"\n[campaign]\nhours = "10-25"', 'h.toml: campaign.hours must be spans of the day such as "10:00-12:00", not "10-25".'),
        (
            "dates = [2027-03-19, 2027-03-18]\n" + LEAST,
            'h.toml: dates must be a day (2027-03-18), the first and the last ([2027-03-18, 2027-03-19]) or a text ("18 and 19 March 2027").',
        ),
    ],
)  # fmt: skip
def test_parse_says_where_and_what_is_wrong(text: str, sentence: str) -> None:
    with pytest.raises(WorkspaceError) as caught:
        parse(text, "h.toml")
    assert str(caught.value) == sentence


def test_a_page_by_hand_is_told_by_its_name_and_its_address() -> None:
    page = '\n[accounts.{name}]\nnetwork = "by-hand"\nhandle = "Kite Fair"\nserver = "https://{name}.example/"'
    found = parse(LEAST + '[tags]\nevent = "a"' + page.format(name="linkedin") + page.format(name="facebook"), "h.toml")
    assert [one.name for one in found.accounts] == ["linkedin", "facebook"]


@pytest.mark.parametrize(
    ("network", "tags"),
    [
        ("mastodon", ("Phare27", "Balises", "DonneesDuLarge", "Iroise")),
        ("x", ("Phare27", "Balises")),
    ],
)
def test_tags_for_keeps_the_event_s_first(network: str, tags: tuple[str, ...]) -> None:
    assert tags_for(PROGRAMME.sessions[1], HASHTAGS, get(network)) == tags


def test_tags_for_leaves_out_what_is_no_tag_there() -> None:
    hashtags = replace(HASHTAGS, tags=Tags(event=("py-con", "PyCon"), sessions={"s1": ("pycon", "c++")}))
    assert [tags_for(PROGRAMME.sessions[1], hashtags, get(network)) for network in ("mastodon", "bluesky")] == [
        ("PyCon",),
        ("py-con", "PyCon", "c++"),
    ]
