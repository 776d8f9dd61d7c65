"""`livetweet post`: whole outputs, whole JSON, and one sentence for whatever cannot be."""

from __future__ import annotations

import io
import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from livetweet.model.part import State
from livetweet.model.post import Kind, Media
from livetweet.outbox import acts
from livetweet.store import incoming
from livetweet.store.incoming import Place, Said
from tests.building import NOW, OPERATOR, TEN, Event
from tests.cli.fair import HOSTILE, OBEYED, SEEN, Fair, fair
from tests.inbox.world import came

__all__ = ["fair"]

LONG = "A sentence that fills its part, and then another one. " * 8

DRAFTED = "A draft: it leaves once approved (`livetweet post approve 1`).\n"


def usage(sentence: str, command: str, arguments: str) -> str:
    return f"Usage: livetweet post {command} {arguments}\nTry 'livetweet post {command} --help' for help.\n\nError: {sentence}\n"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    """Stands on standard input, as through a pipe."""

    def put(data: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data), isatty=lambda: False))

    return put


# ---- add


def test_add_prints_the_id_and_makes_a_draft(fair: Fair) -> None:
    assert fair.call("post", "add", "Hello.") == (0, "1\n", DRAFTED)
    assert fair.json("post", "show", "1") == {
        "posts": [
            {
                "id": "1",
                "kind": "live",
                "state": "draft",
                "session": None,
                "due": None,
                "latest": None,
                "if_late": "ask",
                "revision": 1,
                "touched": True,
                "approved_by": None,
                "approved_at": None,
                "texts": {"*": "Hello."},
                "fields": {},
                "visibility": "public",
                "warning": None,
                "media": [],
                "reply_to": None,
                "deliveries": [],
            }
        ]
    }


def test_add_says_that_its_time_has_passed(fair: Fair) -> None:
    drafted = "A draft, due 2027-03-18T08:00:00+01:00: it leaves once approved (`livetweet post approve 1`).\n"
    passed = "Note: that time has passed: it is 2027-03-18T09:00:00+01:00.\n"
    assert fair.call("post", "add", "Too late.", "--at", "08:00") == (0, "1\n", drafted + passed)


def test_add_takes_every_word_said_about_it(fair: Fair) -> None:
    with fair.event.store.writing() as db:
        incoming.add(db, "sky", [(came("at://1", network="bluesky"), Place(None, None), Said(asks=True))], NOW)
    options = "--session kites --at 10:30 --latest 2027-03-18T11:00+01:00 --if-late skip --account sky --account masto --reply-to 1".split()
    told = "A draft, due 2027-03-18T10:30:00+01:00: it leaves once approved (`livetweet post approve 1`).\n"
    assert fair.call("post", "add", "Yes.", *options) == (0, "1\n", told)
    shown = fair.json("post", "show", "1")["posts"][0]
    assert {name: shown[name] for name in ("kind", "session", "due", "latest", "if_late", "reply_to")} == {
        "kind": "reply",
        "session": "kites",
        "due": "2027-03-18T10:30:00+01:00",
        "latest": "2027-03-18T11:00:00+01:00",
        "if_late": "skip",
        "reply_to": "1",
    }
    assert fair.event.post(1).draft.accounts == ("sky", "masto")


def test_add_now_is_approved_and_can_be_taken_back(fair: Fair) -> None:
    told = "It leaves at 2027-03-18T09:00:10+01:00; `livetweet post cancel 1` takes it back.\n"
    assert fair.call("post", "add", "Hello.", "--at", "now") == (0, "1\n", told)
    assert fair.event.states(1) == {key: ["scheduled"] for key in ("bird", "masto", "sky")}
    assert fair.call("post", "cancel", "1") == (0, "", "1 cancelled: 1\n")


def test_add_now_that_cannot_be_approved_stays_a_draft_and_exits_1(fair: Fair) -> None:
    (fair.folder / "media").mkdir()
    why = "Error: Post 1: there is no picture kite.png in media/: put it there, or take it off the post\n"
    assert fair.call("post", "add", "Look.", "--at", "now", "--media", "kite.png", "--alt", "A kite") == (1, "1\n", why)


