"""The lines around the panes: header, programme strip, stage, footer. Each is a function of a snapshot and a width; the header never lies."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from textual.app import RenderResult
from textual.content import Content
from textual.widget import Widget

from livetweet.desk.commands import BY_NAME, Command
from livetweet.desk.painting import clean, items, line, short, spread, wrap
from livetweet.desk.reader import Snapshot
from livetweet.desk.rows import View, spell
from livetweet.desk.signs import glyph
from livetweet.inbox.literal import literal
from livetweet.inbox.outlived import outlived
from livetweet.inbox.stream import Mark
from livetweet.model.account import Account
from livetweet.outbox.queue import Group
from livetweet.outbox.status import Cost
from livetweet.programme.now import following, on_now
from livetweet.writing import rules

LONG = 3600  # seconds on stage: from then on nobody counts them
LONG_UNREAD = timedelta(hours=1)  # a server that fails now and then is nobody's business
FEW = 20  # posts that a server still takes before its limit is told in the header


class Line(Widget):
    """One or a few painted lines."""

    DEFAULT_CSS = "Line { height: auto; width: 1fr; }"

    def __init__(self, paint: Callable[[int], Content], *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes=classes)
        self._paint_line = paint
        self._painted: Content | None = None

    def render(self) -> RenderResult:
        self._painted = self._paint_line(self.content_size.width or self.size.width)
        return self._painted

    def repaint(self) -> None:
        """Paint anew where it says something else now; the lines around are moved only where there are more or fewer of them."""
        width = self.content_size.width or self.size.width
        painted = self._paint_line(width)
        if width and not (self._painted and painted.is_same(self._painted)):
            self.refresh(layout=painted.plain.count("\n") + 1 != self.size.height)


def mode_of(snapshot: Snapshot | None) -> str:
    """`rehearsal`, `live`, `paused` or `off` (not live)."""
    if snapshot is None:
        return "off"
    if snapshot.status.gate.paused_at:
        return "paused"
    return {"REHEARSAL": "rehearsal", "LIVE": "live"}.get(snapshot.status.mode, "off")


def header(snapshot: Snapshot | None, view: View, event: str, place: str, width: int) -> Content:
    """Clock, zone, event, day; what needs a person, worker, accounts; the mode, never cut."""
    left: list[tuple[str, str]] = [(f" {view.now.astimezone(view.zone):%H:%M}", "$foreground bold")]
    if width >= 100:
        left.append((f" {place}", "$muted"))
    left.append((f"  {literal(event)}", "$foreground"))
    if snapshot is None:  # nobody knows yet whether this is live
        return spread(width, line(*left), line(("reading…  ", "$muted")))
    mode = _mode(snapshot)
    if width >= 110:
        left.append((_day(snapshot, view, long=width >= 130), "$muted"))
    needs = len({entry.post for group, entries in snapshot.outgoing.queue if group is Group.NEEDS for entry in entries} | snapshot.news)
    needs += snapshot.marks.get(Mark.NEEDS, 0)
    choices = [line((f"! {needs} need{'s' if needs == 1 else ''} you", "$error bold"))] if needs else []
    if snapshot.changes is not None:
        choices.append(line((f"! programme changed: {snapshot.changes.summary()}", "$error")))
    look = snapshot.status.programme
    if look is not None and look.problem and view.now - look.read_at >= LONG_UNREAD:
        choices.append(line((f"programme not read since {_since_when(look.read_at, view)}", "$accent")))
    choices.append(line((f"{glyph('●')} worker", "$success")) if snapshot.status.worker else line((f"{glyph('○')} no worker", "$error")))
    choices += [line((f"{_name(one, snapshot)} on hold", "$error")) for one in snapshot.status.accounts if one.hold]
    choices += [
        line((f"{_name(one, snapshot)} waits", "$accent"))
        for one in snapshot.status.accounts
        if not one.hold and one.not_before and one.not_before > view.now
    ]
    unread = {one.account for one in snapshot.status.unread}
    choices += [line((f"{_name(one, snapshot)} not read", "$accent")) for one in snapshot.status.accounts if one.name in unread]
    few = [(one, one.limit_left) for one in snapshot.status.accounts if one.limit_left is not None and one.limit_reset and one.limit_reset > view.now]
    choices += [line((f"{_name(one, snapshot)} {left} left", "$accent")) for one, left in few if left <= FEW]
    for one in snapshot.status.accounts:
        of_day = snapshot.status.costs.get(one.name)
        if of_day is not None and (of_day.exceeds or width >= 140):
            choices.append(line((f"{_name(one, snapshot)} {cost(of_day)} today", "$error" if of_day.exceeds else "$muted")))
    if width >= 110:
        choices.append(line(("  ".join(f"{_name(one, snapshot)} ok" for one in snapshot.status.accounts if _fine(one, view)), "$muted")))
    head = line(*left)
    least = width // 2 if mode.cell_length < width // 4 else width // 4  # with two modes the event's name is cut, never the worker's absence
    room = width - min(head.cell_length, least) - mode.cell_length - 4
    return spread(width, head, line(items(room, choices, gap=2), "  ", mode))


def _since_when(moment: datetime, view: View) -> str:
    """`14:05`, with its date where that is not today's."""
    there, today = moment.astimezone(view.zone), view.now.astimezone(view.zone).date()
    return f"{there:%H:%M}" if there.date() == today else f"{there:%d %b %H:%M}"


