"""What the checklist and its nudges show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.advice.prepare.calendar import zone_of
from bot.advice.prepare.state import Prepare
from bot.advice.reply import (
    Block,
    Bullets,
    Button,
    Cautions,
    Citation,
    Heading,
    Invitation,
    Keyboard,
    Outcome,
    Paragraph,
    Reply,
    say,
)
from bot.knowledge.models import Knowledge
from bot.knowledge.prepare import ChecklistItem, Place, minutes_of

_TICKS, _NAMES, _DAYS, _TIMES, _OFFSETS = 4, 2, 4, 3, 4  # buttons in a row
_PLACES = 8
_START = "prepare"  # what /start gets from an invitation


class Screens:
    """Composes replies from prepare.yaml. Presses say what shall be, so that a second one is idle.

    `k:list`, `k:+:ENTRY`, `k:-:ENTRY`; `n:set`, `n:ask:zone|days|time`, `n:o:MINUTES:ISSUED`,
    `n:z:ZONE`, `n:+:DAY`, `n:-:DAY`, `n:t:MINUTE`, `n:on`, `n:off`.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._prepare = knowledge.prepare
        self._texts = knowledge.prepare.texts
        self._labels = knowledge.prepare.buttons

    # the checklist --------------------------------------------------------------

    def checklist(self, state: Prepare, note: str = "") -> Reply:
        """All items; numbers tick, names open."""
        items = self._prepare.items
        count = len(self._ticked(state))
        title = self._texts.all if count == len(items) else self._texts.title
        entry = self._knowledge.entry[self._prepare.entry]
        cautions = tuple(self._knowledge.caution[name].text for name in entry.cautions)
        section = self._knowledge.section_title[entry.section]
        notes = [Paragraph(note)] if note else []
        return Reply(
            (
                *notes,
                Heading(title.format(ticked=count, of=len(items))),
                Bullets(tuple(self._line(state, at, item) for at, item in enumerate(items, 1))),
                Paragraph(self._texts.hint),
                *self._upcoming(state),
                *([Cautions(cautions)] if cautions else []),
                Citation(self._knowledge.article.title, (section,)),
            ),
            Outcome.FLOW,
            buttons=self._list_buttons(state),
        )

    def group(self) -> Reply:
        """Where others read along, the way to a chat of its own."""
        blocks = (Paragraph(self._texts.group), Invitation(self._texts.invite, _START))
        return Reply(blocks, Outcome.CHAT)

    def next_item(self, state: Prepare) -> ChecklistItem | None:
        """The first item that is not ticked."""
        return next((i for i in self._prepare.items if i.entry not in state.ticked), None)

    def nudge(self, state: Prepare, item: ChecklistItem) -> Reply:
        """What is next, to be done, read about, or silenced."""
        count, labels = len(self._ticked(state)), self._labels
        title = self._texts.nudge.format(ticked=count, of=len(self._prepare.items))
        return Reply(
            (Paragraph(title), Heading(self._texts.next.format(text=item.text))),
            Outcome.FLOW,
            buttons=(
                (Button(labels.tick, f"k:+:{item.entry}"), Button(labels.read, f"a:{item.entry}")),
                (Button(labels.list, "k:list"), Button(labels.stop, "n:off")),
            ),
        )

    # asking ---------------------------------------------------------------------

    def zone(self, at: datetime, note: str = "") -> Reply:
        """What time it is, by buttons with all hours of the day."""
        issued = int(at.timestamp() // 60)
        buttons = [
            Button(_clock(_shifted(at, minutes)), f"n:o:{minutes}:{issued}")
            for minutes in map(minutes_of, self._prepare.offsets)
        ]
        return self._asking(self._texts.ask_zone, note, _rows(buttons, _OFFSETS))

    def place(self, minutes: int, other: str, places: Sequence[Place], at: datetime) -> Reply:
        """Who shares that clock, for its summer time; `other` is the zone of nobody here."""
        shown = _clock(_shifted(at, minutes))
        buttons = [Button(place.name, f"n:z:{place.zone}") for place in places[:_PLACES]]
        rows = _rows(buttons, _NAMES)
        none = (Button(self._labels.other, f"n:z:{other}"),)
        return self._asking(self._texts.which_place.format(time=shown), "", (*rows, none))

    def days(self, state: Prepare) -> Reply:
        """Seven days to be picked, and on."""
        buttons = [
            Button(self._chosen(day.label, on), f"n:{'-' if on else '+'}:{number}")
            for number, day in enumerate(self._prepare.days)
            for on in [number in state.days]
        ]
        on = (Button(self._labels.next, "n:set" if state.minute is not None else "n:ask:time"),)
        return self._asking(self._texts.ask_days, "", (*_rows(buttons, _DAYS), on))

    def times(self, state: Prepare, note: str = "") -> Reply:
        """Times of day."""
        buttons = []
        for label in self._prepare.times:
            hour, minute = map(int, label.split(":"))
            at = hour * 60 + minute
            buttons.append(Button(self._chosen(label, at == state.minute), f"n:t:{at}"))
        return self._asking(self._texts.ask_time, note, _rows(buttons, _TIMES))

    def settings(self, state: Prepare) -> Reply:
        """How nudges are set, whether they are on, and what can be changed."""
        labels = self._labels
        switch = Button(labels.off, "n:off") if state.due else Button(labels.on, "n:on")
        changes = [
            Button(labels.days, "n:ask:days"),
            Button(labels.time, "n:ask:time"),
            Button(labels.zone, "n:ask:zone"),
        ]
        buttons = (tuple(changes), (switch,), (Button(labels.list, "k:list"),))
        return Reply((Paragraph(self._set(state)),), Outcome.FLOW, buttons=buttons)

    def asked(self, state: Prepare, at: datetime) -> Reply:
        """The question that waits."""
        if state.asking == "zone":
            return self.zone(at)
        return self.days(state) if state.asking == "days" else self.times(state)

    def back(self) -> Button:
        """The button to the question that waits."""
        return Button(self._labels.back, "n:go")

    def silenced(self) -> Reply:
        """Off, by one tap; on again by another."""
        on = Button(self._labels.on, "n:on")
        return say(self._texts.stopped, Outcome.FLOW, [on, Button(self._labels.list, "k:list")])

    # parts ----------------------------------------------------------------------

    def _ticked(self, state: Prepare) -> list[str]:
        return [item.entry for item in self._prepare.items if item.entry in state.ticked]

    def _line(self, state: Prepare, number: int, item: ChecklistItem) -> str:
        frame = self._texts.done if item.entry in state.ticked else self._texts.open
        return frame.format(number=number, text=item.text)

    def _list_buttons(self, state: Prepare) -> Keyboard:
        ticks, names = [], []
        for number, item in enumerate(self._prepare.items, start=1):
            on = item.entry in state.ticked
            frame = self._texts.ticked if on else self._texts.unticked
            press = f"k:{'-' if on else '+'}:{item.entry}"
            ticks.append(Button(frame.format(number=number), press))
            label = self._knowledge.entry[item.entry].label
            names.append(Button(label, f"a:{item.entry}"))
        names.append(Button(self._labels.nudges, "n:set"))
        return (*_rows(ticks, _TICKS), *_rows(names, _NAMES))

    def _asking(self, text: str, note: str, buttons: Keyboard) -> Reply:
        blocks = tuple(Paragraph(each) for each in (note, text) if each)
        return Reply(blocks, Outcome.FLOW, buttons=buttons, asks="nudges")

    def noted(self, state: Prepare) -> str:
        """What is known so far of days and time, or of the place."""
        days, time = self._named_days(state), _of_day(state.minute or 0)
        known = [days] if days else []
        if state.minute is not None:
            known = [self._texts.days_at.format(days=days, time=time) if days else time]
        place = [self._place_name(state.zone)] if state.zone else []
        return self._texts.noted.format(what=", ".join((*known, *place)))

    def _upcoming(self, state: Prepare) -> list[Block]:
        zone = zone_of(state.zone or "")
        if state.due is None or zone is None:
            return []
        moment = self._moment(state.due.astimezone(zone))
        line = self._texts.upcoming.format(next=moment, button=self._labels.nudges)
        return [Paragraph(line)]

    def _named_days(self, state: Prepare) -> str:
        return ", ".join(self._prepare.days[day].label for day in sorted(state.days))

    def _chosen(self, label: str, on: bool) -> str:
        return self._texts.chosen.format(label=label) if on else label

    def _set(self, state: Prepare) -> str:
        zone = zone_of(state.zone or "")
        said = {
            "days": self._named_days(state),
            "time": _of_day(state.minute or 0),
            "place": self._place_name(state.zone or ""),
        }
        if state.due is None:
            return self._texts.off.format(**said)
        return self._texts.on.format(**said, next=self._moment(state.due.astimezone(zone)))

    def _place_name(self, zone: str) -> str:
        known = self._prepare.place_name.get(zone)
        return known or zone.rpartition("/")[2].replace("_", " ")

    def _moment(self, local: datetime) -> str:
        day = self._prepare.days[local.weekday()].label
        date = f"{local.day} {local:%b}"
        return self._texts.moment.format(day=day, date=date, time=_clock(local))


def _rows(buttons: Sequence[Button], wide: int) -> Keyboard:
    return tuple(tuple(buttons[at : at + wide]) for at in range(0, len(buttons), wide))


def _shifted(at: datetime, minutes: int) -> datetime:
    return at.astimezone(UTC) + timedelta(minutes=minutes)


def _clock(local: datetime) -> str:
    return f"{local:%H:%M}"


def _of_day(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
