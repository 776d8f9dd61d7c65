"""Tells questions for the stage from everything else that is said. Pure.

Simple on purpose, and precise rather than eager: a question missed here is still in the list, under the operator's eyes; a remark
taken for a question costs them a key each time. French and English are known; in other languages only the marks count.
"""

from __future__ import annotations

import re
from itertools import zip_longest

_HASHTAG = re.compile(r"#(?:question|ask\w+)\b", re.IGNORECASE)
ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)+/\S*", re.IGNORECASE)
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")
_CALL = re.compile(
    r"""\b(?:dm|message|write|contact)\sme\b|\b(?:click|download|visit|join|subscribe|sign\sup|hiring|giveaway|our\s(?:new\s)?(?:app|product|service)s?)\b
    |\b(?:cliquez|téléchargez|visitez|rejoignez|abonnez|recrutons|devis|en\sprivé|offerte?s?|liens?\sen\sbio|écrivez-(?:moi|nous))\b|\btry\s*$""",
    re.IGNORECASE | re.VERBOSE,
)  # what advertisements ask of those who have read their question
_LURE = re.compile(
    r"^\W*(?:want|looking\sfor|need|tired\sof|are\syou\sa|have\syou\sheard|envie|besoin|marre|vous\s(?:cherchez|voulez|organisez|rêvez))\b",
    re.IGNORECASE,
)
_ENDS_IN_COLON = re.compile(r"[:→]\s*$")  # what stands before an address is its title
NAMES = re.compile(r"(?<!\w)[@#]\w[\w.@-]*")
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
    | (?:is|are)\sthe\s\w+\s\w+\s(?:yet|already|available|free|public|open)\b
    | which\s\w+\s(?:\w+\s){0,2}(?:do|did|does|would|should|is|are|was)\s(?:you|we|they|it|that|this)\b
    | (?:i['’]?m\s|i\swas\s|i\sam\s)?(?:just\s)?(?:wondering|curious)\s(?:if|how|whether|why|what|which|about)\b
    | i(?:['’]d|\swould)\s(?:love|like|be\scurious)\sto\s(?:know|hear|understand)\b
)"""
_FRENCH = r"""(?:
      (?:(?:comment|pourquoi|quand|où|combien|que|qui|quel(?:le)?s?)\s(?:[\w’']+\s){0,3}?)?
      (?:est-ce\sque?\b | est-ce\squ['’] | (?:avez|pouvez|pourriez|pensez|utilisez|faites|êtes|comptez|prévoyez|recommandez|conseillez|savez|allez|connaissez|auriez|gérez|voyez)-vous\b
        | (?:peut|faut|doit|sait|va|a|aura|existe|reste|est|sera|serait|pourrait|devrait|y\sa)-(?:t-)?(?:on|il|elle|ce)\b)
    | qu['’]est-ce\squ | qu['’]en\sest-il | quel(?:le)?s?\s(?:est|sont)\s | combien\sde\s | quid\sd
    | y\s(?:a|aura|aurait|avait)-t-il\b | (?:faut|existe|reste)-(?:t-)?il\b
    | j['’]aimerais\s(?:bien\s)?(?:savoir|comprendre)\b | je\sme\sdemand(?:e|ais)\s(?:si|combien|quel)
    | (?:pourquoi|comment)\s(?:avoir|ne\spas|vous|on\sfait|ça\sse)\s
)"""
_UNMARKED = re.compile(_GREETING + "(?:" + _ENGLISH + "|" + _FRENCH + ")", re.IGNORECASE | re.VERBOSE)

# Marked as a question, and none: thanks, talk among the audience, calls for questions, exclamations; what others asked.
_RHETORICAL = re.compile(
    r"""\W*(?:(?:et|mais|and|but|so|non\smais|seriously|sérieux|sérieusement)\b[\s,]*)*(?:
      (?:merci|thanks?|thank\syou|bravo|super|great|génial|big\sthanks|chapeau)\b
    | (?:really|vraiment|sérieux|sérieusement|seriously|no\sway|guess\s(?:what|who)|devinez\s(?:quoi|qui)|et\svous|and\syou|ça\sva|ah\sbon|how\sare\syou|what\sa|quel(?:le)?\s(?:beau|belle|super))\b\s*(?:\w+\s*){0,4}\W*$
    | how\s\w+\s(?:is|was)\s(?:that|this|it)\b(?:\s\w+)?\W*$ | how\sis\sit\s(?:only|already|still)\b
    | (?:who\selse|qui\sd['’]autre|anyone\selse|anybody\selse|who['’]s\s(?:in|here|joining|coming|with|up)|qui\s(?:est\slà|vient|vous\srejoint|nous\srejoint|veut|est\spartant))\b
    | what\scould\s(?:possibly\s)?(?:go\swrong|be\sbetter)\b | what['’]s\snot\sto\b | could\s(?:this|it|life)\s(?:\w+\s)?get\sany\b
    | who\s(?:needs\s(?:\w+\W*$|.*\banyway)|knew\b|would\shave|doesn['’]t|could\shave|am\si) | why\sdid\s(?:nobody|no\sone)\b
    | qui\s(?:aurait|n['’]a\sjamais|l['’]eût|n['’]aime)\b | quoi\sde\smieux\b | que\sdemander?\b | (?:comment|pourquoi)\s(?:ne\spas\saimer|faire\ssimple|j['’]ai\b|je\sn['’]ai)
    | (?:is\sit\sjust|am\si\sthe\sonly|did\si\sjust|see\swhat\si|you\sknow\swhat|did\syou\s(?:just\s)?(?:see|hear)\s(?:that|this))\b
    | (?:vous\savez|t['’]as|tu\sas)\s(?:vu|entendu)\s(?:ça|ce|cette|la|le|comme)\b
    | (?:a|any|got|have|des|une|vos|d['’]autres|more)\s+(?:(?:a|any|more|other|autres)\s+)?questions?(?:\s+(?:pour|for|à|to|about|sur)\s+[^,:]{1,60})?\W*$
    | (?:how|comment)\s(?:cool|awesome|great|amazing)\b
    | (?:can|could|would)\s(?:we|you)\s(?:just|all|talk|please\sall|believe|imagine|get\sa\sround|have\sa\sround)\b
    | (?:vous\s(?:y\s)?croyez|tu\ste\srends\scompte|incroyable|et\sdire\squ)\b | et\sdire\squ
    | (?:are\syou\s|vous\sêtes\s|tout\sle\smonde\sest\s)?(?:ready|prêts?|prêtes?)\b(?:\s(?:for|pour)\b.*)?\W*$
    | (?:is|was|are)n['’]t\s(?:she|he|they|this|that|it)\s(?:\w+\s?){1,2}\W*$
    | (?:c['’]est|elle\sest|il\sest|on\s(?:n['’])?est|ils?\ssont|elles\ssont)\s(?:pas|trop|bien)\s(?:\w+,?\s*){1,4}\W*$
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_SOCIAL = re.compile(
    r"^(?!\W*(?:where|when|what\stime|is\sthere|où|quand|à\squelle|y\sa)\b).*\b(?:café|coffee|bières?|beers?|drinks?|lunch|dinner|déjeuner|dîner|faim|hungry|apéro|(?:au|the)\sbar)\b.{0,30}$|^\W*(?:coffee|beer|lunch|café|apéro|anyone\sup|on\sse\s(?:retrouve|voit))\b",
    re.IGNORECASE,
)
_EXCLAIMED = re.compile(r"\?\s*!|!\s*\?")
_ANSWERED = re.compile(r"\W*(?:yes|no|nope|yep|oui|non|si)\b(?!\s+(?:but|mais))", re.IGNORECASE)
_TAIL = re.compile(
    r"[,–—-]\s*(?:right|no|non|hein|ok|okay|eh|huh|n['’]est-ce pas|pas vrai|isn['’]t (?:it|he|she)|don['’]t you think|aren['’]t they|vous trouvez pas)\s*\W*$",
    re.IGNORECASE,
)
_REPORTED = re.compile(r"^\W*(?:[\w’'-]+\s+){0,4}(?<!me )(?:asks|asked|wonders|wondered|demande|demandait)\b(?! si\b)", re.IGNORECASE)

READ = 2_000  # characters: longer than any network's post; what follows is not read, so that no text costs more than milliseconds


def asks(text: str, language: str | None = None) -> bool:
    """Whether TEXT, in LANGUAGE if the network named one, asks something that could be put to a speaker.

    Marks in addresses and in what is quoted do not count; `#question` and `#ask…` always do.
    """
    text = text[:READ]
    tagged = "#" in text
    if tagged and _HASHTAG.search(text):
        return True
    spoken = language is None or language[:2].lower() in _SPOKEN
    if not spoken and not _MARK.search(text):
        return False
    linked = ("/" in text or "www." in text) and ADDRESS.search(text) is not None
    if linked:
        text = ADDRESS.sub(" ", text)
    if (linked and (_ENDS_IN_COLON.search(text) or _LURE.match(text))) or (_LURE.match(text) and _CALL.search(text)):
        return False
    if tagged or "@" in text:
        text = NAMES.sub(" ", text)
    if _QUOTE.search(text):
        unquoted = _QUOTED.sub(" ", text)
        text = unquoted if _WORD.search(unquoted) else text  # nothing was said but what stands in quotes
    sentences = _SENTENCE.findall(text)
    return any(
        _asking(sentence, spoken=spoken) and not (after and _ANSWERED.match(after))
        for sentence, after in zip_longest(sentences, sentences[1:], fillvalue="")
    )


def _asking(sentence: str, *, spoken: bool) -> bool:
    if spoken and ":" in sentence and _LABEL.match(sentence):
        return True
    if not _MARK.search(sentence):
        return spoken and not sentence.rstrip().endswith("!") and _UNMARKED.match(sentence) is not None
    if spoken and (_EXCLAIMED.search(sentence) or _SOCIAL.search(sentence)):
        return False
    words = _WORD.findall(sentence)
    enough = len(words) >= 2 or (sum(map(len, words)) >= 4 and _UNSPACED.search(sentence) is not None)
    return enough and not (_RHETORICAL.match(sentence) or _TAIL.search(sentence) or _REPORTED.search(sentence))