def cost(of_day: Cost) -> str:
    """« $0.42 of $5.00 »: what the day's posts cost, sent and scheduled, and what they may."""
    total = f"${of_day.spent + of_day.scheduled:.2f}"
    return total if of_day.cap is None else f"{total} of ${of_day.cap:.2f}"


def _name(account: Account, snapshot: Snapshot) -> str:
    return rules.short_name(account, snapshot.status.accounts)


def _fine(account: Account, view: View) -> bool:
    return not account.hold and not (account.not_before and account.not_before > view.now)


def trouble(reading: str | None, keeping: str | None, files: str | None, width: int) -> Content:
    """What is wrong with the store and the files, on as many lines as it needs: why the rows are old, and why what is typed is on the screen only."""
    told = [f"What you see may be old. {reading}"] if reading else []
    if keeping:
        told.append(f"What you type is on this screen only, and kept as soon as it can be. {'' if keeping == reading else keeping}")
    if files:
        told.append(literal(files))
    return Content("\n").join([line((f" {one}", "$error bold")) for sentence in told for one in wrap(sentence, width - 2, 4)])


def _mode(snapshot: Snapshot | None) -> Content:
    if snapshot is not None and mode_of(snapshot) == "paused":
        return line(_real(snapshot), (f" PAUSED {snapshot.outgoing.to_leave} wait ", "$on-paused on $paused bold"))
    return _real(snapshot)


def _real(snapshot: Snapshot | None) -> Content:
    """Whether what leaves is for real: said beside a pause too, which else would look the same in both."""
    match snapshot.status.mode if snapshot else None:
        case "REHEARSAL":
            speed = f" {glyph('×')}{snapshot.speed:g}" if snapshot and snapshot.speed else ""
            return line((f" REHEARSAL{speed} ", "$on-rehearsal on $rehearsal bold"))
        case "LIVE":
            return line((" LIVE ", "$on-live on $live bold"))
    return line((" NOT LIVE ", "$foreground bold"))


def _day(snapshot: Snapshot, view: View, *, long: bool) -> str:
    today = view.now.astimezone(view.zone).date()
    days = sorted({slot.start.astimezone(view.zone).date() for slot in snapshot.slots})
    date = f"{today:%a %d %B}".replace(" 0", " ")
    if today in days:
        return f"  day {days.index(today) + 1} of {len(days)}" + (f", {date}" if long else "")
    return f"  {date}"


def strip(snapshot: Snapshot | None, view: View, width: int) -> Content:
    """Now and minutes left per room, my room first; then what is next."""
    if snapshot is None:
        return line("")
    now = on_now(snapshot.slots, view.now)
    rooms = sorted(now, key=lambda room: (room != view.room, room))
    choices = []
    for number, room in enumerate(rooms):
        left = spell(now[room].left(view.now).total_seconds())
        name = literal(room)
        if number == 0:
            choices.append(
                line(
                    (f" {glyph('►')} ", "$accent"),
                    (name, "$primary bold"),
                    (f" {clean(now[room].session.title, 40)} ", "$foreground"),
                    (left, "$accent"),
                )
            )
        else:
            choices.append(line((f"{name} {left}", "$muted")))
    upcoming = following(snapshot.slots, view.now)
    if upcoming:
        choices.append(line((f"{'' if rooms else '   next  '}{view.clock(upcoming.start)} {clean(upcoming.session.title, 40)}", "$muted")))
    return items(width - 1, choices)


