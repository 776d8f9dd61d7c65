"""`livetweet plan`: shown first, stored only with `apply`."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from livetweet.clock import SimulatedClock
from livetweet.store import gates, programmes
from tests.building import NOW, PROGRAMME
from tests.cli.fair import HOSTILE, OBEYED, Fair, fair

__all__ = ["fair"]


def test_plan_is_a_line_a_post_and_stores_nothing(fair: Fair) -> None:
    code, out, err = fair.call("plan")
    assert (code, out.splitlines()) == (
        0,
        [
            "Thu 18 Mar 09:50  up-next    At 10:00, take your pick: Ada: “Kites at dawn”, Zoé Marin Curie: “Moss”, Ines Roy Follow along: #Fa…",
            "Thu 18 Mar 10:00  start      Now in Ada: “Kites at dawn” with Zoé Marin. We’ll post along in this thread. #Fair27",
            "Thu 18 Mar 10:00  start      Now in Curie: “Moss” with Ines Roy. We’ll post along in this thread. #Fair27",
            "Thu 18 Mar 10:35  questions  A question for Zoé Marin? Reply here, from the room or from home. We read out as many as we can aro…",
            "Thu 18 Mar 10:35  questions  A question for Ines Roy? Reply here, from the room or from home. We read out as many as we can arou…",
            "Thu 18 Mar 10:45  thanks     Thank you Zoé Marin, and thank you for your questions. At 11:00 in Ada: “Tides”. #Fair27",
            "Thu 18 Mar 10:45  thanks     Thank you Ines Roy, and thank you for your questions. #Fair27",
            "Thu 18 Mar 10:50  up-next    At 11:00 in Ada: “Tides” with Tomoko Sato. Follow along: #Fair27",
            "Thu 18 Mar 11:00  start      Now in Ada: “Tides” with Tomoko Sato. We’ll post along in this thread. #Fair27",
            "Thu 18 Mar 11:35  questions  A question for Tomoko Sato? Reply here, from the room or from home. We read out as many as we can a…",
            "Thu 18 Mar 11:45  thanks     Thank you Tomoko Sato, and thank you for your questions. #Fair27",
            "Thu 18 Mar 18:00  digest     highlight to be written",
            "Fri 19 Mar 10:00  recap      That was Kite Fair: 3 sessions, your questions, and you. Thank you. #Fair27",
            "when filled       quote      Kites at dawn: quote to be written",
            "when filled       quote      Tides: quote to be written",
        ],
    )
    assert err == (
        "15 posts (2 up-next, 3 start, 3 questions, 3 thanks, 1 digest, 1 recap, 2 quote). `livetweet plan apply` makes them drafts.\n"
        "Note: 4 posts are not planned because their time has passed.\n"
    )
    assert fair.event.rows("SELECT id FROM post") == []


def test_plan_json_has_dates_texts_and_what_is_missing(fair: Fair) -> None:
    made = fair.json("plan")
    assert made["warnings"] == ["4 posts are not planned because their time has passed."]
    by_key = {post["key"]: post for post in made["posts"]}
    start = by_key["start:kites"]
    texts = start.pop("texts")
    assert start == {
        "key": "start:kites",
        "kind": "start",
        "session": "kites",
        "due": "2027-03-18T10:00:00+01:00",
        "latest": "2027-03-18T10:10:00+01:00",
        "if_late": "ask",
        "missing": [],
        "problem": None,
    }
    assert {name: len(parts) for name, parts in texts.items()} == {"bluesky": 1, "mastodon": 1, "x": 1}
    assert "@zoe@example.org" in texts["mastodon"][0]
    assert (by_key["quote:kites:1"]["due"], by_key["quote:kites:1"]["missing"]) == (None, ["quote"])
    assert len(by_key) == len(made["posts"]) == 15


def test_apply_makes_drafts_once(fair: Fair) -> None:
    note = "Note: 4 posts are not planned because their time has passed.\n"
    on = "`livetweet post list --all` shows them, `livetweet post approve --all` approves what wants nothing more.\n"
    assert fair.call("plan", "apply") == (0, "", f"{note}15 drafts added.\n{on}")
    assert fair.call("plan", "apply") == (0, "", f"{note}All drafts are as planned already.\n{on}")
    assert len(fair.json("post", "list", "--all")["posts"]) == 15


def test_apply_names_only_what_has_become_of_posts(fair: Fair) -> None:
    fair.call("plan", "apply")
    with fair.event.store.writing() as db:
        programmes.save_version(db, replace(PROGRAMME, sessions=PROGRAMME.sessions[:1]), source="fair.toml", at=NOW)
    assert fair.call("plan", "apply")[2].splitlines()[-2] == "1 draft changed, 8 drafts dropped."


def test_plan_when_all_is_over_says_so(fair: Fair) -> None:
    with fair.event.store.writing() as db:
        gates.set_simulated_time(db, SimulatedClock(anchor=NOW + timedelta(days=3), anchor_monotonic=0.0, speed=0.0))
    told = "All sessions are over, so nothing is proposed.\n"
    note = "Note: 19 posts are not planned because their time has passed.\n"
    assert fair.call("plan") == (0, "", f"{told}{note}")
    assert fair.call("plan", "apply") == (0, "", f"{note}{told}")


def test_plan_without_a_programme_is_the_campaign_that_can_be(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bare = Fair(tmp_path, capsys, programme=None)
    assert bare.json("plan") == {
        "posts": [],
        "warnings": [
            "The announcement and the recap are not planned because the event's days are not known: write dates = [first day, last day] in hashtags.toml."
        ],
    }


def test_hostile_event_is_shown_harmless(fair: Fair) -> None:
    settings = fair.folder / "hashtags.toml"
    escaped = "".join(f"\\u{ord(sign):04x}" for sign in HOSTILE)
    settings.write_text(settings.read_text("utf-8").replace("Kite Fair", escaped), encoding="utf-8")
    for arguments in (["plan"], ["plan", "--json"], ["status"], ["status", "--json"], ["plan", "apply"]):
        code, out, err = fair.call(*arguments)
        assert (code, set(OBEYED) & set(out + err)) == (0, set()), arguments