def test_add_takes_pictures_visibility_and_warning(fair: Fair) -> None:
    arguments = ["--media", "a.png", "--media", "b.png", "--alt", "A kite", "--no-alt", "--visibility", "private", "--warning", "Spiders"]
    assert fair.call("post", "add", "Hello.", *arguments) == (0, "1\n", DRAFTED)
    draft = fair.event.post(1).draft
    assert draft.media == (Media(file="a.png", alt="A kite"), Media(file="b.png", alt="", waived=True))
    assert (draft.visibility, draft.warning) == ("private", "Spiders")


@pytest.mark.parametrize("arguments", [["-"], []])
def test_add_reads_standard_input(fair: Fair, typed: Callable[[bytes], None], arguments: list[str]) -> None:
    typed("Déjà là\n\nTwo paragraphs.\r\n".encode())
    assert fair.call("post", "add", *arguments) == (0, "1\n", DRAFTED)
    assert fair.event.post(1).draft.texts == {"*": "Déjà là\n\nTwo paragraphs."}


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["  "], 2, "There is no text: give it as an argument or on standard input."),
        (
            ["Hi", "--media", "a.png"],
            2,
            "Each --media needs its --alt: what the picture shows, for those who cannot see it (--no-alt: it needs no words).",
        ),
        (
            ["Hi", "--alt", "A kite"],
            2,
            "Each --media needs its --alt: what the picture shows, for those who cannot see it (--no-alt: it needs no words).",
        ),
        (["Hi", "--at", "9"], 2, "Invalid value for --at: '9' is no time: write 2027-03-18T10:15, or 10:15 for today."),
        (["Hi", "--at", "2027-03-19"], 2, "Invalid value for --at: '2027-03-19' is no time: write 2027-03-18T10:15, or 10:15 for today."),
        (["Hi", "--at", "0001-01-01T00:00"], 2, "Invalid value for --at: '0001-01-01T00:00' is no time: write 2027-03-18T10:15, or 10:15 for today."),
        (
            ["Hi", "--at", "11:00", "--latest", "10:00"],
            2,
            "It would be too late before it is due: --latest 2027-03-18T10:00:00+01:00 is before 2027-03-18T11:00:00+01:00.",
        ),
        (["Hi", "--session", "none"], 1, "There is no session none: `livetweet programme show` shows those there are."),
        (["Hi", "--account", "moon"], 1, "There is no account moon in hashtags.toml, only masto, sky, bird."),
        (["Hi", "--reply-to", "7"], 1, "There is no incoming post 7: `livetweet inbox list` shows those there are."),
        (["Hi\udcff"], 1, "The text is not valid UTF-8: check the encoding of your terminal."),
    ],
)
def test_add_refuses_in_one_sentence_and_stores_nothing(fair: Fair, arguments: list[str], code: int, sentence: str) -> None:
    told = usage(sentence, "add", "[OPTIONS] [TEXT]") if code == 2 else f"Error: {sentence}\n"
    assert fair.call("post", "add", *arguments) == (code, "", told)
    assert fair.event.rows("SELECT id FROM post") == []


def test_add_refuses_input_that_is_no_text(fair: Fair, typed: Callable[[bytes], None]) -> None:
    typed(b"\xff\xfe")
    assert fair.call("post", "add") == (1, "", "Error: What came in on stdin is not UTF-8 text: convert it first.\n")


# ---- list and show


def outbox(fair: Fair) -> None:
    """One post in each place of the outbox."""
    event = fair.event
    event.put(event.scheduled("Left.\nOn two lines.", session="kites"), State.POSTED)
    event.put(event.scheduled("Refused.", accounts=("sky",)), State.FAILED, reason=f"422: {HOSTILE}")
    event.draft("Soon.", due=NOW + timedelta(minutes=40))
    event.draft("", kind=Kind.QUOTE, session="kites", due=None)
    event.scheduled(LONG, accounts=("bird",), due=TEN + timedelta(hours=1))


def test_list_is_a_line_a_post_by_due_time(fair: Fair) -> None:
    outbox(fair)
    assert fair.call("post", "list") == (
        0,
        (
            "◇     3 18 Mar 09:40 draft     live       Soon.\n"
            "✓     1 18 Mar 10:00 posted    live       kites · bird ✓ masto ✓ sky ✓ · Left.\n"
            f"✗     2 18 Mar 10:00 failed    live       sky ✗ · 422: {SEEN} · Refused.\n"
            "○     5 18 Mar 11:00 scheduled live       bird ○ · A sentence that fills its part, and then another one. A sen…\n"
        ),
        "Not due within the hour: 1 draft, which --all shows.\n",
    )


