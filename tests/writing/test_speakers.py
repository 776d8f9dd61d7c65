from __future__ import annotations

import pytest

from livetweet.errors import WorkspaceError
from livetweet.model.person import Person
from livetweet.model.programme import Programme
from livetweet.writing.speakers import parse, strangers
from tests.writing.event import GUEST, IDRIS, NOLWENN, SPEAKERS, TOMOKO


def test_complete_lets_the_file_win_over_the_programme() -> None:
    assert SPEAKERS.complete(NOLWENN) == Person(name="Nolwenn Le Goff", handles={"mastodon": "nolwenn@example.social", "bluesky": "nolwenn.example"})
    assert SPEAKERS.complete(IDRIS) == IDRIS


@pytest.mark.parametrize(("flag", "names"), [("quotes", ["Idris Haddad"]), ("pictures", ["Tomoko Sato"]), ("posts", ["Secret Guest"])])
def test_without_names_who_does_not_want_it(flag: str, names: list[str]) -> None:
    assert SPEAKERS.without((NOLWENN, IDRIS, TOMOKO, GUEST), flag) == names


def test_strangers_are_names_that_nobody_in_the_programme_has() -> None:
    wishes = parse('["tomoko  SATO"]\n["Tomoco Sato"]\nquotes = false\n["Zed"]\n')
    assert strangers(wishes, Programme(title="P", people=(TOMOKO,))) == [
        'speakers.toml names "Tomoco Sato", who is not in the programme, so that what it says there holds for nobody; did you mean Tomoko Sato?',
        'speakers.toml names "Zed", who is not in the programme, so that what it says there holds for nobody: write the name as the programme has it.',
    ]
    assert strangers(wishes, Programme(title="P")) == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('["Jane"]\nquote = false', "s.toml: Jane.quote is not a key livetweet knows; did you mean quotes?"),
        ('["Jane"]\nquotes = "no"', 's.toml: Jane.quotes must be true or false, not "no".'),
        (
            '["Jane"]\nx = "https://medium.com/@jane"',
            's.toml: Jane.x must be a handle on X, which "https://medium.com/@jane" is not; leave it empty for none.',
        ),
        ('Jane = "@jane"', 's.toml: Jane must be a table, [Jane], not "@jane".'),
        ('["Jane Doe"]\n["jane  doe"]', "s.toml: jane  doe stands there twice: keep one."),
    ],
)
def test_parse_says_where_and_what_is_wrong(text: str, sentence: str) -> None:
    with pytest.raises(WorkspaceError) as caught:
        parse(text, "s.toml")
    assert str(caught.value) == sentence
