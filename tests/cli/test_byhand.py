from __future__ import annotations

from tests.cli.fair import HOSTILE, OBEYED, Fair, fair

__all__ = ["fair"]


def test_text_goes_to_stdout_and_what_to_do_to_stderr(fair: Fair) -> None:
    fair.event.scheduled("Hello.", accounts=("bird",))
    code, out, err = fair.call("post", "byhand", "1")
    assert (code, out) == (0, "Hello.\n")
    assert err.splitlines() == [
        "X (bird): 6 of 280",
        "Post it at https://x.com/intent/post?text=Hello.",
        "Then say where it stands: livetweet post byhand 1 --account bird --url …",
    ]
    assert fair.event.states(1) == {"bird": ["held: by hand"]}


def test_address_makes_it_posted(fair: Fair) -> None:
    fair.event.scheduled("Hello.", accounts=("bird",))
    assert fair.call("post", "byhand", "1", "--url", "https://x.com/fair27/status/17") == (0, "", "1 is posted: https://x.com/fair27/status/17\n")
    assert fair.event.states(1) == {"bird": ["posted"]}
    assert fair.event.parts(1)[0].remote_id == "17"


def test_shape_for_scripts(fair: Fair) -> None:
    fair.event.scheduled("Hello.", accounts=("masto",))
    assert fair.json("post", "byhand", "1") == {
        "id": "1",
        "account": "masto",
        "number": 1,
        "parts": 1,
        "text": "Hello.",
        "length": 6,
        "limit": 500,
        "page": None,
        "answers": None,
        "media": [],
    }


def test_what_is_no_address_is_refused_and_nothing_changed(fair: Fair) -> None:
    fair.event.scheduled("Hello.", accounts=("bird",))
    assert fair.call("post", "byhand", "1", "--url", "somewhere")[0] == 2
    assert fair.event.states(1) == {"bird": ["scheduled"]}


def test_refusal_is_one_sentence(fair: Fair) -> None:
    fair.event.draft("Hello.")
    assert fair.call("post", "byhand", "1") == (1, "", "Error: Post 1 is a draft: approve it first, so that its text stays as it is.\n")


def test_terminal_obeys_nothing_of_the_text(fair: Fair) -> None:
    fair.event.scheduled(f"Hello {HOSTILE}", accounts=("bird",))
    _, out, err = fair.call("post", "byhand", "1")
    assert not set(OBEYED) & set(out + err)
