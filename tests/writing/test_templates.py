from __future__ import annotations

import pytest

from livetweet.errors import WorkspaceError
from livetweet.model.post import Kind
from livetweet.writing.templates import builtin, parse


def test_builtin_has_every_kind_but_those_a_person_types_in_both_languages() -> None:
    assert {language: set(kinds) for language, kinds in builtin().items()} == {
        language: set(Kind) - {Kind.LIVE, Kind.REPLY} for language in ("en", "fr")
    }


def test_builtin_has_as_many_parts_in_both_languages() -> None:
    def parts(language: str) -> dict[Kind, int]:
        return {kind: len(template.parts) for kind, template in builtin()[language].items()}

    assert parts("fr") == parts("en")
    assert parts("en") == {kind: {Kind.ANNOUNCE: 3, Kind.DIGEST: 3}.get(kind, 1) for kind in builtin()["en"]}


def test_parse_replaces_single_kinds() -> None:
    own = parse('[en]\nstart = "Go: {title} {event_tag}"\nrecap = [["One {event}"], ["Two {hook*}", "Two"]]')
    assert [variant.pieces for part in own["en"][Kind.START].parts for variant in part] == [("Go: ", "title", " ", "event_tag", "")]
    assert [[variant.words for variant in part] for part in own["en"][Kind.RECAP].parts] == [[()], [("hook",), ()]]
    assert own["fr"] == builtin()["fr"]
    assert own["en"] == {**builtin()["en"], Kind.START: own["en"][Kind.START], Kind.RECAP: own["en"][Kind.RECAP]}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('[fr]\nstart = ["{title}", "{titel}"]', "t.toml: fr.start, variant 2: there is no field {titel}; did you mean title?"),
        ('[fr]\nquote = "{quote}"', "t.toml: fr.quote, variant 1: there is no field {quote}; did you mean quote*?"),
        ('[fr]\nstart = "{title*}"', "t.toml: fr.start, variant 1: there is no field {title*}; did you mean title?"),
        (
            '[fr]\nstart = "{title"',
            "t.toml: fr.start, variant 1: a brace stands alone: expected '}' before end of string; write {{ or }} for a brace itself.",
        ),
        ('[en]\ndigest = [["{event}"], ["{title!r}"]]', "t.toml: en.digest, part 2, variant 1: {title} takes nothing after its name: remove what follows it inside the braces."),
        ('[en]\nstrt = "x"', "t.toml: en.strt is no kind of post that has a template; did you mean start?"),
        ("[en]\nstart = []", "t.toml: en.start must be a list of texts, longest first, or for a thread a list of such lists."),
        ('[en]\nstart = [["a"], "b"]', "t.toml: en.start must be a list of texts, longest first, or for a thread a list of such lists."),
        ('start = "x"', "t.toml: start is not a key livetweet knows; there are en, fr."),
    ],
)  # fmt: skip
def test_parse_says_which_kind_variant_and_field_is_wrong(text: str, sentence: str) -> None:
    with pytest.raises(WorkspaceError) as caught:
        parse(text, "t.toml")
    assert str(caught.value) == sentence
