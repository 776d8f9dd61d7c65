"""What one post of ours brings: the replies, questions, quotes and hashtag posts that people will write because of it.

Pure: drawn from the seed and the post alone, whenever and in whatever process. The audience calls it; the server, for what needs no words.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from livetweet.clock import from_stamp
from livetweet.model.incoming import How
from livetweet.networks.rehearsal.log import Entry
from livetweet.networks.rehearsal.manners import MANNERS
from livetweet.networks.rehearsal.voices import Voice, load_voices, misspell, name_author, type_hastily

MOST_A_POST = 8
LONGEST = {"mastodon": 5000, "bluesky": 300, "x": 280}  # other Mastodon servers take far more than 500
HOSTILE_EVERY, HOSTILE_NAME_EVERY, LONG_EVERY = 23, 37, 61

_TITLE = re.compile(r"[«“]\s*([^«»“”]{4,90}?)\s*[»”]")
_FRENCH = re.compile(r"[«éèàçœ]|\b(les|une|avec|pour|est)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """`tags`: the event's hashtags without #, the most used first. `liveliness` scales how much is said: 1 for an ordinary crowd, 0 for silence."""

    seed: int
    tags: Sequence[str] = ()
    liveliness: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mood:
    """How many posts of each sort a post of ours brings on average, at liveliness 1."""

    questions: float = 0.03
    remarks: float = 0.08
    thanks: float = 0.0
    quotes: float = 0.02
    tagged: float = 0.04
    mentions: float = 0.015
    private: float = 0.008


CALL = Mood(questions=0.5, remarks=0.1)
QUOTE = Mood(questions=0.1, remarks=0.25, quotes=0.08)
THANKS = Mood(thanks=0.25)
START = Mood(questions=0.15, remarks=0.2, tagged=0.06)
ANSWER = Mood(questions=0.0, remarks=0.0, thanks=0.5, quotes=0.0, tagged=0.0, mentions=0.0, private=0.0)
OTHER = Mood()


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """What somebody has `written` and what arrives `at`; what becomes of it: likes by the instant, a correction, its end. `to`: our post it comes from."""

    at: datetime
    written: datetime
    to: Entry
    how: How | None
    author: str
    name: str
    text: str
    language: str
    visibility: str = "public"
    likes: Sequence[tuple[datetime, int]] = ()
    corrected: tuple[datetime, str] | None = None
    deleted: datetime | None = None


def applause(post: Entry, now: datetime) -> tuple[int, int]:
    """How often POST of ours was liked and boosted by NOW, most of it in its first half hour. Asked by the server, of the post alone: nobody in the crowd is drawn for it."""
    draw = Random(post.remote_id)
    likes = draw.lognormvariate(1.5, 0.9)
    minutes = max((now - from_stamp(post.created)).total_seconds(), 0) / 60
    come = 1 - math.exp(-minutes / 15)
    return int(likes * come), int(likes * draw.uniform(0.1, 0.5) * come)


def plan_reactions(post: Entry, answered: Entry | None, habits: Habits, already: int) -> list[Say]:
    """What POST brings, in no order, at most `MOST_A_POST`. ANSWERED: the post of the audience that it answers; ALREADY: how many were planned before."""
    says = _Crowd(post, answered, habits).react()[:MOST_A_POST]
    return [_roughen(say, already + number) for number, say in enumerate(says, start=1)]


def tell_mood(post: Entry) -> Mood:
    """What sort of post it is, as a reader would tell."""
    text = post.text.lstrip().lower()
    if "?" in text and "question" in text:
        return CALL
    if text.startswith(("«", "“", '"')):
        return QUOTE
    if text.startswith(("merci", "thank")):
        return THANKS
    return START if _TITLE.search(post.text) else OTHER


