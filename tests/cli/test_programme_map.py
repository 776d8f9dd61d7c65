"""`--map`: which column of a table holds what, said once and kept in the workspace."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.fair import Fair, fair

__all__ = ["fair"]

TABLE = "Titel,Name,Beginn,Wo\nKites,Zoé Marin,2027-03-18 10:00,Ada\nMoss,Ines Roy,2027-03-18 11:00,Curie\n"


@pytest.fixture
def table(fair: Fair) -> str:
    path = fair.folder / "talks.csv"
    path.write_text(TABLE, encoding="utf-8")
    return str(path)


def test_show_says_which_columns_were_guessed(fair: Fair, table: str) -> None:
    shown = fair.json("programme", "show", table)
    assert [(one["title"], one["room"], one["speakers"]) for one in shown["sessions"]] == [
        ("Kites", None, [{"name": "Zoé Marin", "handles": {}}]),
        ("Moss", None, [{"name": "Ines Roy", "handles": {}}]),
    ]
    assert shown["warnings"] == [
        'The columns were taken as title=Titel, speakers=Name, start=Beginn: change one with --map, for instance --map title="Talk".'
    ]


def test_show_takes_the_columns_that_are_named_and_keeps_nothing(fair: Fair, table: str) -> None:
    shown = fair.json("programme", "show", table, "--map", "room=Wo", "--map", "title=Titel + Name")
    assert [(one["title"], one["room"]) for one in shown["sessions"]] == [("Kites – Zoé Marin", "Ada"), ("Moss – Ines Roy", "Curie")]
    assert not (fair.folder / "columns.toml").exists()


def test_import_keeps_the_columns_for_the_next_time(fair: Fair, table: str) -> None:
    code, _, _ = fair.call("programme", "import", table, "--map", "room=Wo")
    assert code == 0
    assert (fair.folder / "columns.toml").read_text("utf-8").splitlines()[1:] == [
        'room = "Wo"',
        'title = "Titel"',
        'speakers = "Name"',
        'start = "Beginn"',
    ]
    Path(table).write_text(TABLE.replace("Curie", "Bohr"), encoding="utf-8")
    shown = fair.json("programme", "show", table)
    assert ([one["room"] for one in shown["sessions"]], shown["warnings"]) == (["Ada", "Bohr"], [])
    (fair.folder / "columns.toml").write_text("room = 3\n", encoding="utf-8")
    code, out, err = fair.call("programme", "show", table)
    assert (code, out, err.endswith("columns.toml has a mistake: “room” is the name of a column, in quotes.\n")) == (1, "", True)


@pytest.mark.parametrize(
    ("maps", "code", "words"),
    [
        (["room"], 2, '“room” is no field and column: write it like start="Start time".'),
        (["colour=Wo"], 2, "there is no field “colour”: the fields are title, start, end, "),
        (["room=Where"], 1, "No table has a column “Where” for room: look at its header, and mind the spelling."),
    ],
)
def test_map_that_cannot_be_followed_is_told(fair: Fair, table: str, maps: list[str], code: int, words: str) -> None:
    found, out, err = fair.call("programme", "show", table, *(part for one in maps for part in ("--map", one)))
    assert (found, out) == (code, "")
    assert words in err
