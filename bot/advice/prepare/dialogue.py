"""The checklist and its nudges as a conversation: presses, texts, the command and the clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.advice.fit.answers import asks
from bot.advice.message import Message
from bot.advice.prepare.calendar import next_nudge, offset_name, zone_of
from bot.advice.prepare.places import PlaceReader
from bot.advice.prepare.screens import Screens
from bot.advice.prepare.state import Prepare
from bot.advice.prepare.ticking import TickReader
from bot.advice.prepare.wishes import Wish, WishReader
from bot.advice.reply import Button, Outcome, Reply, say, toast
from bot.advice.session import Session
from bot.knowledge.models import Knowledge
from bot.matching.text import bare

Turn = tuple[Reply, Session]

_LATE = timedelta(hours=3)  # after which a nudge is left out
_LOST = timedelta(days=1)  # after which nobody will tell it any more
_FRESH = timedelta(minutes=15)  # for which a button with a time of day shows the right one
_FEW = 3  # words beside days or a time that are not understood
_NOTHING = Reply((), Outcome.FLOW)
_OURS = ("k:", "n:")  # what its buttons begin with


class PrepareDialogue:
    """All state is in the session's `prepare`; all words are in prepare.yaml."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._prepare = knowledge.prepare
        self._texts = knowledge.prepare.texts
        self._begin = {bare(said) for said in knowledge.prepare.begin}
        self._end = {bare(said) for said in knowledge.prepare.end}
        self._off = {bare(said) for said in knowledge.prepare.off}
        self._ticks = TickReader(knowledge.prepare.ticking)
        self._entries = [item.entry for item in knowledge.prepare.items]
        self._screens = Screens(knowledge)
        self._reader = PlaceReader(knowledge.prepare)
        self._wishes = WishReader(knowledge.prepare, self._reader)

    def start(self, _: str, message: Message, session: Session) -> Turn:
        """`/prepare`: the checklist."""
        if not message.alone:
            return self._screens.group(), session
        return self._screens.checklist(session.prepare), _with(session, asking=None)

    def stop(self, session: Session) -> Turn:
        """No more questions about nudges."""
        return say(self._texts.left, Outcome.FLOW), _with(session, asking=None)

    def refreshed(self, session: Session, message: Message) -> Session:
        """A nudge that was given up long ago is set anew once its reader is back."""
        due, at = session.prepare.due, message.at
        if due is None or at is None or at - due < _LOST:
            return session
        return _with(session, due=self._next(session.prepare, at))

    def unclear(self, message: Message, session: Session) -> Reply | None:
        """For what is no place, no days or no time, nor a question."""
        asking, at = session.prepare.asking, message.at
        if asking is None or message.kind != "text" or at is None or asks(message.text):
            return None
        if asking == "zone":
            return self._not_a_place(self._wishes.read(message.text), at)
        if asking == "time":
            return self._screens.times(session.prepare, self._texts.unknown_time)
        return self._screens.days(session.prepare)

    def again(self, message: Message, session: Session) -> Reply | None:
        """The question that waits, to go below another reply."""
        if session.prepare.asking is None or message.at is None:
            return None
        return self._screens.asked(session.prepare, message.at)

    def back(self, session: Session) -> Button | None:
        """The button to the question that waits."""
        return self._screens.back() if session.prepare.asking is not None else None

    def begun(self, message: Message, session: Session) -> Turn | None:
        """The checklist asked for in words."""
        said = bare(message.text)
        if message.kind != "text":
            return None
        in_view = [offer.press for offer in session.offers if offer.press.startswith(_OURS)]
        if any(press.startswith("k:") for press in in_view) and message.alone:
            ticked = self._ticked(message.text, session)
            if ticked is not None:
                return ticked
        ends = said in self._end or (said in self._off and bool(in_view))
        if ends and message.alone and session.prepare.due is not None:
            return self._screens.silenced(), _with(session, due=None, asking=None)
        if said in self._begin or said in self._end:
            return self.start("", message, session)
        shown = any(offer.press == "n:ask:days" for offer in session.offers)
        begins = shown or any(map(said.startswith, self._begin))
        if message.at is None or not message.alone or not begins or asks(message.text):
            return None
        return self._begun_with(message.text, message.at, session)

    def _ticked(self, text: str, session: Session) -> Turn | None:
        """`i finished 1 and 2`, or what is left."""
        if self._ticks.asks_what_is_left(text):
            return self._screens.checklist(session.prepare), session
        found = self._ticks.read(text, len(self._entries))
        if found is None:
            return None
        numbers, done = found
        return self._tick(
            [self._entries[number - 1] for number in sorted(numbers)], session, done=done
        )

    def _begun_with(self, text: str, at: datetime, session: Session) -> Turn | None:
        """`remind me on fridays at 9`: the setup, with what is known already."""
        wish = self._wishes.read(text)
        if wish.rest or not (wish.days or wish.minute is not None):
            return None
        return self._wished(wish, at, _with(session, asking="time"))

    # typing ---------------------------------------------------------------------

    def typed(self, message: Message, session: Session) -> Turn | None:
        """What was asked for, in words; None for every other text."""
        asking, at = session.prepare.asking, message.at
        if at is None or message.kind != "text" or asking is None or asks(message.text):
            return None
        wish = self._wishes.read(message.text)
        if asking == "zone" and not (wish.days or wish.zone or wish.rest):
            return self._shown_clock(wish, at, session)
        return self._wished(wish, at, session)

    def _shown_clock(self, wish: Wish, at: datetime, session: Session) -> Turn | None:
        """A time and nothing else, where the time now was asked for."""
        if wish.minute is None or wish.hour_alone:
            return None
        minutes = self._reader.offset(wish.minute, at)
        return self._offset(minutes, at, session) if minutes is not None else None

    def _wished(self, wish: Wish, at: datetime, session: Session) -> Turn | None:
        """Days, a time and a place in any order; None where a text holds none of them."""
        asking = session.prepare.asking
        beside = wish.days or wish.zone or asking == "time"
        minute = wish.minute if beside or not wish.hour_alone else None
        said = {"days": wish.days or None, "minute": minute, "zone": wish.zone}
        taken = {name: value for name, value in said.items() if value is not None}
        unknown = len(wish.rest.split())
        if not taken or unknown > _FEW:
            return None
        reply, after = self._settled(_with(session, **taken), at)
        if unknown and after.prepare.asking == "zone":
            return self._not_a_place(wish, at), after
        waited = {"time": "minute"}.get(asking or "", asking)
        if after.prepare.asking is not None and set(taken) != {waited}:
            reply = reply.below(self._screens.noted(after.prepare))
        return reply, after

    def _not_a_place(self, wish: Wish, at: datetime) -> Reply:
        texts = self._texts
        return self._screens.zone(at, texts.unknown_time if wish.no_time else texts.unknown_place)

    # pressing -------------------------------------------------------------------

    def pressed(self, press: str, message: Message, session: Session) -> Turn:
        """A button of the checklist or of its nudges; what it asks for may be so already."""
        if not message.alone:
            return toast(self._texts.already), session
        _, act, *rest = press.split(":")
        if press.startswith("k:"):
            turn = self._listed(act, rest, session)
        elif message.at is None:
            turn = toast(self._texts.no_clock), session
        else:
            turn = self._nudged(act, rest, message.at, session)
        reply, session = turn or (toast(self._texts.already), session)
        return replace(reply, in_place=act != "go"), session

    def _listed(self, act: str, rest: list[str], session: Session) -> Turn | None:
        if act == "list":
            return self._screens.checklist(session.prepare), _with(session, asking=None)
        if act not in ("+", "-") or len(rest) != 1 or rest[0] not in self._entries:
            return None
        return self._tick(rest, session, done=act == "+")

    def _tick(self, names: list[str], session: Session, *, done: bool) -> Turn:
        """Items ticked, or taken back; the last tick ends the nudges."""
        kept = tuple(name for name in session.prepare.ticked if name not in names)
        session = _with(session, ticked=(*kept, *names) if done else kept)
        finished = session.prepare.due is not None and self._is_finished(session.prepare)
        if finished:
            session = _with(session, due=None)
        return self._screens.checklist(session.prepare, self._texts.finished * finished), session

    def _nudged(self, act: str, rest: list[str], at: datetime, session: Session) -> Turn | None:
        match (act, *rest):
            case ("set",) | ("on",):
                return self._settled(session, at, on=act == "on")
            case ("go",) if session.prepare.asking is not None:
                return self._screens.asked(session.prepare, at), session
            case ("off",):
                session = _with(session, due=None, asking=None)
                return self._screens.silenced(), session
            case ("ask", "zone" | "days" | "time" as what):
                return self._asked(what, at, session)
            case ("o", minutes, issued):
                return self._offset_pressed(minutes, issued, at, session)
            case ("z", *_):
                zone = ":".join(rest)  # an offset holds a colon
                return self._zoned(zone, at, session) if zone_of(zone) else None
            case ("+" | "-", day) if len(day) == 1 and day in "0123456":
                return self._day(int(day), act == "+", at, session)
            case ("t", minute) if minute.isdecimal() and int(minute) < 24 * 60:
                return self._settled(_with(session, minute=int(minute)), at)
        return None

    # setting --------------------------------------------------------------------

    def _asked(self, what: str, at: datetime, session: Session) -> Turn:
        """Ask for a place, days or a time."""
        if what == "time" and not session.prepare.days:
            return toast(self._texts.some_day), session
        session = _with(session, asking=what)
        if what == "zone":
            return self._screens.zone(at), session
        shown = self._screens.days if what == "days" else self._screens.times
        return shown(session.prepare), session

    def _settled(self, session: Session, at: datetime, *, on: bool = True) -> Turn:
        """What is still unknown is asked for; with all of it known, nudges are set."""
        state = session.prepare
        if zone_of(state.zone or "") is None:
            return self._asked("zone", at, session)
        if not state.days:
            return self._asked("days", at, session)
        if state.minute is None:
            return self._asked("time", at, session)
        # Opening the settings of nudges that are off leaves them off.
        wanted = on or state.due is not None or state.asking is not None
        if self._is_finished(state):
            session = _with(session, due=None, asking=None)
            return self._screens.checklist(session.prepare, self._texts.finished), session
        due = self._next(state, at) if wanted else None
        session = _with(session, due=due, asking=None)
        return self._screens.settings(session.prepare), session

    def _offset_pressed(
        self, minutes: str, issued: str, at: datetime, session: Session
    ) -> Turn | None:
        """A time of day that was pressed; one that has grown old is asked for again."""
        if not (minutes.removeprefix("-").isdecimal() and issued.isdecimal()):
            return None
        if abs(at.timestamp() - int(issued) * 60) > _FRESH.total_seconds():
            return self._asked("zone", at, session)
        east = int(minutes)
        return self._offset(east, at, session) if abs(east) <= 14 * 60 else None

    def _offset(self, minutes: int, at: datetime, session: Session) -> Turn:
        """Whose clock it is, where several places are known; else the bare offset."""
        places, other = self._reader.at_offset(minutes, at), offset_name(minutes)
        if not places:
            return self._zoned(other, at, session)
        reply = self._screens.place(minutes, other, places, at)
        return reply, _with(session, asking="zone")

    def _zoned(self, zone: str, at: datetime, session: Session) -> Turn:
        return self._settled(_with(session, zone=zone), at)

    def _day(self, day: int, on: bool, at: datetime, session: Session) -> Turn:
        """One day more or less; nudges that are on keep a day."""
        state = session.prepare
        days = tuple(sorted({*state.days, day} if on else {*state.days} - {day}))
        if not days and state.due is not None:
            return toast(self._texts.some_day), session
        session = _with(session, days=days, asking="days")
        if state.due is not None:
            session = _with(session, due=self._next(session.prepare, at))
        return self._screens.days(session.prepare), session

    def _next(self, state: Prepare, after: datetime) -> datetime | None:
        zone = zone_of(state.zone or "")
        if zone is None or state.minute is None:
            return None
        return next_nudge(after, zone, state.days, state.minute)

    def _is_finished(self, state: Prepare) -> bool:
        return set(self._entries) <= set(state.ticked)

    # the clock ------------------------------------------------------------------

    def timed(self, _: str, message: Message, session: Session) -> Turn:
        """A nudge, and the next one's time; one that comes hours late is left out."""
        state, at = session.prepare, message.at
        if state.due is None or at is None:
            return _NOTHING, session
        item = self._screens.next_item(state)
        if item is None:
            return _NOTHING, _with(session, due=None)
        late = at - state.due > _LATE
        session = _with(session, due=self._next(state, max(at, state.due)))
        return (_NOTHING if late else self._screens.nudge(state, item)), session


def is_read(press: str) -> bool:
    """Whether a button shows a time or a day: what is typed beside it is one, and no place."""
    return press.startswith(("n:o:", "n:t:", "n:+:", "n:-:"))


def _with(session: Session, **changes: Any) -> Session:
    return session.model_copy(update={"prepare": session.prepare.model_copy(update=changes)})