def test_list_tells_one_up_next_from_another(fair: Fair) -> None:
    about: dict[str, Any] = {"kind": Kind.UP_NEXT, "due": NOW + timedelta(minutes=50), "slot": ("kites", "moss")}
    fair.event.draft("", **about)
    fair.event.scheduled("", **about, accounts=("bird",))
    assert fair.call("post", "list")[1] == (
        "◇     1 18 Mar 09:50 draft     up-next    Kites at dawn · Moss\n"
        "○     2 18 Mar 09:50 scheduled up-next    bird ○ · At 10:00, take your pick: Ada: “Kites at dawn”, Zoé Marin C…\n"
    )


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        (["--all"], ["3", "1", "2", "5", "4"]),
        (["--state", "draft"], ["3", "4"]),
        (["--state", "failed", "--state", "posted"], ["1", "2"]),
        (["--session", "kites"], ["1"]),
        (["--session", "kites", "--all"], ["1", "4"]),
    ],
)
def test_list_shows_what_was_asked_for(fair: Fair, options: list[str], ids: list[str]) -> None:
    outbox(fair)
    assert [post["id"] for post in fair.json("post", "list", *options)["posts"]] == ids


def test_json_has_deliveries_and_their_parts_as_they_are(fair: Fair) -> None:
    fair.event.scheduled("Hello.", accounts=("masto",), session="kites")
    fair.event.put(1, State.POSTED)
    [post] = fair.json("post", "list")["posts"]
    assert (post["state"], post["approved_by"], post["approved_at"]) == ("posted", OPERATOR, "2027-03-18T09:00:00+01:00")
    assert post["deliveries"] == [
        {
            "account": "masto",
            "network": "mastodon",
            "state": "posted",
            "reason": None,
            "parts": [
                {
                    "number": 1,
                    "state": "posted",
                    "reason": None,
                    "text": "Hello.",
                    "due": "2027-03-18T10:00:00+01:00",
                    "latest": "2027-03-18T10:15:00+01:00",
                    "posted_at": "2027-03-18T09:00:00+01:00",
                    "deleted_at": None,
                    "url": "https://masto.example/1",
                }
            ],
        }
    ]


def test_show_is_the_text_for_each_account_then_every_part(fair: Fair) -> None:
    post = fair.event.scheduled("Hello.\nAgain.", accounts=("masto", "sky"))
    fair.event.put(post, State.POSTED, account="masto")
    fair.event.put(post, State.HELD, account="sky", reason="by Léa")
    assert fair.call("post", "show", "1") == (
        0,
        (
            "‖     1 18 Mar 10:00 held      live       masto ✓ sky ‖ · by Léa · Hello.\n"
            "\n  masto\n    Hello.\n    Again.\n"
            "\n  sky\n    Hello.\n    Again.\n"
            "  ✓ masto posted https://masto.example/1\n"
            "  ‖ sky held: by Léa\n"
        ),
        "",
    )


def test_show_of_a_draft_says_what_is_to_be_written(fair: Fair) -> None:
    fair.event.draft("", kind=Kind.QUOTE, session="kites", due=None)
    fair.event.draft("", kind=Kind.QUOTE, session="moss", due=None, fields={"quote": "Moss is patient."})
    code, out, err = fair.call("post", "show", "1", "2")
    assert (code, err) == (0, "")
    assert out.count("    to be written: quote\n") == 3
    assert out.count("    Ines Roy wants no quotes (speakers.toml).\n") == 3


def test_show_of_a_draft_is_the_text_of_each_account_it_is_for_by_that_accounts_rules(fair: Fair) -> None:
    with (fair.folder / "hashtags.toml").open("a", encoding="utf-8") as file:
        file.write('[accounts.quiet]\nnetwork = "x"\nhandle = "@quiet"\nlinks = "without"\n')
    fair.event.draft("Come and see: https://kites.org/fair", accounts=("bird", "quiet"))
    assert fair.call("post", "show", "1")[1].splitlines()[1:] == [
        *("", "  bird", "    Come and see: https://kites.org/fair"),
        *("", "  quiet", "    Come and see"),
    ]


