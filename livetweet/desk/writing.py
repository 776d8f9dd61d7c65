"""What is being written, apart from the words: what the composer shows, the keeping keeps beside them, and a post is made of."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from livetweet.model.post import Draft, Kind
from livetweet.model.session import Session

LONGEST = 10_000  # characters: a thread of 36 parts on X; what is longer is kept, and never counted at each key


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """What is being written: `draft` without the words, `field` where the words go (None: they are the text). `post` is the draft or post edited.

    `told` is what it is about, for the first line; `unasked` that prose typed into a list opened it: then the first Enter only asks.
    """

    draft: Draft
    field: str | None = None
    title: str = "New post"
    told: str = ""
    session: Session | None = None
    speaker: int = 0
    post: int | None = None
    unasked: bool = False

    def with_words(self, words: str) -> Draft:
        """The draft with WORDS where they belong."""
        if self.field is None:
            return replace(self.draft, texts={**self.draft.texts, "*": words})
        return replace(self.draft, fields={**self.draft.fields, self.field: words})


def to_json(writing: Writing) -> str:
    """WRITING as it is kept beside the words."""
    draft = writing.draft
    kept = {
        "kind": draft.kind.value, "session": draft.session, "fields": dict(draft.fields), "texts": dict(draft.texts), "reply_to": draft.reply_to,
        "accounts": list(draft.accounts), "field": writing.field, "title": writing.title, "told": writing.told, "post": writing.post,
        "speaker": writing.speaker, "unasked": writing.unasked,
    }  # fmt: skip
    return json.dumps(kept, ensure_ascii=False)


def from_json(text: str) -> Writing:
    """What `to_json` wrote."""
    kept = json.loads(text)
    draft = Draft(
        kind=Kind(kept["kind"]),
        session=kept["session"],
        fields=kept["fields"],
        texts=kept["texts"],
        reply_to=kept["reply_to"],
        accounts=tuple(kept["accounts"]),
    )
    return Writing(
        draft=draft,
        field=kept["field"],
        title=kept["title"],
        told=kept["told"],
        post=kept["post"],
        speaker=kept["speaker"],
        unasked=kept["unasked"],
    )
