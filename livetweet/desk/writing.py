"""What is being written, apart from the words: what the composer shows, the keeping keeps beside them, and a post is made of."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from os import urandom
from typing import Any

from livetweet.clock import from_stamp, to_stamp
from livetweet.model.post import Draft, Kind, Media
from livetweet.store import posts

LONGEST = 10_000  # characters: a thread of 36 parts on X; what is longer is kept, and never counted at each key


def _new_id() -> str:
    return urandom(16).hex()


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """What is being written: `draft` without the words, `field` where the words go (None: they are the text). `post` is the draft or post edited.

    `told` is what it is about, for the first line; `speaker` counts those of its session; `question` is the one on stage that it may answer;
    `unasked` says that prose typed into a list opened it: then the first Enter only asks. `at` is when it leaves, where that is not at once.
    `id` is the same until it is sent, whatever happens to the desk: the store makes one post of it.
    While a `network` gets words of its own, `shared` are those for all, and `begun` is what that network would post without any.
    """

    draft: Draft
    field: str | None = None
    title: str = "New post"
    told: str = ""
    speaker: int = 0
    question: str = ""
    post: int | None = None
    unasked: bool = False
    at: datetime | None = None
    network: str | None = None
    shared: str = ""
    begun: str = ""
    id: str = dataclasses.field(default_factory=_new_id, compare=False)

    @property
    def about(self) -> tuple[object, ...]:
        """The same for whatever is written for the same end: to the same person, about the same session, for the same eyes."""
        draft = self.draft
        return (
            draft.kind,
            draft.session,
            draft.reply_to,
            draft.answers,
            draft.visibility,
            draft.accounts,
            draft.fields.get("original_link"),
            draft.fields.get("author"),
            self.post,
        )

    def with_words(self, words: str) -> Draft:
        """The draft with WORDS where they belong."""
        settled, shared = self.settle(words)
        if self.field is None:
            return replace(settled.draft, texts={**settled.draft.texts, "*": shared})
        return replace(settled.draft, fields={**settled.draft.fields, self.field: shared})

    def settle(self, words: str) -> tuple[Writing, str]:
        """The same with no network apart, and the words for all: WORDS are in the draft where one had them to itself."""
        if self.network is None:
            return self, words
        texts = _without(self.draft.texts, self.network)
        if words.strip() and words.strip() != self.begun.strip():
            texts[self.network] = words
        return replace(self, draft=replace(self.draft, texts=texts), network=None, shared="", begun=""), self.shared

    def step(self, network: str, words: str, begun: str) -> tuple[Writing, str]:
        """NETWORK apart, and its words: its own, else BEGUN, with which they begin. WORDS are those for all."""
        return replace(self, network=network, shared=words, begun=begun), self.draft.texts.get(network) or begun

    def says(self, words: str) -> bool:
        """Whether there is anything to be kept: WORDS, or those of one network, or a picture."""
        settled, shared = self.settle(words)
        return bool(shared.strip() or settled.own() or self.draft.media)

    def own(self) -> frozenset[str]:
        """The networks with words of their own."""
        return frozenset(self.draft.texts) - {"*"}

    def anew(self) -> Writing:
        """The same kind of post about the same, with nothing in it yet."""
        fields = {name: words for name, words in self.draft.fields.items() if name != self.field}
        return replace(
            self, draft=replace(self.draft, texts={}, fields=fields, media=()), post=None, at=None, network=None, shared="", begun="", id=_new_id()
        )


def _without(texts: Mapping[str, str], network: str) -> dict[str, str]:
    return {name: text for name, text in texts.items() if name != network}


def to_json(writing: Writing) -> str:
    """WRITING, settled, as it is kept beside the words."""
    kept = {
        "draft": posts.values_of(writing.draft), "writing": writing.id, "field": writing.field, "title": writing.title, "told": writing.told,
        "post": writing.post, "speaker": writing.speaker, "question": writing.question, "unasked": writing.unasked,
        "at": to_stamp(writing.at) if writing.at else None,
    }  # fmt: skip
    return json.dumps(kept, ensure_ascii=False)


def from_json(text: str) -> Writing:
    """What `to_json` wrote, or an older livetweet."""
    kept = json.loads(text)
    return Writing(
        draft=posts.draft_of(kept["draft"]) if "draft" in kept else _older(kept),
        field=kept["field"],
        title=kept["title"],
        told=kept["told"],
        post=kept["post"],
        speaker=kept["speaker"],
        question=kept.get("question", ""),
        unasked=kept["unasked"],
        at=from_stamp(kept["at"]) if kept.get("at") else None,
        **({"id": kept["writing"]} if "writing" in kept else {}),
    )


def _older(kept: Mapping[str, Any]) -> Draft:
    """The draft as schema 9 had it beside the words."""
    return Draft(
        kind=Kind(kept["kind"]),
        session=kept["session"],
        language=kept.get("language"),
        fields=kept["fields"],
        texts=kept["texts"],
        reply_to=kept["reply_to"],
        answers=kept.get("answers"),
        accounts=tuple(kept["accounts"]),
        media=tuple(Media(**one) for one in kept.get("media", ())),
        visibility=kept.get("visibility", "public"),
    )
