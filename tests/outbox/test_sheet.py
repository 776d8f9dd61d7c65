"""Texts out as a table and back in: whatever spreadsheet it went through, a cell that came back as it went out changes nothing."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from livetweet.errors import LivetweetError
from livetweet.model.part import State
from livetweet.model.post import Kind
from livetweet.outbox import drafts, sheet
from livetweet.outbox.outcome import Outcome, Refusal
from tests.building import HASHTAGS, PROGRAMME, TEN, Event, changed, context_of

PARIS = ZoneInfo("Europe/Paris")
HEAD = ["id", "revision", "state", "due", "kind", "session"]
NETWORKS = ["bluesky", "mastodon", "x"]


def write(event: Event) -> list[dict[str, str]]:
    """The rows as a spreadsheet shows them, but for the apostrophes it hides."""
    sheet.write(event.store, event.folder / "texts.csv", event.context, PARIS)
    return list(csv.DictReader(io.StringIO((event.folder / "texts.csv").read_text("utf-8-sig"), newline="")))


def save(event: Event, rows: list[dict[str, str]], *, delimiter: str = ",", encoding: str = "utf-8", end: str = "\r\n") -> Path:
    table = io.StringIO()
    writer = csv.DictWriter(table, list(rows[0]), delimiter=delimiter, lineterminator=end)
    writer.writeheader()
    writer.writerows(rows)
    path = event.folder / "back.csv"
    path.write_bytes(table.getvalue().encode(encoding))
    return path


def read(event: Event, rows: list[dict[str, str]], **how: str) -> Outcome:
    return sheet.read(event.store, save(event, rows, **how), event.context)


def test_table_has_a_row_a_post_that_can_be_edited_in_the_order_of_the_outbox(event: Event) -> None:
    quote = event.draft("", kind=Kind.QUOTE, session="kites", due=None, fields={"speaker": "Zoé Marin"})
    later, sooner = event.scheduled("Later.", due=TEN + timedelta(hours=1)), event.draft("Sooner.")
    gone = event.scheduled("Gone.")
    event.put(gone, State.POSTED)
    rows = write(event)
    revisions = [row.pop("revision") for row in rows]
    assert rows == [
        {"id": str(sooner), "state": "draft", "due": "2027-03-18 10:00", "kind": "live", "session": "", "field: quote": "", "field: speaker": ""}
        | dict.fromkeys(NETWORKS, "Sooner."),
        {"id": str(later), "state": "scheduled", "due": "2027-03-18 11:00", "kind": "live", "session": "", "field: quote": "", "field: speaker": ""}
        | dict.fromkeys(NETWORKS, "Later."),
        {"id": str(quote), "state": "draft", "due": "", "kind": "quote", "session": "kites", "field: quote": "", "field: speaker": "Zoé Marin"}
        | dict.fromkeys(NETWORKS, ""),
    ]
    assert [one.split("-")[0] for one in revisions] == ["r1", "r1", "r1"]
    assert list(write(event)[0]) == [*HEAD, "field: quote", "field: speaker", *NETWORKS]


def test_table_is_read_by_excel_as_utf8_and_replaced_whole(event: Event) -> None:
    file = event.folder / "texts.csv"
    file.write_text("an older one")
    event.draft("« Déjà » 🪁")
    write(event)
    assert file.read_bytes().startswith(b"\xef\xbb\xbfid,revision,")
    assert "« Déjà » 🪁" in file.read_text("utf-8-sig")
    assert [path.name for path in event.folder.glob("*texts*")] == ["texts.csv"]


def test_table_that_cannot_be_written_is_one_sentence(event: Event) -> None:
    with pytest.raises(LivetweetError, match=r"texts\.csv cannot be written \(No such file or directory\): name another file\."):
        sheet.write(event.store, event.folder / "none" / "texts.csv", event.context, PARIS)


@pytest.mark.parametrize(
    "how",
    [
        {},
        {"delimiter": ";"},
        {"encoding": "utf-8-sig"},
        {"delimiter": "\t", "encoding": "utf-16"},
        {"delimiter": ";", "encoding": "utf-8-sig", "end": "\n"},
    ],
)
def test_table_that_comes_back_untouched_changes_nothing(event: Event, how: dict[str, str]) -> None:
    event.draft('Two\n\nparagraphs; with, "all" sorts = of signs')
    event.scheduled("", kind=Kind.START, session="kites")
    event.draft("", kind=Kind.QUOTE, session="kites", fields={"speaker": "Zoé Marin"})
    before = event.rows("SELECT * FROM post")
    assert read(event, write(event), **how) == Outcome()
    assert event.rows("SELECT * FROM post") == before


EXCEL = {"delimiter": ";", "encoding": "cp1252"}  # what a French one makes of “CSV (séparateur : point-virgule)”


def test_table_of_a_french_event_has_the_columns_of_a_french_excel(tmp_path: Path) -> None:
    french = Event(folder=tmp_path, settings=HASHTAGS.replace('"en"', '"fr"'))
    french.draft("« Déjà » ; enfin, oui")
    sheet.write(french.store, tmp_path / "texts.csv", french.context, PARIS)
    data = (tmp_path / "texts.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfid;revision;")
    (tmp_path / "back.csv").write_bytes(data.decode("utf-8-sig").replace("enfin", "déjà").encode("cp1252"))
    assert sheet.read(french.store, tmp_path / "texts.csv", french.context) == Outcome()
    assert sheet.read(french.store, tmp_path / "back.csv", french.context) == Outcome(done=(1,))
    assert french.post(1).draft.texts["x"] == "«\u00a0Déjà\u00a0»\u00a0; déjà, oui"
    french.close()


def test_table_saved_by_an_excel_that_knows_no_emoji_changes_what_was_changed_only(event: Event) -> None:
    kite, other, plain = event.draft("« Déjà » 🪁 ✓"), event.draft("Vent ☀"), event.draft("Sans rien")
    rows = write(event)
    for row in rows:
        row.update({name: row[name].replace("🪁", "??").replace("✓", "?").replace("☀", "?") for name in NETWORKS})
    assert read(event, rows, **EXCEL) == Outcome()
    rows[1]["x"], rows[2]["x"] = "Vent d’été ?", "Sans rien, vraiment"
    lost = f"Post {other} (row 3) has signs that the table lost when it was saved: left as it is; save it as “CSV UTF-8” and try again."
    assert read(event, rows, **EXCEL) == Outcome(done=(plain,), refused=(Refusal(post=other, account=None, why=lost),))
    assert [event.post(one).draft.texts for one in (kite, other)] == [{"*": "« Déjà » 🪁 ✓"}, {"*": "Vent ☀"}]
    assert event.post(plain).draft.texts == {"*": "Sans rien", "x": "Sans rien, vraiment"}


def test_untouched_cells_change_nothing_whatever_has_become_of_the_programme(event: Event) -> None:
    start = event.draft("", kind=Kind.START, session="kites")
    rows = write(event)
    event.context = context_of(changed(PROGRAMME, "kites", title="Kites at dusk", room="Curie"))
    assert read(event, rows) == Outcome()
    assert event.post(start).touched is False


def test_changed_text_makes_a_draft_of_the_post_with_that_text_on_that_network(event: Event) -> None:
    post = event.scheduled("Hello.")
    [row] = write(event)
    assert read(event, [row | {"x": "Hello, X.", "state": "posted", "due": "never"}]) == Outcome(done=(post,))
    edited = event.post(post)
    assert (edited.draft.texts, edited.draft.due, edited.approved_at, edited.touched, edited.revision) == (
        {"*": "Hello.", "x": "Hello, X."},
        TEN,
        None,
        True,
        2,
    )


def test_field_that_was_filled_is_the_persons(event: Event) -> None:
    quote = event.draft("", kind=Kind.QUOTE, session="kites", fields={"speaker": "Zoé Marin"})
    [row] = write(event)
    assert read(event, [row | {"field: quote": " A kite is a question. "}]).done == (quote,)
    assert event.post(quote).draft.fields == {"speaker": "Zoé Marin", "quote": "A kite is a question."}
    [row] = write(event)
    read(event, [row | {"field: quote": ""}])
    assert event.post(quote).draft.fields == {"speaker": "Zoé Marin"}


def test_columns_and_rows_may_be_missing_or_stand_elsewhere(event: Event) -> None:
    first, second = event.draft("One."), event.draft("Two.")
    rows = write(event)
    assert read(event, [{"x": "Changed.", "revision": rows[1]["revision"], "id": rows[1]["id"]}]).done == (second,)
    assert (event.post(first).revision, event.post(second).draft.texts) == (1, {"*": "Two.", "x": "Changed."})


def test_row_of_a_post_changed_since_is_named_and_left(event: Event) -> None:
    post, other = event.draft("One."), event.draft("Two.")
    rows = write(event)
    drafts.edit(event.store, post, texts={"*": "Changed by Sam."})
    outcome = read(event, [row | {"x": "From the table."} for row in rows])
    assert outcome == Outcome(
        done=(other,),
        refused=(Refusal(post=post, account=None, why="Post 1 (row 2) was changed since the table was written: left as it is."),),
    )
    assert event.post(post).draft.texts == {"*": "Changed by Sam."}


def test_row_whose_words_the_programme_has_changed_since_is_named_and_left(event: Event) -> None:
    start = event.draft("", kind=Kind.START, session="kites")
    [row] = write(event)
    event.context = context_of(changed(PROGRAMME, "kites", title="Kites at dusk"))
    assert [refusal.post for refusal in read(event, [row | {"x": row["x"] + " Come!"}]).refused] == [start]
    assert event.post(start).draft.texts == {}


def test_post_that_left_meanwhile_is_named_and_the_rest_taken(event: Event) -> None:
    gone, other = event.scheduled("One."), event.scheduled("Two.")
    rows = write(event)
    event.put(gone, State.POSTED)
    outcome = read(event, [row | {"x": "New."} for row in rows])
    assert (outcome.done, [refusal.why for refusal in outcome.refused]) == ((other,), ["Post 1 is posted: it can no longer be edited."])


# ---- cells that a spreadsheet would run

FORMULAS = ['=HYPERLINK("https://evil.example")', "+1", "-2+3", "@SUM(A1)", "＝1+1", "'=quoted already", "''+twice"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula_and_the_text_stays_what_it_was(event: Event, text: str) -> None:
    post = event.draft(text, session=None, fields={"quote": text})
    [row] = write(event)
    assert {row[name] for name in (*NETWORKS, "field: quote")} == {f"'{text}"}
    assert read(event, [row]) == Outcome()
    assert read(event, [row | {"x": row["x"] + " more"}]).done == (post,)
    assert event.post(post).draft.texts == {"*": text, "x": f"{text} more"}


def test_session_named_like_a_formula_is_no_formula_either(event: Event) -> None:
    event.draft("Hello.", session="=cmd|' /C calc'!A0")
    [row] = write(event)
    assert row["session"] == "'=cmd|' /C calc'!A0"


def test_an_apostrophe_of_the_authors_stays(event: Event) -> None:
    event.draft("'Tis the wind.")
    [row] = write(event)
    assert row["x"] == "'Tis the wind."
    assert read(event, [row]) == Outcome()


@given(st.text(alphabet=st.sampled_from("'=+-@＠\ta b\n,;\"é"), max_size=12))
@example("'=\n'=")
def test_any_cell_goes_out_harmless_and_comes_back_as_it_was(text: str) -> None:
    text = text.strip()
    cell = sheet._quote(text)
    assert not cell.startswith(("=", "+", "-", "@", "＠"))
    assert sheet._unquote(cell) == text


# ---- tables that are none


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "has no columns `id` and `revision` in its first row"),
        (b"name,text\n1,2\n", "has no columns `id` and `revision` in its first row"),
        (b"\xff\xfei\x00d\x00", "has no columns `id` and `revision` in its first row"),
        (b'id,revision,x\n1,r1,"open', "is not a CSV table (unexpected end of data): save it as “CSV UTF-8” and try again."),
        (b"id,revision,x\n77,r1-0,Hello\n", "row 2: there is no post '77': nothing was changed"),
        ("id,revision,x\n²,r1-0,Hello\n".encode(), "row 2: there is no post '²'"),
        (b"id,revision,x\n" + b"9" * 5000 + b",r1-0,Hello\n", "row 2: there is no post '999"),
    ],
)
def test_what_is_no_such_table_is_one_sentence_and_changes_nothing(event: Event, data: bytes, words: str) -> None:
    event.draft("Hello.")
    (event.folder / "back.csv").write_bytes(data)
    with pytest.raises(LivetweetError) as error:
        sheet.read(event.store, event.folder / "back.csv", event.context)
    assert str(error.value).startswith("back.csv")
    assert words in str(error.value)
    assert event.post(1).revision == 1


def test_post_in_two_rows_is_one_sentence_and_changes_nothing(event: Event) -> None:
    event.draft("Hello.")
    [row] = write(event)
    with pytest.raises(LivetweetError, match=r"row 3: post 1 stands in another row too: nothing was changed"):
        read(event, [row | {"x": "One."}, row | {"x": "Two."}])
    assert event.post(1).revision == 1


def test_cells_beyond_the_header_and_empty_lines_do_no_harm(event: Event) -> None:
    event.draft("Hello.")
    [row] = write(event)
    (event.folder / "back.csv").write_text(f"id,revision,x,\n,,,\n\n1,{row['revision']},Changed.,a note,another\n")
    assert sheet.read(event.store, event.folder / "back.csv", event.context).done == (1,)