class _Crowd:
    """The people who read one post."""

    def __init__(self, post: Entry, answered: Entry | None, habits: Habits) -> None:
        self._post = post
        self._answered = answered
        self._habits = habits
        self._draw = Random(f"{habits.seed}:audience:{post.account}:{post.part}")
        self._manners = MANNERS[post.network]
        self._voices = load_voices()
        title = _TITLE.search(post.text)
        self._title = title[1] if title else None
        self._own = self._known(post.language, "fr" if _FRENCH.search(post.text) else "en")

    def react(self) -> list[Say]:
        mood = ANSWER if self._answered else tell_mood(self._post)
        says = [say for _ in self._times(mood.questions) for say in self._ask()]
        says += [self._reply("remarks", 200) for _ in self._times(mood.remarks)]
        says += [self._reply("thanks", 150) for _ in self._times(mood.thanks)]
        says += [self._quote() for _ in self._times(mood.quotes)]
        says += [self._mention("mentions") for _ in self._times(mood.mentions)]
        says += [self._mention("private") for _ in self._times(mood.private) if self._manners.visibilities]
        says += [self._tag() for _ in self._times(mood.tagged) if self._habits.tags]
        return says

    def _times(self, mean: float) -> range:
        """How often something happens that happens MEAN times on average (Poisson, by Knuth's product)."""
        bound, product, times = math.exp(-min(mean * self._habits.liveliness, MOST_A_POST)), self._draw.random(), 0
        while product > bound and times < MOST_A_POST:
            product *= self._draw.random()
            times += 1
        return range(times)

    def _ask(self) -> list[Say]:
        """A question, and now and then the same by others in other words."""
        language, voice = self._speak()
        wordings = self._draw.choice(voice.questions)
        first = self._write(wordings[0], language, How.REPLY, at=self._after(120), most_likes=9)
        says = [first]
        if self._draw.random() < 0.35:
            for _ in range(self._draw.randint(1, 2)):
                later = first.at + timedelta(seconds=self._draw.uniform(20, 300))
                says.append(self._write(self._draw.choice(wordings), language, How.REPLY, at=later))
        return says

    def _reply(self, sort: str, mean: float) -> Say:
        if self._answered:  # whoever asked is who says thanks
            language = self._known(self._answered.language, self._own)
            text = self._draw.choice(self._voices.by_language[language].thanks)
            return replace(self._write(text, language, How.REPLY, at=self._after(90)), author=self._answered.author, name=self._answered.name)
        language, voice = self._speak()
        return self._write(self._draw.choice(getattr(voice, sort)), language, How.REPLY, at=self._after(mean))

    def _quote(self) -> Say:
        language, voice = self._speak()
        say = self._write(self._draw.choice(voice.quotes), language, How.QUOTE, at=self._after(400))
        return replace(say, text=f"{say.text} {self._post.url}", corrected=None)

    def _mention(self, sort: str) -> Say:
        language, voice = self._speak()
        say = self._write(self._draw.choice(getattr(voice, sort)), language, How.MENTION, at=self._after(600))
        return replace(say, visibility="direct") if sort == "private" else say

    def _tag(self) -> Say:
        language, voice = self._speak()
        tag = self._habits.tags[0] if self._draw.random() < 0.8 else self._draw.choice(self._habits.tags)
        if self._draw.random() < 0.2:
            tag = misspell(tag, self._draw)
        return self._write(self._draw.choice(voice.tagged).replace("{tag}", f"#{tag}"), language, None, at=self._after(900))

    def _known(self, language: str | None, otherwise: str) -> str:
        return language if language and language in self._voices.by_language else otherwise

    def _speak(self) -> tuple[str, Voice]:
        """A language: mostly that of the post."""
        chance = self._draw.random()
        if chance < 0.7:
            language = self._own
        elif chance < 0.85:
            language = "en" if self._own == "fr" else "fr"
        else:
            language = self._draw.choice(tuple(self._voices.by_language))
        return language, self._voices.by_language[language]

    def _after(self, mean: float) -> datetime:
        """An instant about MEAN seconds after our post, never more than half an hour."""
        return from_stamp(self._post.created) + timedelta(seconds=10 + min(self._draw.expovariate(1 / mean), 1790))

    def _write(self, template: str, language: str, how: How | None, *, at: datetime, most_likes: int = 3) -> Say:
        """A post of somebody that arrives at AT, some seconds after it was written."""
        draw, post = self._draw, self._post
        name, handle = draw.choice(self._voices.people)
        clean = template.replace("{us}", f"@{post.author}").replace("{title}", self._title or post.text[:40])
        if how is How.REPLY and post.network != "bluesky" and draw.random() < 0.6:
            clean = f"@{post.author} {clean}"
        if how is How.REPLY and self._habits.tags and draw.random() < 0.12:
            clean = f"{clean} #{self._habits.tags[0]}"
        hasty = draw.random() < 0.3 and "#" not in clean
        text = type_hastily(clean, draw) if hasty else clean
        likes = [(at + timedelta(seconds=draw.uniform(15, 900)), draw.randint(1, most_likes)) for _ in range(draw.choice((0, 0, 1, 1, 2)))]
        corrects = self._manners.edits and text != clean and draw.random() < 0.3
        return Say(
            at=at,
            written=at - timedelta(seconds=draw.uniform(0.2, 9.0)),
            to=post,
            how=how,
            author=name_author(post.network, handle),
            name=name,
            text=text,
            language=language,
            visibility=draw.choices(("public", "unlisted", "private"), (80, 17, 3))[0] if self._manners.visibilities else "public",
            likes=tuple(likes),
            corrected=(at + timedelta(seconds=draw.uniform(20, 150)), clean) if corrects else None,
            deleted=at + timedelta(seconds=draw.uniform(40, 900)) if draw.random() < 0.04 else None,
        )


def _roughen(say: Say, number: int) -> Say:
    """SAY, the post NUMBER of the day: every so often it is not fit for print, by turns and not by chance, so that a short day sees it too."""
    voices = load_voices()
    text = say.text
    if number % HOSTILE_EVERY == 0:
        text = f"{voices.hostile[number // HOSTILE_EVERY % len(voices.hostile)]} {text}"
    elif number % LONG_EVERY == 0:
        text = voices.long * 40 + text
    name = voices.hostile_names[number // HOSTILE_NAME_EVERY % len(voices.hostile_names)] if number % HOSTILE_NAME_EVERY == 0 else say.name
    return replace(say, name=name, text=text[: LONGEST[say.to.network]], corrected=say.corrected if text == say.text else None)