def stage(snapshot: Snapshot | None, view: View, width: int, *, typing: bool) -> Content:
    """The question on stage in my room (else the first), and those that wait."""
    if snapshot is None:
        return line("")
    width -= 1
    current = next((one for one in snapshot.on_stage if one.room == view.room), next(iter(snapshot.on_stage), None))
    screens = f"{snapshot.screens} screen{'s' if snapshot.screens > 1 else ''}" if snapshot.screens else ""
    asked = [one for one in snapshot.waiting if view.room is None or one.room in {None, view.room}] or list(snapshot.waiting)
    queued = f"{len(asked)} waiting" if asked else ""
    over = "  session over: d takes it off" if current and outlived(current.session, snapshot.slots, view.now) else ""
    if not view.roomy:
        if current:
            words, people = literal(view.said(current.shown or current.text)), f" {glyph('×')}{current.people}" if current.people > 1 else ""
            who = short(current.askers[0].author) if current.askers else ""
            told = "  ".join(filter(None, ["" if over else f"{who}{people}", _since(current.changed_at, view), "" if over else screens]))
            first = spread(
                width,
                line((f" {glyph('►')} ", "$accent"), ("on stage ", "$accent bold"), (words, "$foreground bold")),
                line((told, "$muted"), (over, "$accent")),
            )
        else:
            first = spread(
                width, line(("   on stage ", "$muted"), ("nothing", "$muted")), line(("  ".join(filter(None, [queued, screens])), "$muted"))
            )
        if typing or not asked:
            return first
        then = spread(
            width,
            line(("   then     ", "$muted"), (literal(view.said(asked[0].shown or asked[0].text)), "$secondary")),
            line((f"{glyph('×')}{asked[0].people}  {len(asked)} waiting", "$muted")),
        )
        return Content("\n").join([first, then])
    lines = []
    if current:
        lines.append(
            spread(
                width,
                line((f" {glyph('►')} ", "$accent"), ("On stage", "$accent bold"), (f"  {literal(current.room or '')}", "$muted")),
                line(("  ".join(filter(None, [_since(current.changed_at, view), screens])), "$muted")),
            )
        )
        lines += [line("   ", (one, "$foreground bold")) for one in wrap(view.said(current.shown or current.text), width - 5, 2)]
        if over:
            lines.append(line(" ", (over, "$accent")))
        if current.askers:
            lines.append(
                line(
                    "   ",
                    ("@" + literal(current.askers[0].author), "$muted"),
                    (f"  {glyph('×')}{current.people}" if current.people > 1 else "", "$muted"),
                )
            )
    else:
        lines.append(
            spread(width, line(("   On stage", "$muted bold"), ("  nothing", "$muted")), line(("  ".join(filter(None, [queued, screens])), "$muted")))
        )
    for number, one in enumerate(asked[:2], 1):
        lines.append(
            spread(
                width,
                line((f" {number} ", "$muted"), (literal(view.said(one.shown or one.text)), "$secondary")),
                line((f"{glyph('♥')} {one.likes}  {glyph('×')}{one.people}", "$muted")),
            )
        )
    return Content("\n").join(lines)


def _since(at: datetime, view: View) -> str:
    seconds = int((view.now - at).total_seconds())
    return f"{seconds // 60}:{seconds % 60:02d}" if seconds < LONG else spell(seconds)


def footer(commands: Sequence[Command], fixed: Sequence[Command], width: int) -> Content:
    """Keys and what they do here, as many as fit; those that hold everywhere at the right."""
    tail = items(40, _keys(fixed), gap=2)
    return spread(width - 1, line(" ", items(width - tail.cell_length - 5, _keys(commands), gap=2)), tail)


def pause(snapshot: Snapshot | None) -> Command:
    """What `Ctrl+G` does now."""
    return BY_NAME["pause"]._replace(label="go on") if mode_of(snapshot) == "paused" else BY_NAME["pause"]


def _keys(commands: Sequence[Command]) -> Iterator[Content]:
    for command in commands:
        yield line((command.sign, "$primary bold"), (f" {command.label}", "$muted"))
