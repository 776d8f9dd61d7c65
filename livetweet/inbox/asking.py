"""Tells questions for the stage from everything else that is said, and the same question from another. Pure.

Simple on purpose, and precise rather than eager: a question missed here is still in the list, under the operator's eyes; a remark
taken for a question costs them a key each time. French and English are known; in other languages only the marks count.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_HASHTAG = re.compile(r"#(?:question|ask\w+)\b", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)+/\S*", re.IGNORECASE)
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")
_NAMES = re.compile(r"(?<!\w)[@#]\w[\w.@-]*")
_QUOTE = re.compile('[«“"]')
_MARKS = "?？؟⁇⁈⁉"
_MARK = re.compile(f"[{_MARKS}]")
_SPOKEN = {"fr", "en", "un", "mu", ""}  # "und" and "mul": the network does not know
_SENTENCE = re.compile(rf"(?:[^.!…\n{_MARKS}]|\.(?=\w))+[{_MARKS}!.…]*")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff]")  # Thai, Lao, Burmese, kana, Han: a clause is one "word"

_GREETING = r"^\W*(?:(?:et|mais|alors|donc|du coup|sinon|ok|bonjour|salut|hello|hi|hey|so|and|but|also|well|question)\b[\s,:–—-]*)*"
_LABEL = re.compile(r"^\W*(?:(?:une?|ma|my|a|quick|petite)\s+)?(?:other\s+|autre\s+)?(?:question|q)\s*:\s*\w+\W+\w", re.IGNORECASE)

# Asked although nobody set the mark: only where the words stand in the order of a question.
_ENGLISH = r"""(?:
      (?:how|why|when|where|what|which\s\w+|who)\s(?:do|does|did|would|should|will|can|could|is|are|was|were)(?:n['’]t)?\s(?:you|we|they|it|he|she|one|this|that|there|i|the)\b
    | how\s(?:many|much|often|long)\s\w+
    | what\s(?:about|if|happens)\s
    | (?:can|could|do|did|will|would|have|are)\s(?:you|they)\s\w+
    | (?:should|can|could)\s(?:we|i)\s(?!just\b|all\b|talk\b|please\b|agree\b|appreciate\b)\w+
    | (?:is|are|was|were|will|does|do)\s(?:there|it|this|that)\s\w+
)"""
_FRENCH = r"""(?:
      (?:(?:comment|pourquoi|quand|où|combien|que|qui|quel(?:le)?s?)\s(?:[\w’']+\s){0,3}?)?
      (?:est-ce\sque?\b | est-ce\squ['’] | (?:avez|pouvez|pourriez|pensez|utilisez|faites|êtes|comptez|prévoyez|recommandez|conseillez|savez|allez|connaissez|auriez|gérez|voyez)-vous\b
        | (?:peut|faut|doit|sait|va|a|aura|existe|reste|est|sera|serait|pourrait|devrait|y\sa)-(?:t-)?(?:on|il|elle|ce)\b)
    | qu['’]est-ce\squ | qu['’]en\sest-il | quel(?:le)?s?\s(?:est|sont)\s | combien\sde\s | quid\sd
    | (?:pourquoi|comment)\s(?:avoir|ne\spas|vous|on\sfait|ça\sse)\s
)"""
_UNMARKED = re.compile(_GREETING + "(?:" + _ENGLISH + "|" + _FRENCH + ")", re.IGNORECASE | re.VERBOSE)

# Marked as a question, and none: thanks, talk among the audience, calls for questions; tags at the end of a remark; what others asked.
_RHETORICAL = re.compile(
    r"""\W*(?:
      (?:merci|thanks?|thank\syou|bravo|super|great|génial)\b
    | (?:really|vraiment|sérieux|seriously|no\sway|guess\s(?:what|who)|devinez\s(?:quoi|qui)|et\svous|and\syou|ça\sva|how\sare\syou|what\sa|quel(?:le)?\s(?:beau|belle|super))\b\s*(?:\w+\s*){0,3}\W*$
    | how\s\w+\s(?:is|was)\s(?:that|this|it)\W*$
    | (?:who\selse|qui\sd['’]autre|anyone\selse|anybody\selse|who['’]s\s(?:in|here|joining|coming|with)|qui\s(?:est\slà|vient|vous\srejoint|nous\srejoint))\b
    | what\scould\s(?:possibly\s)?go\swrong\b
    | (?:a|any|got|have|des|une|vos|d['’]autres|more)\s+(?:(?:a|any|more|other|autres)\s+)?questions?(?:\s+(?:pour|for|à|to|about|sur)\s+[^,:]{1,60})?\W*$
    | (?:how|comment)\s(?:cool|awesome|great|amazing)\b
    | (?:can|could|would)\s(?:we|you)\s(?:just|all|talk|please|believe|imagine)\b
    | (?:vous\s(?:y\s)?croyez|tu\ste\srends\scompte|incroyable)\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_TAIL = re.compile(
    r"[,–—-]\s*(?:right|no|non|hein|ok|okay|eh|huh|n['’]est-ce pas|pas vrai|isn['’]t (?:it|he|she)|don['’]t you think|aren['’]t they|vous trouvez pas)\s*\W*$",
    re.IGNORECASE,
)
_REPORTED = re.compile(r"(?<!me )\b(?:asks|asked|wonders|wondered|demande|demandait)\b(?! si\b)", re.IGNORECASE)

_READ = 2_000  # characters: longer than any network's post; what follows is not read, so that no text costs more than milliseconds


def asks(text: str, language: str | None = None) -> bool:
    """Whether TEXT, in LANGUAGE if the network named one, asks something that could be put to a speaker.

    Marks in addresses and in what is quoted do not count; `#question` and `#ask…` always do.
    """
    text = text[:_READ]
    tagged = "#" in text
    if tagged and _HASHTAG.search(text):
        return True
    spoken = language is None or language[:2].lower() in _SPOKEN
    if not spoken and not _MARK.search(text):
        return False
    if "/" in text or "www." in text:
        text = _ADDRESS.sub(" ", text)
    if tagged or "@" in text:
        text = _NAMES.sub(" ", text)
    if _QUOTE.search(text):
        unquoted = _QUOTED.sub(" ", text)
        text = unquoted if _WORD.search(unquoted) else text  # nothing was said but what stands in quotes
    return any(_asking(sentence, spoken=spoken) for sentence in _SENTENCE.findall(text))


def _asking(sentence: str, *, spoken: bool) -> bool:
    if spoken and ":" in sentence and _LABEL.match(sentence):
        return True
    if not _MARK.search(sentence):
        return spoken and not sentence.rstrip().endswith("!") and _UNMARKED.match(sentence) is not None
    words = _WORD.findall(sentence)
    enough = len(words) >= 2 or (sum(map(len, words)) >= 4 and _UNSPACED.search(sentence) is not None)
    return enough and not (_RHETORICAL.match(sentence) or _TAIL.search(sentence) or _REPORTED.search(sentence))


_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_ACCENTS = re.compile("(?<=[a-z])[\u0300-\u036f]+")
_APART = re.compile(r"[\W_]+")
_POLITE = re.compile(
    r"^(?:(?:bonjour|salut|hello|hi|hey|question|q|ma question|my question|une question|a question) )+|(?: (?:merci|thanks|thank you|svp|please))+$"
)


@lru_cache(maxsize=8192)
def key(text: str) -> str:
    """What is left of a question when it is compared: case, accents on Latin letters, punctuation, addresses, mentions, hashtags and
    greetings gone. Two questions are the same when their keys are equal and not empty.
    """
    plain = _NAMES.sub(" ", _ADDRESS.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFKC", text[:_READ]))))
    folded = unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFKD", plain.casefold())))
    return _POLITE.sub("", _APART.sub(" ", folded).strip())


def same(one: str, other: str) -> bool:
    """Whether two people ask the same thing, in the same words."""
    return key(one) == key(other) != ""
