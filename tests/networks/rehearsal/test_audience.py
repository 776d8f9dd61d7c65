from __future__ import annotations

import sqlite3
from collections import Counter
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from livetweet.clock import DiscreteClock, from_stamp
from livetweet.model.incoming import How
from livetweet.model.ref import Ref
from livetweet.networks.rehearsal import Settings, prepare_network
from livetweet.networks.rehearsal.audience import Audience
from livetweet.networks.rehearsal.voices import load_voices
from tests.networks.rehearsal.day import MORNING, TAG, build, hear, let_pass, one, opened, spend_day


def written(folder: Path, columns: str = "*") -> list[tuple[object, ...]]:
    """What the audience wrote, as the log has it."""
    with sqlite3.connect(folder / "network.db") as db:
        rows = db.execute(f"SELECT {columns} FROM entry WHERE account IS NULL ORDER BY id").fetchall()
    db.close()
    return rows


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("day")
    spend_day(folder, sessions=30)
    return folder


def test_same_seed_and_posts_give_the_same_audience(tmp_path: Path) -> None:
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        (tmp_path / name).mkdir()
        spend_day(tmp_path / name, seed=seed, sessions=6)
    first, again, other = (written(tmp_path / name) for name in "abc")
    assert len(first) > 50
    assert first == again
    assert first != other


def test_audience_is_the_same_however_often_it_is_looked_at(tmp_path: Path) -> None:
    for name, step in (("a", 5.0), ("b", 600.0)):
        (tmp_path / name).mkdir()
        spend_day(tmp_path / name, sessions=6, step=step)
    assert written(tmp_path / "a") == written(tmp_path / "b")


def test_audience_does_every_sort_of_thing(day: Path) -> None:
    hows = Counter(how for (how,) in written(day, "how"))
    assert set(hows) == {"reply", "mention", "quote", None}
    assert set(written(day, "visibility")) == {("public",), ("unlisted",), ("private",), ("direct",)}
    assert {language for (language,) in written(day, "language")} == set(load_voices().by_language)
    assert {network for (network,) in written(day, "network")} == {"mastodon", "bluesky", "x"}
    assert any(likes for (likes,) in written(day, "likes"))
    assert any(deleted for (deleted,) in written(day, "deleted"))
    assert any(edited for (edited,) in written(day, "edited"))


def test_nobody_speaks_before_there_is_something_to_speak_about(day: Path) -> None:
    with sqlite3.connect(day / "network.db") as db:
        rows = db.execute(
            "SELECT reply.created, ours.created FROM entry reply JOIN entry ours ON reply.in_reply_to = ours.remote_id WHERE reply.account IS NULL"
        )
        pairs = rows.fetchall()
    db.close()
    assert pairs
    assert all(timedelta(0) < from_stamp(reply) - from_stamp(ours) <= timedelta(minutes=36) for reply, ours in pairs)


def test_hostile_texts_and_names_arrive_as_they_are(day: Path) -> None:
    texts = "\n".join(str(text) for (text,) in written(day, "text"))
    names = {name for (name,) in written(day, "name")}
    for hostile in ("[/b]", "<script>", "\u202e", "=HYPERLINK", "DROP TABLE", "\u001b[31m", "Z̴"):
        assert hostile in texts
    assert names & set(load_voices().hostile_names)
    assert max(len(str(text)) for (text,) in written(day, "text")) > 2000


def test_same_question_is_asked_again_in_other_words(day: Path) -> None:
    wordings = {wording: group for voice in load_voices().by_language.values() for number, group in enumerate(voice.questions) for wording in group}
    asked: dict[tuple[object, object], set[str]] = {}
    for parent, text in written(day, "in_reply_to, text"):
        for wording, group in wordings.items():
            if wording in str(text):
                asked.setdefault((parent, tuple(group)), set()).add(wording)
    assert any(len(ways) > 1 for ways in asked.values())


def test_tag_stream_has_the_tag_spelled_right_and_in_public_only(day: Path) -> None:
    heard = hear(day, f"tag:{TAG}")
    assert heard
    assert all(f"#{TAG}" in post.text and post.visibility == "public" for post in heard)
    misspelled = [text for (text,) in written(day, "text") if "#" in str(text) and f"#{TAG}".lower() not in str(text).lower()]
    assert misspelled


def test_streams_bring_all_that_was_written_and_not_deleted(day: Path) -> None:
    spoken = {remote_id for remote_id, how, deleted in written(day, "remote_id, how, deleted") if how and not deleted}
    assert {post.remote_id for post in hear(day, "mentions")} == spoken
    assert {post.how for post in hear(day, "mentions")} == {How.REPLY, How.MENTION, How.QUOTE}


def test_whoever_is_answered_may_say_thanks(tmp_path: Path) -> None:
    prepare_network(tmp_path, Settings(seed=3))
    clock = DiscreteClock(MORNING)
    audience = Audience(tmp_path, tags=[TAG], liveliness=8.0)
    with opened(tmp_path, clock) as (mastodon, _, _):
        mastodon.create(build(mastodon, 1, "A question for Jane Doe? Reply here.", clock.now()))
        let_pass(audience, clock, 3600, 60)
        questions = mastodon.read("mentions", None).posts
        for part, question in enumerate(questions, start=2):
            mastodon.create(build(mastodon, part, f"Thank you, {question.author}. It does.", clock.now(), parent=Ref(id=question.remote_id)))
        let_pass(audience, clock, 3600, 60)
        later = mastodon.read("mentions", None).posts[len(questions) :]
    audience.close()
    assert later
    assert {one.author for one in later} <= {one.author for one in questions}


def test_silent_audience_stays_silent(tmp_path: Path) -> None:
    spend_day(tmp_path, sessions=2, liveliness=0.0)
    assert written(tmp_path) == []


def test_audience_is_bounded(tmp_path: Path) -> None:
    spend_day(tmp_path, sessions=3, liveliness=100.0)
    assert len(written(tmp_path)) <= 3 * 4 * 3 * 8


def test_nobody_wakes_without_a_post(tmp_path: Path) -> None:
    with one(tmp_path, "x") as (adapter, clock):
        audience = Audience(tmp_path, tags=[TAG], liveliness=8.0)
        assert audience.next_wake() is None
        adapter.create(build(adapter, 1, "A question for Jane Doe? Reply here.", clock.now()))
        wake = audience.next_wake()
        assert wake is not None
        assert wake.astimezone(UTC) > MORNING
        audience.act(wake - timedelta(microseconds=1))
        assert written(tmp_path) == []
        audience.act(wake)
        assert len(written(tmp_path)) == 1
        audience.close()


def test_voices_are_many() -> None:
    voices = load_voices()
    texts = [
        text
        for voice in voices.by_language.values()
        for text in (*voice.remarks, *voice.thanks, *voice.tagged, *voice.mentions, *voice.quotes, *voice.private)
    ]
    wordings = [wording for voice in voices.by_language.values() for group in voice.questions for wording in group]
    assert len(set(texts)) == len(texts)
    assert len(set(wordings)) == len(wordings)
    assert len(texts) + len(wordings) > 150
    assert len({handle for _, handle in voices.people}) == len(voices.people)
