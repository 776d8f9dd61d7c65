"""What the views are told, and the words of their pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from livetweet import stage
from livetweet.inbox.belonging import sessions_of
from livetweet.inbox.stream import Stream
from livetweet.model.session import Session
from livetweet.stage import private, public
from livetweet.stage.moment import Moment
from livetweet.writing.hashtags import parse
from tests.building import HASHTAGS, PROGRAMME, TEN
from tests.stage.place import Fair

WORDS = Path(stage.__file__).parent / "page" / "stage.js"


def moment(fair: Fair, minutes: int, sessions: Sequence[Session] = PROGRAMME.sessions) -> Moment:
    """MINUTES after ten."""
    stream = Stream()
    with fair.store.reading() as db:
        stream.refresh(db, None, None)
    hashtags = parse(HASHTAGS)
    return Moment(
        at=TEN + timedelta(minutes=minutes), speed=1.0, rehearsal=True, hashtags=hashtags, rooms=PROGRAMME.rooms, sessions=sessions_of(sessions, hashtags.tags),
        questions=tuple(stream.questions.values()), inbox=stream.newest(),
    )  # fmt: skip


def test_a_question_that_outlives_its_session_stands_under_that_one_s_title(fair: Fair) -> None:
    fair.stage(fair.ask("How high do they fly?"))
    about, outlived = [], []
    for minutes in (44, 45, 65):
        now = moment(fair, minutes)
        about.append([view(now, "Ada")["question"]["about"] for view in (public.hall, public.speaker)])
        outlived.append([one["outlived"] for one in private.moderator(now, "Ada")["stage"]])
    assert about == [[None, None], ["Kites at dawn"] * 2, ["Kites at dawn"] * 2]
    assert outlived == [[False], [True], [True]]


def test_titles_on_screens_break_before_no_mark(fair: Fair) -> None:
    sessions = [replace(one, title="À l’aube : des « ailes » ?") for one in PROGRAMME.sessions]
    assert public.hall(moment(fair, 5, sessions), "Ada")["on"][0]["title"] == "À l’aube\u00a0: des «\u00a0ailes\u00a0»\u00a0?"


def test_french_words_of_the_pages_break_before_no_mark() -> None:
    french = WORDS.read_text("utf-8").split("  fr: {")[1].split("\n  },\n")[0]
    words = re.findall(r'"([^"]*)"', french)
    assert len(words) > 50
    assert [one for one in words if re.search("[:;?!»«]", one.replace(r"\u00a0:", ""))] == []
