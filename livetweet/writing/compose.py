"""Makes a post's texts for one network: template, facts and a person's words. The outbox calls it before approval, the desk while one types."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from livetweet.model.account import Links
from livetweet.model.person import Person
from livetweet.model.post import Draft, Kind
from livetweet.model.programme import Programme
from livetweet.model.session import Session
from livetweet.writing import agenda as agendas
from livetweet.writing import highlights, mentions
from livetweet.writing import rules as networks
from livetweet.writing.agenda import Agenda
from livetweet.writing.fields import FIELDS, LINKS, Subject, Value, find_speaker
from livetweet.writing.hashtags import Hashtags
from livetweet.writing.links import take_out
from livetweet.writing.listing import Listing
from livetweet.writing.rules.rule import Rules
from livetweet.writing.speakers import Speakers
from livetweet.writing.split import settle, split
from livetweet.writing.templates import Templates, Variant
from livetweet.writing.typography import nest, space


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What texts are made from, besides the draft. `known` are facts that only the store has, by field name: count_questions, record_link,
    thread_link, asker, author, original_link. `dataclasses.replace(context, known=…)` is cheap, `prepare` reads the whole programme.
    """

    programme: Programme
    hashtags: Hashtags
    speakers: Speakers
    templates: Templates
    agenda: Agenda
    known: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """`texts`: one entry a part. `whole`: what a person wrote entirely, of which they are cut. `missing`: the fields a person must still fill. `problem`: why this cannot be posted, in a sentence; `over`: by
    how much the shortest variant is too long, in the network's unit, where that is why.

    Only without `missing` and `problem` may it be approved; `texts` is empty where there is nothing to show.
    """

    texts: tuple[str, ...] = ()
    whole: str | None = None
    missing: tuple[str, ...] = ()
    problem: str | None = None
    over: int = 0


class _CannotComposeError(Exception):
    """Carries the sentence."""


class _TooLongError(_CannotComposeError):
    """Carries by how much, too."""

    def __init__(self, sentence: str, over: int) -> None:
        super().__init__(sentence)
        self.over = over


class _MissingError(Exception):
    """Carries the fields that only a person can fill."""


def prepare(programme: Programme, hashtags: Hashtags, speakers: Speakers, templates: Templates, known: Mapping[str, str] | None = None) -> Context:
    """A context for all posts of PROGRAMME."""
    agenda = agendas.read(programme, hashtags, speakers)
    return Context(programme=programme, hashtags=hashtags, speakers=speakers, templates=templates, agenda=agenda, known=known or {})


def compose(draft: Draft, on: str | Rules, context: Context) -> Composed:
    """The texts of DRAFT on a network, ON, or by the rules of an account there.

    Each part of a template takes its first variant whose fields are all there and which fits; lists lose their end only where no variant
    fits whole. What a person wrote entirely (`draft.texts`) is split where it does not fit, and so are announcements; nothing else is.
    A digest's field `highlight` has one a line, see `highlights`. What a person wrote in French gets its spaces that do not break, and `@{Name}` in it
    is that person's handle there. Where an account's posts carry no links, a template takes the variants without, and what a person wrote loses them.
    """
    rules = networks.get(on) if isinstance(on, str) else on
    session = context.agenda.sessions.get(draft.session) if draft.session else None
    try:
        _refuse_what_nobody_wants(draft, session, context)
        written = draft.texts.get(rules.network, draft.texts.get("*"))
        if written is not None or draft.kind not in context.templates[context.hashtags.language]:
            return _by_hand(_said(written or "", choose_language(draft, session, context), rules, context), rules)
        return Composed(texts=tuple(_from_template(draft, session, rules, context)))
    except _MissingError as missing:
        return Composed(missing=missing.args)
    except _TooLongError as problem:
        return Composed(problem=str(problem), over=problem.over)
    except (_CannotComposeError, highlights.HighlightError, mentions.StrangerError) as problem:
        return Composed(problem=str(problem))


def _by_hand(text: str, rules: Rules) -> Composed:
    if not text.strip():
        return Composed(missing=("text",))
    text = settle(text, rules)
    return Composed(texts=split(text, rules), whole=text)


def _refuse_what_nobody_wants(draft: Draft, session: Session | None, context: Context) -> None:
    if draft.session and session is None:
        raise _CannotComposeError(f"The session {draft.session} is not in the programme any more: cancel the post or give it another session.")
    persons = session.speakers if session else ()
    for flag, applies in (("posts", True), ("pictures", bool(draft.media))):
        names = context.speakers.without(persons, flag)
        if applies and names:
            raise _CannotComposeError(f"{names[0]} wants no {flag} (speakers.toml).")
    if draft.kind is Kind.QUOTE:
        speaker = find_speaker(draft, session)
        _refuse_quote([speaker] if speaker else [], context)


def _refuse_quote(persons: Iterable[Person], context: Context) -> None:
    for flag in ("posts", "quotes"):
        for name in context.speakers.without(persons, flag):
            raise _CannotComposeError(f"{name} wants no {flag} (speakers.toml).")


