from __future__ import annotations

import json

from tests.cli.day import Day, day

__all__ = ["day"]


def test_question_goes_from_the_inbox_to_the_stage_and_back(day: Day) -> None:
    assert day.call("question", "add", "--from", "1") == (0, "1\n", "")
    assert day.call("question", "add", "Louder?", "--session", "kites") == (0, "2\n", "")
    assert day.call("question", "stage", "1", "2") == (0, "", "2 on stage: 1, 2\n")
    assert day.call("question", "answer", "1")[0] == 0
    assert day.call("question", "park", "2")[0] == 0
    assert day.call("question", "undo", "2")[0] == 0
    assert day.call("question", "list")[1].splitlines() == ["✓    1 answered      How do you steer?", "►    2 on stage      Ada: Louder?"]


def test_question_list_json_has_the_askers(day: Day) -> None:
    day.call("question", "add", "--from", "1")
    found = json.loads(day.call("question", "list", "--json")[1])["questions"]
    assert [one.pop("created")[-6:] for one in found] == [one.pop("changed")[-6:] for one in found]
    assert found == [
        {
            "id": "1",
            "text": "How do you steer?",
            "shown": None,
            "state": "waiting",
            "session": None,
            "room": None,
            "people": 1,
            "likes": 0,
            "flag": None,
            "askers": [{"incoming": "1", "network": "mastodon", "author": "ana@example.net", "name": "Ana", "url": None}],
        }
    ]


def test_question_add_names_what_cannot_be_asked(day: Day) -> None:
    code, out, err = day.call("question", "add", "--from", "1", "--from", "4")
    assert (code, out) == (1, "1\n")
    assert err.startswith("Error: Incoming post 4 is not public")
    assert day.call("question", "add", "--from", "1") == (1, "", "Error: Incoming post 1 is question 1 already.\n")
    assert day.call("question", "add", "Why?", "--session", "no") == (
        1,
        "",
        "Error: There is no session no: `livetweet programme show` shows those there are.\n",
    )
    assert day.call("question", "add")[0] == 2
    assert day.call("question", "add", "Why?", "--from", "1")[0] == 2


def test_question_merge_split_up_and_drop(day: Day) -> None:
    day.call("question", "add", "--from", "1")
    day.call("question", "add", "--from", "3")
    assert day.call("question", "merge", "1", "2") == (0, "", "2 merged: 1, 2\n")
    assert day.call("question", "merge", "1") == (
        1,
        "",
        "Error: Merging takes two questions or more: name the one that stays, then those that become part of it.\n",
    )
    assert day.call("question", "split", "1") == (0, "", "1 split: 1\n")
    assert day.call("question", "up", "3") == (0, "", "1 moved up: 3\n")
    assert day.call("question", "drop", "1", "2") == (
        1,
        "",
        "1 dropped: 1\nError: Question 2 was merged into question 1: name that one, or undo 2 first.\n",
    )
    assert [line[:6] for line in day.call("question", "list")[1].splitlines()] == ["?    3", "–    1"]
