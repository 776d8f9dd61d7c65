"""`livetweet programme`: show, check, import, diff and change, of files and of the imported one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from livetweet.cli import run
from livetweet.model.part import State
from livetweet.outbox.plan import apply_plan
from livetweet.store import posts, programmes
from livetweet.writing.plan import plan
from tests.building import NOW, OPERATOR, PROGRAMME, Event
from tests.cli.fair import HOSTILE, OBEYED, Fair, fair

__all__ = ["fair"]

FAIR = """
title = "Kite Fair"
timezone = "Europe/Paris"
day = 2027-03-18
[[session]]
id = "kites"
title = "Kites at dawn"
start = 10:00
minutes = 45
room = "Ada"
speakers = [{ name = "Zoé Marin", mastodon = "@zoe@example.org" }]
[[session]]
id = "moss"
title = "Moss"
start = 10:00
minutes = 45
room = "Curie"
track = "Field"
language = "en"
url = "https://fair.example/moss"
kind = "talk"
speakers = ["Ines Roy"]
[[session]]
id = "tides"
title = "Tides"
room = "Ada"
"""
LATER = FAIR.replace("start = 10:00", "start = 10:30", 1).replace('"Moss"', '"Moss and stone"')


@pytest.fixture
def source(fair: Fair) -> Path:
    path = fair.folder / "fair.toml"
    path.write_text(FAIR, encoding="utf-8")
    return path


def write(fair: Fair, name: str, text: str) -> str:
    (fair.folder / name).write_text(text, encoding="utf-8")
    return str(fair.folder / name)


# ---- show


def test_show_json_is_the_contract(fair: Fair, source: Path) -> None:
    shown = fair.json("programme", "show", str(source))
    assert {name: shown[name] for name in ("title", "timezone", "rooms", "warnings")} == {
        "title": "Kite Fair",
        "timezone": "Europe/Paris",
        "rooms": ["Ada", "Curie"],
        "warnings": [],
    }
    nothing = {"track": None, "kind": None, "language": None, "url": None}
    assert [{name: one[name] for name in "id title start end room track kind language url speakers".split()} for one in shown["sessions"]] == [
        nothing
        | {
            "id": "kites",
            "title": "Kites at dawn",
            "start": "2027-03-18T10:00:00+01:00",
            "end": "2027-03-18T10:45:00+01:00",
            "room": "Ada",
            "speakers": [{"name": "Zoé Marin", "handles": {"mastodon": "zoe@example.org"}}],
        },
        {
            "id": "moss",
            "title": "Moss",
            "start": "2027-03-18T10:00:00+01:00",
            "end": "2027-03-18T10:45:00+01:00",
            "room": "Curie",
            "track": "Field",
            "kind": "talk",
            "language": "en",
            "url": "https://fair.example/moss",
            "speakers": [{"name": "Ines Roy", "handles": {}}],
        },
        nothing | {"id": "tides", "title": "Tides", "start": None, "end": None, "room": "Ada", "speakers": []},
    ]


def test_show_is_a_line_a_session_under_its_day(fair: Fair, source: Path) -> None:
    assert fair.call("programme", "show", str(source)) == (
        0,
        (
            "Kite Fair · Europe/Paris · 3 sessions, 2 rooms\n"
            "\nThursday 18 March 2027\n"
            "  10:00–10:45  kites  Ada    Kites at dawn · Zoé Marin\n"
            "  10:00–10:45   moss  Curie  Moss · Ines Roy\n"
            "  no time      tides  Ada    Tides\n"
        ),
        "",
    )


def test_show_never_cuts_an_id(fair: Fair) -> None:
    ids = ("questions-ouvertes-sur-les-cerfs-volants-de-mer", "questions-ouvertes-sur-les-cerfs-volants-de-montagne", "moss")
    text = FAIR.replace('"kites"', f'"{ids[0]}"').replace('"tides"', f'"{ids[1]}"')
    lines = fair.call("programme", "show", write(fair, "long.toml", text))[1].splitlines()[3:]
    assert [line.split()[at] for line, at in zip(lines, (1, 1, 2), strict=True)] == [ids[0], ids[2], ids[1]]
    assert lines[0] == f"  10:00–10:45  {ids[0]}  Ada    Kites at dawn · Zoé Marin"
    assert lines[1] == f"  10:00–10:45  {ids[2]:>24}  Curie  Moss · Ines Roy"


def test_show_without_a_source_is_the_imported_one_in_its_own_zone(fair: Fair) -> None:
    code, out, err = fair.call("programme", "show")
    assert (code, err, out.splitlines()[3]) == (0, "", "  10:00–10:45  kites  Ada    Kites at dawn · Zoé Marin")


def test_show_never_refuses_for_a_missing_zone(fair: Fair, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    zoneless = FAIR.replace('timezone = "Europe/Paris"', "")
    outside = tmp_path / "outside"
    outside.mkdir()
    (fair.folder / "hashtags.toml").unlink()
    path = write(fair, "zoneless.toml", zoneless)
    assert run(["-C", str(outside), "programme", "show", path, "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["timezone"], shown["sessions"][0]["start"], len(shown["warnings"])) == (None, "2027-03-18T10:00:00", 1)
    assert run(["-C", str(outside), "programme", "show", path, "--json", "--timezone", "Asia/Tokyo"]) == 0
    assert json.loads(capsys.readouterr().out)["sessions"][0]["start"] == "2027-03-18T10:00:00+09:00"


def test_show_takes_several_sources_as_parts_of_one(fair: Fair, source: Path) -> None:
    more = write(fair, "more.toml", FAIR.replace('"kites"', '"stars"').replace('"moss"', '"rain"').replace('"tides"', '"fog"').replace("Ada", "Eve"))
    shown = fair.json("programme", "show", str(source), more)
    assert (len(shown["sessions"]), shown["rooms"]) == (6, ["Ada", "Curie", "Eve"])


# ---- check and diff


def test_check_names_what_is_doubtful(fair: Fair, source: Path) -> None:
    write(fair, "speakers.toml", '["Zoé Marin"]\nbluesky = ""\nx = ""\n["Tomoko Sato"]\nbluesky = ""\nx = ""\nmastodon = ""\n')
    lacking = "1 of 2 speakers have no handle on {}: Ines Roy (`livetweet programme handles` is a list to send them)."
    stranger = 'speakers.toml names "Tomoko Sato", who is not in the programme, so that what it says there holds for nobody: write the name as the programme has it.'
    told = ["“Tides” (tides) has no time.", *(lacking.format(name) for name in ("Mastodon", "Bluesky", "X")), stranger]
    assert fair.call("programme", "check", str(source)) == (0, "".join(f"{one}\n" for one in told), "5 things to look at in 3 sessions.\n")
    assert fair.json("programme", "check", str(source)) == {"warnings": told}
    assert [one for one in fair.json("programme", "check")["warnings"] if "no handle" not in one] == []


def test_diff_is_a_sentence_a_difference_and_changes_nothing(fair: Fair, source: Path) -> None:
    later = write(fair, "later.toml", LATER)
    sentences = ["“Moss” is now called “Moss and stone”.", "“Kites at dawn” moves from 2027-03-18 10:00 to 10:30."]
    assert fair.call("programme", "diff", str(source), later) == (0, "".join(f"{one}\n" for one in sentences), "")
    assert fair.json("programme", "diff", str(source), later) == {
        "differences": [
            {"what": "renamed", "session": "moss", "title": "Moss and stone", "sentence": sentences[0]},
            {"what": "moved", "session": "kites", "title": "Kites at dawn", "sentence": sentences[1]},
        ]
    }
    assert fair.call("programme", "diff", str(source), str(source)) == (0, "", "Nothing changed.\n")
    with fair.event.store.reading() as db:
        assert programmes.in_force(db) == PROGRAMME


def test_diff_of_one_file_is_against_the_imported_one(fair: Fair, source: Path) -> None:
    assert fair.call("programme", "diff", str(source)) == (
        0,
        (
            "“Moss” has another link: was none, now https://fair.example/moss.\n"
            "“Moss” has another track: was none, now Field.\n"
            "“Moss” has another language: was none, now en.\n"
            "“Moss” has another kind: was none, now talk.\n"
            "“Tides” moves from 2027-03-18 11:00 to no time yet.\n“Tides” is now with nobody (before: Tomoko Sato).\n"
        ),
        "",
    )


# ---- import


def test_import_makes_it_the_one_in_force_and_tells_what_followed(fair: Fair, source: Path) -> None:
    fair.call("programme", "import", str(source))
    event = fair.event
    planned(fair)
    start, thanks = post_of(event, "start:kites"), post_of(event, "thanks:kites")
    event.approve(start)
    event.put(start, State.SCHEDULED)
    later = write(fair, "later.toml", LATER)
    code, out, err = fair.call("programme", "import", later)
    assert (code, out) == (0, "“Moss” is now called “Moss and stone”.\n“Kites at dawn” moves from 2027-03-18 10:00 to 10:30.\n")
    assert err.startswith("Imported: 3 sessions, 2 rooms, 2 speakers.\n")
    assert f"1 post moved with the session, still approved: {start}\n" in err
    assert f"{thanks}" in err.partition("drafts changed: ")[2].splitlines()[0].split(", ")


OTHER = (
    FAIR.replace("Kites at dawn", "Bread")
    .replace("Moss", "Salt")
    .replace('"Tides"', '"Yeast"')
    .replace("Zoé Marin", "Rémi Lot")
    .replace("Ines Roy", "Ed")
)


def test_import_of_another_events_programme_tells_what_would_follow_and_wants_a_yes(fair: Fair, source: Path) -> None:
    """The same ids, as tools give them that number sessions from one."""
    fair.call("programme", "import", str(source))
    planned(fair)
    start = post_of(fair.event, "start:kites")
    fair.event.approve(start)
    fair.event.put(start, State.SCHEDULED)
    other = write(fair, "other.toml", OTHER)
    drafts = fair.event.rows("SELECT id, key FROM post ORDER BY id")
    code, out, err = fair.call("programme", "import", other)
    assert (code, out) == (1, "")
    assert err.startswith(
        "Error: Most sessions of the programme in force are not in it: it may be another event’s. This would follow: 1 approved post held"
    )
    assert err.endswith("Say --yes if that is meant.\n")
    assert fair.event.rows("SELECT id, key FROM post ORDER BY id") == drafts
    assert "Kites at dawn" in fair.call("programme", "show")[1]
    code, out, err = fair.call("programme", "import", other, "--yes")
    assert code == 0
    assert "“Kites at dawn” is now called “Bread”." in out
    assert f"1 post held: programme changed: {start}\n" in err
    assert "Bread" in fair.call("programme", "show")[1]


def test_import_of_another_programme_that_no_post_hangs_on_asks_nothing(fair: Fair, source: Path) -> None:
    fair.call("programme", "import", str(source))
    assert fair.call("programme", "import", write(fair, "other.toml", OTHER))[0] == 0


def planned(fair: Fair) -> None:
    made = plan(fair.event.context.programme, fair.event.context.hashtags, fair.event.context.speakers, NOW)
    apply_plan(fair.event.store, made, fair.event.context, OPERATOR, fair.event.clock)


def post_of(event: Event, key: str) -> int:
    with event.store.reading() as db:
        return posts.by_key(db)[key].id


def test_import_refuses_times_that_nobody_can_place(fair: Fair) -> None:
    settings = fair.folder / "hashtags.toml"
    settings.write_text(settings.read_text("utf-8").replace("Europe/Paris", "Etc/UTC"), encoding="utf-8")
    path = write(fair, "zoneless.toml", FAIR.replace('timezone = "Europe/Paris"', ""))
    assert fair.call("programme", "import", path)[0] == 0  # the workspace's zone stands in
    assert fair.json("programme", "show")["sessions"][0]["start"] == "2027-03-18T10:00:00+00:00"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("nonsense", "seems to be plain text"),
        ('title = "A"\n[[session]]\ntitle = "B"\nstrat = 1\n', "there is no key “strat”"),
        (f'title = "A"\n[[session]]\ntitle = {json.dumps(HOSTILE)}\nstart = "never"\n', "is a time such as 09:30"),
    ],
)
def test_import_of_what_is_no_programme_is_one_sentence_and_changes_nothing(fair: Fair, text: str, words: str) -> None:
    code, out, err = fair.call("programme", "import", write(fair, "bad.toml", text))
    assert (code, out, err.count("\n"), err.startswith("Error: ")) == (1, "", 1, True)
    assert words in err
    assert not set(OBEYED) & set(err)
    with fair.event.store.reading() as db:
        assert programmes.in_force(db) == PROGRAMME


def test_hostile_titles_and_names_are_shown_harmless(fair: Fair) -> None:
    words = json.dumps(HOSTILE)
    path = write(
        fair,
        "hostile.toml",
        FAIR.replace('"Kites at dawn"', words).replace('"Zoé Marin"', words).replace('"Ada"', words).replace('"Kite Fair"', words),
    )
    for arguments in (["show", path], ["show", path, "--json"], ["check", path], ["diff", path], ["import", path], ["show"]):
        code, out, err = fair.call("programme", *arguments)
        assert (code, set(OBEYED) & set(out + err)) == (0, set()), arguments


# ---- change


def test_change_acts_at_once_and_says_what_became_of_the_posts(fair: Fair) -> None:
    planned(fair)
    event = fair.event
    start = post_of(event, "start:kites")
    event.approve(start)
    code, out, err = fair.call("programme", "change", "kites", "--late", "12")
    assert (code, out) == (0, "“Kites at dawn” moves from 2027-03-18 10:00 to 10:12.\n")
    assert f"1 post moved with the session, still approved: {start}\n" in err
    assert fair.json("programme", "show")["sessions"][1]["start"] == "2027-03-18T09:12:00+00:00"  # the offset it was imported with


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--cancel"], "“Kites at dawn” is cancelled (2027-03-18 10:00, Ada)."),
        (["--start", "14:30"], "“Kites at dawn” moves from 2027-03-18 10:00 to 14:30."),
        (["--room", "Curie"], "“Kites at dawn” is now in Curie (before: Ada)."),
        (["--speaker", "Ann Poe", "--speaker", "Bo Lind"], "“Kites at dawn” is now with Ann Poe and Bo Lind (before: Zoé Marin)."),
    ],
)
def test_change_of_each_kind(fair: Fair, arguments: list[str], sentence: str) -> None:
    assert fair.call("programme", "change", "kites", *arguments) == (0, f"{sentence}\n", "")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["kites"], 2, "Say what changes: --cancel, --title, --start, --room, --speaker or --late."),
        (["none", "--cancel"], 1, "There is no session none in the programme: `livetweet programme show` lists their ids."),
        (["ki", "--cancel"], 1, "There is no session ki in the programme: did you mean kites?"),
        (["kites", "--start", "noon"], 1, "“noon” is no time: write 14:30 or 2027-03-18T14:30."),
        (["kites", "--late", "9999"], 1, "9999 minutes are more than a day: move “Kites at dawn” with --start instead."),
    ],
)
def test_change_refuses_in_one_sentence(fair: Fair, arguments: list[str], code: int, words: str) -> None:
    found, out, err = fair.call("programme", "change", *arguments)
    assert (found, out, err.endswith(f"Error: {words}\n")) == (code, "", True)


def test_change_needs_a_programme(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bare = Fair(tmp_path, capsys, programme=None)
    told = "Error: No programme is imported yet: run `livetweet programme import SOURCE`.\n"
    assert bare.call("programme", "change", "kites", "--cancel") == (1, "", told)
    assert bare.call("programme", "show") == (1, "", told)


# ---- handles


def test_handles_are_a_table_to_send_out_and_come_back_into_speakers_toml(fair: Fair) -> None:
    assert fair.call("programme", "handles") == (
        0,
        "name,sessions,mastodon,bluesky,x\nZoé Marin,Kites at dawn,zoe@example.org,,\nInes Roy,Moss,,,\nTomoko Sato,Tides,,,\n",
        "3 speakers without a handle on Mastodon or Bluesky or X.\n",
    )
    before = (fair.folder / "speakers.toml").read_text("utf-8")
    back = write(fair, "back.csv", "name;mastodon;bluesky;x\nInes Roy;@ines@example.org;-;\n")
    assert fair.call("programme", "handles", back) == (
        0,
        "",
        "2 handles of 1 speaker written to speakers.toml: `livetweet plan apply` brings the drafts up to date.\n",
    )
    after = (fair.folder / "speakers.toml").read_text("utf-8")
    assert after == before.replace("quotes = false\n", 'quotes = false\nmastodon = "@ines@example.org"\nbluesky = ""\n', 1)
    assert "Ines Roy,Moss,ines@example.org,,\n" in fair.call("programme", "handles")[1]


def test_handles_at_fault_change_nothing(fair: Fair) -> None:
    before = (fair.folder / "speakers.toml").read_text("utf-8")
    back = write(fair, "back.csv", "name,x\nZoé Marin,zoe\nInes Roy,https://youtube.com/@ines\n")
    told = "Error: back.csv, row 3: “https://youtube.com/@ines” is no handle on X: nothing was changed; correct it, or write - for none.\n"
    assert fair.call("programme", "handles", back) == (1, "", told)
    assert (fair.folder / "speakers.toml").read_text("utf-8") == before
