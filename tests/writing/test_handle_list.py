"""Handles asked of the speakers: who lacks one, the table they get, what they write into it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from livetweet.errors import WritingError
from livetweet.model.person import Person
from livetweet.model.programme import Programme
from livetweet.writing.handle_list import Answer, Missing, from_csv, missing, to_csv
from livetweet.writing.speakers import parse
from tests.building import GUEST, INES, KITES, MOSS, PROGRAMME, TIDES, TOMOKO, ZOE

NETWORKS = ("mastodon", "bluesky")
HEAD = "name,sessions,mastodon,bluesky\n"


def test_missing_are_those_unknown_where_we_post_with_what_is_known_elsewhere() -> None:
    speakers = parse('["Ines Roy"]\nmastodon = "@ines@example.org"\nbluesky = ""\n["Guest Nobody"]\nposts = false\n')
    programme = replace(
        PROGRAMME, sessions=(KITES, MOSS, replace(TIDES, speakers=(TOMOKO, GUEST, ZOE)), replace(KITES, id="2", title="Gone", cancelled=True))
    )
    assert missing(programme, speakers, NETWORKS) == [
        Missing(person=ZOE, networks=("bluesky",), sessions=("Kites at dawn", "Tides")),
        Missing(person=TOMOKO, networks=NETWORKS, sessions=("Tides",)),
    ]


def test_table_is_a_row_a_speaker_and_harmless_to_a_spreadsheet() -> None:
    lacking = [
        Missing(person=ZOE, networks=("bluesky",), sessions=("Kites at dawn", "Tides")),
        Missing(person=Person(name="=cmd()"), networks=NETWORKS, sessions=()),
    ]
    assert to_csv(lacking, NETWORKS) == f"{HEAD}Zoé Marin,Kites at dawn · Tides,zoe@example.org,\n'=cmd(),,,\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_answers_are_handles_in_their_own_form(delimiter: str) -> None:
    text = HEAD + "zoe marin,,https://example.org/@zoe,@Zoe.Example\nInes Roy,Moss,,-\nTomoko Sato,Tides,,\n"
    assert from_csv("\ufeff" + text.replace(",", delimiter), "back.csv", PROGRAMME) == [
        Answer(name="Zoé Marin", handles={"mastodon": "zoe@example.org", "bluesky": "zoe.example"}),
        Answer(name="Ines Roy", handles={"bluesky": None}),
    ]


def test_what_went_out_comes_back_the_same() -> None:
    odd = Programme(
        title="Fair", people=(Person(name="=cmd()", handles={"x": "cmd"}), Person(name="O’Neil, “Bo”", handles={"mastodon": "bo@example.org"}), INES)
    )
    table = to_csv(missing(odd, parse(""), ("mastodon", "bluesky", "x")), ("mastodon", "bluesky", "x"))
    assert from_csv(table, "back.csv", odd) == [
        Answer(name="=cmd()", handles={"x": "cmd"}),
        Answer(name="O’Neil, “Bo”", handles={"mastodon": "bo@example.org"}),
    ]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (
            f"{HEAD}Nobody Known,,a@b.example,\n",
            "back.csv, row 2: nobody in the programme is called “Nobody Known”: nothing was changed; correct the name or take the row out.",
        ),
        (
            f"{HEAD}Ines Roy,,https://medium.com/@ines,\n",
            "back.csv, row 2: “https://medium.com/@ines” is no handle on Mastodon: nothing was changed; correct it, or write - for none.",
        ),
        (f"{HEAD}Ines Roy,,,\nines roy,,,\n", "back.csv, row 3: Ines Roy stands in another row too: nothing was changed; keep one of them."),
        (
            "who,where\n",
            "back.csv needs the columns name and bluesky or mastodon or x in its first row: it must be the table that `livetweet programme handles` wrote.",
        ),
        (
            "",
            "back.csv needs the columns name and bluesky or mastodon or x in its first row: it must be the table that `livetweet programme handles` wrote.",
        ),
        (f'{HEAD}"Ines', "back.csv is not a CSV table (unexpected end of data): save it as such and try again."),
    ],
)
def test_a_table_at_fault_is_told_with_its_row(rows: str, sentence: str) -> None:
    with pytest.raises(WritingError) as caught:
        from_csv(rows, "back.csv", PROGRAMME)
    assert str(caught.value) == sentence