def test_nothing_from_outside_reaches_the_terminal_raw(fair: Fair) -> None:
    post = fair.event.scheduled(f"Hello {HOSTILE}\nand {HOSTILE}", accounts=("masto", "sky"), session="kites")
    fair.event.put(post, State.FAILED, reason=HOSTILE, account="masto")
    with fair.event.store.writing() as db:
        db.execute("UPDATE part SET url = ?", (f"https://x.example/{HOSTILE}",))
        db.execute("UPDATE post SET session = ?", (HOSTILE,))
    for arguments in (["list"], ["show", "1"], ["list", "--json"], ["show", "1", "--json"], ["add", "x", "--session", HOSTILE]):
        _, out, err = fair.call("post", *arguments)
        assert not set(OBEYED) & set(out + err), arguments
    assert f"    Hello {SEEN}\n    and {SEEN}\n" in fair.call("post", "show", "1")[1]
    [shown] = fair.json("post", "list")["posts"]
    assert shown["deliveries"][0]["reason"] == HOSTILE  # escaped on the way, the same at its end


# ---- edit and approve


def test_edit_says_what_became_a_draft_again_and_what_did_not(fair: Fair) -> None:
    first, second = fair.event.scheduled("One."), fair.event.scheduled("Two.")
    fair.event.put(second, State.POSTED)
    assert fair.call("post", "edit", "1", "2", "9", "--text", "New.", "--on", "x", "Short.", "--at", "12:00") == (
        1,
        "",
        (
            "1 is a draft again: approve it when it is right.\n"
            "Error: Post 2 is posted: it can no longer be edited.\n"
            "Error: There is no post 9: `livetweet post list` shows those there are.\n"
        ),
    )
    draft = fair.event.post(first).draft
    assert (draft.texts, draft.due, draft.latest) == ({"*": "New.", "x": "Short."}, TEN + timedelta(hours=2), None)


def test_edit_fills_fields_that_may_hold_an_equals_sign(fair: Fair) -> None:
    fair.event.draft("", kind=Kind.QUOTE, session="kites")
    assert fair.call("post", "edit", "1", "--field", "quote=a = b")[0] == 0
    assert fair.event.post(1).draft.fields == {"quote": "a = b"}


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["1", "--field", "quote"], 2, "Invalid value for --field: write NAME=TEXT"),
        (["1", "--on", "mastdon", "Hi"], 1, "livetweet knows no network called 'mastdon', only mastodon, bluesky, x; did you mean mastodon?"),
        (["1", "--text", "\udcff"], 1, "The text is not valid UTF-8: check the encoding of your terminal."),
        (["1", "--at", "soon"], 2, "Invalid value for --at: 'soon' is no time: write 2027-03-18T10:15, or 10:15 for today."),
    ],
)
def test_edit_refuses_in_one_sentence(fair: Fair, arguments: list[str], code: int, sentence: str) -> None:
    fair.event.scheduled()
    told = usage(sentence, "edit", "[OPTIONS] ID…") if code == 2 else f"Error: {sentence}\n"
    assert fair.call("post", "edit", *arguments) == (code, "", told)
    assert fair.event.post(1).revision == 1


def test_approve_all_leaves_what_wants_a_person(fair: Fair) -> None:
    fair.event.draft("One.")
    fair.event.draft("", kind=Kind.QUOTE, session="kites")
    fair.event.draft("No time yet.", due=None)
    told = (
        "Left as they are: 2 drafts\n"
        "    1  quote must be written first (`livetweet post edit ID --field quote=…`)\n"
        "    1  they have no time: each leaves when a person has filled it and approves it, or gives it a time with --at\n"
        "1 approved: 1\n"
    )
    assert fair.call("post", "approve", "--all") == (0, "", told)
    assert fair.call("post", "approve", "2", "3") == (
        1,
        "",
        "1 approved: 3\nError: Post 2: quote must be written first (`livetweet post edit 2 --field quote=…`)\n",
    )


def test_approve_all_without_an_account_says_what_is_missing(fair: Fair) -> None:
    fair.event.draft("One.")
    settings = fair.folder / "hashtags.toml"
    settings.write_text(settings.read_text("utf-8").split("[accounts")[0], encoding="utf-8")
    told = "Error: There is no account yet that anything could leave from: `livetweet account add mastodon` (or bluesky, x) adds one.\n"
    assert fair.call("post", "approve", "--all") == (1, "", told)


