from __future__ import annotations

import json

from livetweet.inbox.literal import columns
from tests.cli.day import Day, day

__all__ = ["day"]


def test_inbox_list_is_a_line_a_post_within_80_columns(day: Day) -> None:
    code, out, err = day.call("inbox", "list")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "?    1 18/03 10:00 M @ana@example.net   How do you steer?",
        "?    2 18/03 10:00 M @bo@example.net    ␛[31mHow do you steer??",
        "●    3 18/03 10:00 M @ana@example.net   A very long remark, A very long remark,…",
        "¤    4 18/03 10:00 M @ana@example.net   Between us: why?",
    ]
    assert max(map(columns, out.splitlines())) <= 80


def test_inbox_list_json_has_the_whole_text(day: Day) -> None:
    code, out, _ = day.call("inbox", "list", "--limit", "1", "--json")
    assert code == 0
    assert json.loads(out) == {
        "incoming": [
            {
                "id": "4",
                "network": "mastodon",
                "account": "masto",
                "how": "mention",
                "author": "ana@example.net",
                "name": "Ana",
                "text": "Between us: why?",
                "at": "2027-03-18T10:00:00+01:00",
                "url": None,
                "language": None,
                "visibility": "direct",
                "likes": 0,
                "session": None,
                "part": None,
                "asks": True,
                "question": None,
                "state": "new",
                "deleted": False,
                "edited": False,
                "boosted": False,
                "liked": False,
            }
        ]
    }


def test_inbox_show_tells_one_post_whole(day: Day) -> None:
    assert day.call("inbox", "show", "2") == (
        0,
        "? 2  2027-03-18T10:00:00+01:00  mention on Mastodon, public, new\n  Bo (@bo@example.net), 0 likes\n    ␛[31mHow do you steer??\n",
        "",
    )
    assert day.call("inbox", "show", "9") == (1, "", "Error: There is no incoming post 9: see `livetweet inbox list`.\n")


def test_inbox_mark_does_what_it_can_and_exits_1_when_it_left_one(day: Day) -> None:
    assert day.call("inbox", "mark", "1", "9", "3", "read") == (
        1,
        "",
        "2 read: 1, 3\nError: There is no incoming post 9: see `livetweet inbox list`.\n",
    )
    assert day.call("inbox", "mark", "2", "dismissed")[0] == 0
    assert day.call("inbox", "list", "--state", "new")[1].splitlines() == ["¤    4 18/03 10:00 M @ana@example.net   Between us: why?"]


def test_inbox_boost_and_favourite_are_asked_for_and_can_be_taken_back(day: Day) -> None:
    assert day.call("inbox", "boost", "1", "4") == (1, "", "1 to be boosted: 1\nError: Post 4 is private: it was not written to be passed on.\n")
    assert day.call("inbox", "favourite", "1") == (0, "", "1 to be liked: 1\n")
    assert day.call("post", "undo") == (0, "", "The favourite is taken back.\n")
    [first, *_] = json.loads(day.call("inbox", "list", "--json")[1])["incoming"]
    assert (first["boosted"], first["liked"]) == (True, False)


def test_inbox_mark_takes_only_read_and_dismissed(day: Day) -> None:
    assert day.call("inbox", "mark", "1", "answered")[0] == 2
    assert day.call("inbox", "mark", "x", "read")[0] == 2
    assert day.call("inbox", "mark", "9" * 30, "read")[0] == 2