def _from_template(draft: Draft, session: Session | None, rules: Rules, context: Context) -> Iterator[str]:
    language = choose_language(draft, session, context)
    template = context.templates[language][draft.kind]
    kept = highlights.read(draft, context.programme, context.agenda)
    for one in kept:
        _refuse_quote([one.speaker] if one.speaker else one.session.speakers if one.session else (), context)
    fields = {name: _said(words, language, rules, context) for name, words in draft.fields.items()}
    first = Subject(
        draft=draft,
        session=session or _only_one(draft, context),
        speaker=find_speaker(draft, session),
        rules=rules,
        language=language,
        programme=context.programme,
        hashtags=context.hashtags,
        speakers=context.speakers,
        agenda=context.agenda,
        known=context.known,
        highlights=len(kept),
    )
    tasks: list[tuple[tuple[Variant, ...], Subject, Mapping[str, str]]] = []
    for variants in template.parts:
        if all(highlights.FIELD in variant.words for variant in variants):
            if not kept:
                raise _MissingError(highlights.FIELD)
            for one in kept:
                about = replace(first, session=one.session, speaker=one.speaker)
                tasks.append((variants, about, {highlights.FIELD: _said(one.words, language, rules, context)}))
        else:
            tasks.append((variants, first, fields))
    for number, (variants, subject, words) in enumerate(tasks, 1):
        yield from _write_part(variants, replace(subject, number=number, parts=len(tasks)), words)


def _only_one(draft: Draft, context: Context) -> Session | None:
    """The session that an "up next" is about where no other starts then: it is no list."""
    sessions = [session for one in draft.slot if (session := context.agenda.sessions.get(one)) and not session.cancelled]
    return sessions[0] if len(sessions) == 1 else None


def choose_language(draft: Draft, session: Session | None, context: Context) -> str:
    """The language DRAFT is written in: its own, else its session's, else the event's, as far as there are templates."""
    for wanted in (draft.language, session.language if session else None):
        code = (wanted or "")[:2].lower()
        if code in context.templates:
            return code
    return context.hashtags.language


def known_fields(kind: Kind, language: str, context: Context) -> set[str]:
    """The fields that a person may fill in a post of KIND in LANGUAGE. A name counts by what stands before its first colon (`highlight:1:1:42`)."""
    template = context.templates[language].get(kind)
    words = {word for part in template.parts for variant in part for word in variant.words} if template else set()
    return words | {"speaker"} if kind is Kind.QUOTE else words


def _said(text: str, language: str, rules: Rules, context: Context) -> str:
    """A person's words as they stand on that network."""
    return mentions.expand(space(text) if language == "fr" else text, context.programme.speakers(), context.speakers, rules)


def _write_part(variants: tuple[Variant, ...], subject: Subject, written: Mapping[str, str]) -> Iterator[str]:
    words = {name: text.strip() for name, text in written.items() if text.strip()}
    needed = set(variants[0].words).intersection(*(variant.words for variant in variants))
    missing = [name for name in variants[0].words if name in needed and name not in words]
    if subject.draft.kind is Kind.QUOTE and subject.session and subject.session.speakers and subject.speaker is None:
        missing.append("speaker")
    if missing:
        raise _MissingError(*missing)
    facts: dict[str, Value] = {}
    written_out = [variant for variant in variants if words.keys() >= set(variant.words) and _are_known(variant, subject, facts)]
    usable = written_out if _may_carry_links(subject) else [variant for variant in written_out if not LINKS.intersection(variant.facts)]
    if written_out and not usable:
        raise _CannotComposeError(
            f"Every text of the template {subject.draft.kind} ({subject.language}) has a link, and this account's posts on {subject.rules.name} carry none "
            f"(`links` in hashtags.toml): write words of their own for {subject.rules.name}, or leave it out."
        )
    if not usable:
        unknown = next(name for name in variants[-1].facts if facts.get(name) is None)
        raise _CannotComposeError(f"The template {subject.draft.kind} ({subject.language}) needs {{{unknown}}}, which is not known for this post.")
    complete = [variant for variant in usable if variant.kept >= usable[0].kept]
    yield from _fit(complete, subject, facts, words)


def _may_carry_links(subject: Subject) -> bool:
    policy = subject.rules.links
    return policy is Links.WITH or (policy is Links.LAST and subject.number == subject.parts)


def _are_known(variant: Variant, subject: Subject, facts: dict[str, Value]) -> bool:
    for name in variant.facts:
        if name not in facts:
            facts[name] = FIELDS[name](subject)
        if facts[name] is None:
            return False
    return True


def _fit(variants: list[Variant], subject: Subject, facts: Mapping[str, Value], words: Mapping[str, str]) -> Iterator[str]:
    rules = subject.rules
    if not _may_carry_links(subject):  # those a person wrote
        words = {name: take_out(text, rules)[0] for name, text in words.items()}
    for variant in variants:
        text = _render(variant, facts, words, None)
        if rules.fits(text):
            yield text
            return
    shortest = text
    with_list = [(variant, _longest_list(variant, facts)) for variant in variants]
    for variant, length in reversed(with_list):
        for most in range(length - 1, 0, -1):
            text = _render(variant, facts, words, most)
            if rules.fits(text):
                yield text
                return
    if subject.draft.kind is not Kind.ANNOUNCE:
        over = rules.length(shortest) - rules.limit
        how = f"{over} over {rules.limit}" if over > 0 else "too many bytes"
        raise _TooLongError(
            f"This {subject.draft.kind} post does not fit on {rules.name}: its shortest variant is {how}. Write a shorter text for {rules.name}.",
            max(over, 0),
        )
    yield from split(shortest, rules)


def _longest_list(variant: Variant, facts: Mapping[str, Value]) -> int:
    return max((len(value.items) for name in variant.facts if isinstance(value := facts[name], Listing)), default=0)


def _render(variant: Variant, facts: Mapping[str, Value], words: Mapping[str, str], most: int | None) -> str:
    """VARIANT filled in, lists cut to MOST items."""
    pieces = list(variant.pieces)
    for place in range(1, len(pieces), 2):
        name = pieces[place]
        if name.endswith("*"):
            text = words[name[:-1]]
        elif isinstance(value := facts[name], Listing):
            text = value.show(len(value.items) if most is None else most)
        else:
            text = str(value)
        pieces[place] = nest(text, pieces[place - 1])
    return "".join(pieces).strip()