def test_approve_warns_of_the_pace(fair: Fair) -> None:
    for number in range(11):
        fair.event.draft(f"Words {number}.", accounts=("masto",))
    assert fair.call("post", "approve", "--all") == (
        0,
        "",
        (
            "11 approved: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11\n"
            "Note: masto would post 11 times from 10:00 to 10:10 on Thursday 18 March, more than 10 in ten minutes: move some, or take fewer rooms.\n"
        ),
    )


@pytest.mark.parametrize("arguments", [[], ["1", "--all"]])
def test_approve_wants_either_names_or_all(fair: Fair, arguments: list[str]) -> None:
    assert fair.call("post", "approve", *arguments) == (2, "", usage("Name the posts, or say --all.", "approve", "[OPTIONS] [ID…]"))


# ---- the acts


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["hold", "1"], "1 held: 1\n"),
        (["cancel", "1", "2"], "1 cancelled: 1\nError: Post 2 on sky: it has left.\n"),
        (["release", "1"], "Error: Post 1 on masto: it is scheduled.\n"),
        (["delete", "1"], "Error: Post 1 on masto: it is scheduled: cancel it instead.\n"),
        (["delete", "3"], "1 deleted: 3\n"),
        (["move", "1", "--by", "5"], "1 moved: 1\n"),
        (["move", "1", "3", "--to", "12:00"], "1 is due 2027-03-18T12:00:00+01:00.\n3 is due 2027-03-18T12:00:00+01:00.\n"),
        (["move", "1", "--to", "07:00"], "Error: Post 1 on masto: it would be too late at once.\n"),
        (["retry", "1"], "Error: Post 1 on masto: it is scheduled.\n"),
        (["resolve", "1", "--again"], "Error: Nothing of post 1 is unknown.\n"),
    ],
)
def test_acts_tell_what_was_done_and_name_what_was_not(fair: Fair, arguments: list[str], told: str) -> None:
    fair.event.scheduled(accounts=("masto",))
    fair.event.put(fair.event.scheduled(accounts=("sky",)), State.POSTED)
    fair.event.draft("Draft.")
    assert fair.call("post", *arguments) == (int("Error" in told), "", told)


def test_retry_says_until_when_it_may_leave(fair: Fair) -> None:
    fair.event.put(fair.event.scheduled(latest=TEN), State.SKIPPED, reason="too late")
    fair.event.store.connection.execute("UPDATE part SET latest = '2027-03-18T07:30:00.000000Z'")
    assert fair.call("post", "retry", "1") == (0, "", "1 may leave until 2027-03-18T09:15:00+01:00.\n1 scheduled: 1\n")


def test_resolve_knows_three_answers(fair: Fair) -> None:
    for _ in range(3):
        fair.event.put(fair.event.scheduled(accounts=("masto",)), State.UNKNOWN)
    for post, answer in (("1", ["--there", "https://example.social/@fair/11/"]), ("2", ["--again"]), ("3", ["--drop"])):
        assert fair.call("post", "resolve", post, *answer) == (0, "", f"1 resolved: {post}\n")
    assert [fair.event.states(post)["masto"] for post in (1, 2, 3)] == [["posted"], ["scheduled"], ["cancelled: dropped by Léa"]]
    assert fair.event.parts(1)[0].remote_id == "11"


def test_resolve_on_several_accounts_asks_which(fair: Fair) -> None:
    fair.event.put(fair.event.scheduled(), State.UNKNOWN)
    told = "Error: Post 1 is unknown on several accounts: say which with --account bird or masto or sky.\n"
    assert fair.call("post", "resolve", "1", "--again") == (1, "", told)
    assert fair.call("post", "resolve", "1", "--again", "--account", "sky")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "sentence", "shape"),
    [
        (["resolve", "1"], "Say one of --there URL, --again, --drop.", "[OPTIONS] ID…"),
        (["resolve", "1", "--again", "--drop"], "Say one of --there URL, --again, --drop.", "[OPTIONS] ID…"),
        (
            ["resolve", "1", "--there", "somewhere"],
            "Invalid value for --there: it is no address: copy the one that the network shows, https://…",
            "[OPTIONS] ID…",
        ),
        (["move", "1"], "Say either --to or --by.", "[OPTIONS] ID…"),
        (["move", "1", "--by", "99999999999"], "Invalid value for '--by': 99999999999 is not in the range -527040<=x<=527040.", "[OPTIONS] ID…"),
        (["hold"], "Missing argument 'ID…'.", "[OPTIONS] ID…"),
        (
            ["hold", "99999999999999999999"],
            "Invalid value for 'ID…': 99999999999999999999 is not in the range 1<=x<=4611686018427387904.",
            "[OPTIONS] ID…",
        ),
        (["show", "x"], "Invalid value for 'ID…': 'x' is not a valid integer range.", "[OPTIONS] ID…"),
    ],
)
def test_wrong_usage_is_told_with_2(fair: Fair, arguments: list[str], sentence: str, shape: str) -> None:
    assert fair.call("post", *arguments) == (2, "", usage(sentence, arguments[0], shape))


