"""Handles put into a speakers.toml that a person wrote: everything else in it stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livetweet.errors import WorkspaceError
from livetweet.model.person import Person
from livetweet.writing.handle_list import Answer
from livetweet.writing.speakers import parse
from livetweet.writing.speakers_file import put

BEFORE = """# Ours. Ask Léa before changing it.

["Zoé Marin"]      # keynote
mastodon = "@zoe@old.example"   # moved in May
quotes = false

# the two of the afternoon
[Ines]
x = "@ines"
"""


def test_put_replaces_adds_and_appends_and_keeps_every_comment() -> None:
    answers = [
        Answer(name="zoe marin", handles={"mastodon": "zoe@example.org", "bluesky": "zoe.example"}),
        Answer(name="Ines", handles={"x": None}),
        Answer(name='Bo "Bob" O\\Neil', handles={"x": "bob"}),
    ]
    assert (
        put(BEFORE, answers)
        == """# Ours. Ask Léa before changing it.

["Zoé Marin"]      # keynote
mastodon = "@zoe@example.org"   # moved in May
quotes = false
bluesky = "@zoe.example"

# the two of the afternoon
[Ines]
x = ""

["Bo \\"Bob\\" O\\\\Neil"]
x = "@bob"
"""
    )


def test_put_begins_a_file_and_keeps_its_line_ends() -> None:
    assert put("", [Answer(name="Ines", handles={"x": "ines"})]) == '["Ines"]\nx = "@ines"\n'
    assert put("# ours\r\n[Ines]\r\n", [Answer(name="Ines", handles={"x": "ines"})]) == '# ours\r\n[Ines]\r\nx = "@ines"\r\n'


@pytest.mark.parametrize("text", ['Ines = { x = "@ines" }\n', 'Ines.x = "@ines"\n', '[Ines]\nx = """@ines"""\n'])
def test_put_leaves_alone_what_only_a_person_can_change(text: str) -> None:
    with pytest.raises(WorkspaceError) as caught:
        put(text, [Answer(name="Ines", handles={"x": "other"})])
    assert str(caught.value) == (
        "speakers.toml is written in a way that livetweet cannot add to without spoiling it: write the handles of Ines into it yourself."
    )


names = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=10).filter(str.strip)


@given(st.dictionaries(names, st.sampled_from(["jane", "bob", None]), min_size=1, max_size=4))
def test_what_was_put_is_read_back(wanted: dict[str, str | None]) -> None:
    text = ""
    for name, handle in wanted.items():
        text = put(text, [Answer(name=name, handles={"x": handle})])
        assert parse(text).of(Person(name=name)).handles == {"x": handle}