def test_undo_says_what_came_back(fair: Fair) -> None:
    fair.event.scheduled()
    fair.call("post", "hold", "1")
    assert fair.call("post", "undo") == (0, "", "1 is as it was before.\n")
    assert fair.call("post", "undo") == (1, "", "Error: There is no hold, release, cancel, move, delete, boost or favourite by Léa left to undo.\n")


# ---- texts out and in


def test_texts_go_out_and_come_back(fair: Fair) -> None:
    fair.event.draft("Hello.")
    file = fair.folder / "texts.csv"
    assert fair.call("post", "export", str(file)) == (
        0,
        "",
        f"1 post in {file}: let the texts be edited there, then `livetweet post import {file}`.\n",
    )
    assert fair.call("post", "import", str(file)) == (0, "", "")
    file.write_text(file.read_text("utf-8-sig").replace("Hello.", "Hello, you."), encoding="utf-8")
    assert fair.call("post", "import", str(file)) == (0, "", "1 changed: 1\n")
    assert fair.call("post", "import", str(file)) == (
        1,
        "",
        "Error: Post 1 (row 2) was changed since the table was written: left as it is.\n",
    )


def test_table_that_is_none_is_one_sentence(fair: Fair) -> None:
    (fair.folder / "none.csv").write_text(f"{HOSTILE}\n")
    assert fair.call("post", "import", str(fair.folder / "none.csv")) == (
        1,
        "",
        "Error: none.csv has no columns `id` and `revision` in its first row: it must be the table that `livetweet post export` wrote.\n",
    )
    assert fair.call("post", "import", "absent.csv")[0] == 2
    code, _, told = fair.call("post", "export", str(fair.folder / "none" / "texts.csv"))
    assert (code, told.endswith("texts.csv cannot be written (No such file or directory): name another file.\n")) == (1, True)


# ---- follow


def test_follow_is_a_plain_line_an_event_until_interrupted(fair: Fair) -> None:
    post = fair.event.scheduled("Hello.", accounts=("masto", "sky"))
    command = [sys.executable, "-u", "-m", "livetweet", "-C", str(fair.folder), "post", "list", "--follow"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ}, cwd=Path(__file__).parents[2]
    ) as process:
        assert process.stdout
        try:
            _until_it_looks(process, fair.event)
            acts.hold(fair.event.store, [post], OPERATOR, fair.event.clock)
            assert [process.stdout.readline() for _ in range(2)] == [
                "2027-03-18T09:00:00+01:00 post 1 live on masto held: by Léa\n",
                "2027-03-18T09:00:00+01:00 post 1 live on sky held: by Léa\n",
            ]
            fair.event.put(post, State.FAILED, account="sky", reason=HOSTILE)
            assert process.stdout.readline() == f"2027-03-18T09:00:00+01:00 post 1 live on sky failed: {SEEN}\n"
        finally:
            process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (130, "", "")


def _until_it_looks(process: subprocess.Popen[str], event: Event) -> None:
    """Change something that is soon told, again and again, until the first line shows that it is watched; then put it back."""
    assert process.stdout
    probe = event.scheduled("Probe.", accounts=("bird",))
    for state in (State.HELD, State.SCHEDULED) * 100:
        event.put(probe, state)
        if select.select([process.stdout], [], [], 0.3)[0]:
            process.stdout.readline()
            break
    while select.select([process.stdout], [], [], 1.2)[0]:
        process.stdout.readline()


def test_json_of_nothing_is_an_empty_list(fair: Fair) -> None:
    assert fair.json("post", "list") == {"posts": []}
    assert fair.call("post", "list") == (0, "", "")
    assert json.loads(fair.call("post", "list", "--json")[1]) == {"posts": []}
