"""The heart: `advisor.reply(message, session) -> (reply, session)`."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace
from pathlib import Path

from bot.advice.commands import Commands
from bot.advice.desk.offers import waits_for
from bot.advice.dialogues import Dialogues, Turn
from bot.advice.feedback import PRESSES as FEEDBACK
from bot.advice.feedback import over, thumbs
from bot.advice.fit.dialogue import reads_itself
from bot.advice.floor import leads_back
from bot.advice.inline import Card, InlineCards
from bot.advice.job.desk import reads_typed
from bot.advice.message import Message
from bot.advice.prepare.dialogue import is_read
from bot.advice.presses import Presses
from bot.advice.reply import Asker, Outcome, Reply, say
from bot.advice.session import Offer, Session, Thread
from bot.knowledge.models import Knowledge
from bot.matching.matcher import Matcher
from bot.matching.model import NO_EMBEDDINGS, Embeddings
from bot.matching.text import bare, clean, words

_ASPECTS = "c:"  # of a comparison; they may be typed under an answer, too
_MENUS = ("m:k:", "m:c:", "m:s:", _ASPECTS)  # of which a word may be typed
# Buttons whose labels their dialogues read themselves when they are typed.
_READ = (reads_itself, waits_for, reads_typed, is_read)


class Advisor:
    """Decides every reply from the knowledge, the message and the session; does no I/O.

    `cache` is where the matcher's model may be kept between starts; `embeddings` turn texts into
    vectors that compare by meaning, without them they compare by letters alone.
    """

    def __init__(
        self,
        knowledge: Knowledge,
        cache: Path | None = None,
        embeddings: Embeddings = NO_EMBEDDINGS,
    ) -> None:
        self.knowledge = knowledge
        self._texts = knowledge.texts
        self.matcher = Matcher(knowledge, cache, embeddings)
        self._dialogues = Dialogues(knowledge, self.matcher, embeddings)
        self._conversation = self._dialogues.conversation
        self._fit = self._dialogues.fit
        self._inline = InlineCards(
            knowledge, self.matcher, self._conversation, self._dialogues.desk
        )
        self._commands = Commands(knowledge, self._dialogues, self.matcher.slots)
        self._presses = Presses(knowledge, self._dialogues, self._commands)
        self._agreed = {bare(phrase) for phrase in self._texts.forget_agreed}
        self._phrases = {
            bare(phrase): name
            for name, phrases in self._texts.phrases.items()
            for phrase in phrases
        }
        self._ids: dict[str, Container[str]] = {
            "topic": knowledge.topic,
            "entry": knowledge.entry,
            "listed": knowledge.entry,
            "role": knowledge.role_name,
            "level": [level.id for level in knowledge.pay.levels],
            "component": [component.id for component in knowledge.pay.components],
        }

    def reply(self, message: Message, session: Session) -> Turn:
        """What to say to a message, and the session after it."""
        if message.kind == "timer":
            return self._timed(message, session)
        session, note = self._dialogues.prepare.refreshed(self._up_to_date(session), message), ""
        if not (message.kind == "press" and message.text.startswith(FEEDBACK)):
            session, note = self._fit.carried_over(session)
        reply, after = self._reply(message, session)
        reply, after = self._dialogues.practice.beside(reply, message, after)
        if message.kind != "added":
            reply, after = self._dialogues.floor.settled(reply, message, session, after)
        after = self._dialogues.job.forgotten(after)
        if note:
            reply = self._noted_on_fit(note, reply, after, message)
        reply = _with_votes(reply)
        after = self._dialogues.history.noted(message, reply, after)
        if reply.blocks:
            after = after.model_copy(update={"offers": _offers(reply)})
        if reply.asks == "fit":
            after = self._fit.touched(after, message)
        return reply, after

    def waiting(self, message: Message, session: Session) -> list[Asker]:
        """The dialogues that wait for an answer; what is on the screen first."""
        return self._dialogues.floor.waiting(message, session)

    def cards(self, text: str) -> tuple[Card, ...]:
        """What a reader may send into another chat for a text typed there; nobody's session."""
        return self._inline.cards(text)

    def _timed(self, message: Message, session: Session) -> Turn:
        """What the session asked to be told by now; often nothing is left to be told."""
        dialogues = self._dialogues
        dialogue = dialogues.practice if message.text.startswith("m:") else dialogues.prepare
        reply, after = dialogue.timed(message.text, message, session)
        if reply.asks is None:  # a place or a label goes on meaning what was asked before
            return reply, after
        reply, after = dialogues.floor.settled(reply, message, session, after)
        return reply, after.model_copy(update={"offers": _offers(reply)})

    def _reply(self, message: Message, session: Session) -> Turn:
        match message.kind:
            case "attachment":
                said = self.knowledge.telegram.said_to(message.text) or self._texts.attachment
                return say(said, Outcome.CHAT), session
            case "added":
                return say(self.knowledge.telegram.groups.hello, Outcome.CHAT), session
            case "press" if message.text.startswith(FEEDBACK):
                return self._presses.reply(message, session)
            case "press":
                reply, after = self._presses.reply(message, session)
                return reply, after if self._dialogues.feedback.asked(after) else over(after)
            case "edit" if self._answers_stand(message, session):
                return say(self._texts.edit_in_flow, Outcome.CHAT), session
            case _:
                return self._typed(message, session)

    def _noted_on_fit(self, note: str, reply: Reply, session: Session, message: Message) -> Reply:
        """A line on the assessment's new questions, over the reply or over what waits."""
        waiting = self._fit.ask_again(message, session)
        if not reply.blocks and waiting is not None:
            reply = replace(waiting, in_place=True)
        return reply.below(note) if reply.blocks else reply

    def _up_to_date(self, session: Session) -> Session:
        """A thread about what the files no longer hold is dropped: a chat outlives an edit."""
        gone = any(
            name is not None and name not in self._ids.get(kind, (name,))
            for kind, name in session.thread
        )
        return session.model_copy(update={"thread": Thread()}) if gone else session

    def _answers_stand(self, message: Message, session: Session) -> bool:
        """Whether texts were typed as answers, which an edit does not change."""
        waits = self._dialogues.floor.speaker(message, session) is not None
        return waits and session.floor in ("fit", "sale", "quiz")

    def _typed(self, message: Message, session: Session) -> Turn:
        reply, after = self._said(message, session)
        # What was wrong with an answer is said at once, or not at all.
        return reply, over(after) if after.commenting == session.commenting else after

    def _said(self, message: Message, session: Session) -> Turn:
        text = message.text
        if not clean(text):
            return self._conversation.start_reply(self._texts.empty, Outcome.CHAT), session
        if text.lstrip().startswith("/"):
            return self._commands.reply(message, session)
        dialogues = self._dialogues
        heard = (dialogues.typed, dialogues.feedback.complained)
        for hear in (
            self._picked,
            self._commented,
            self._led,
            *heard,
            self._unheard,
            self._phrased,
        ):
            turn = hear(message, session)
            if turn is not None:
                return turn
        return self._asked(message, session)

    def _picked(self, message: Message, session: Session) -> Turn | None:
        """A button of an open choice that was typed, unless it is older than the files."""
        offered = self._offered(message.text, session)
        turn = self._pressed(offered, message, session) if offered is not None else None
        return turn if turn is not None and turn[0].blocks else None

    def _commented(self, message: Message, session: Session) -> Turn | None:
        """What was wrong with an answer; `wrong, the other one` may answer what waits, or mend an
        offer, and goes there first unless it was asked what was wrong."""
        feedback = self._dialogues.feedback
        if (session.floor or session.thread.offer) and not feedback.asked(session):
            return None
        return feedback.complained(message, session)

    def _led(self, message: Message, session: Session) -> Turn | None:
        """`back to the quiz`."""
        press = self._dialogues.named(message, session) if message.kind == "text" else None
        return self._pressed(press, message, session) if press is not None else None

    def _unheard(self, message: Message, session: Session) -> Turn | None:
        """`go on`, a bare word that no dialogue on the screen has a use for, or the way to none."""
        if message.kind != "text":
            return None
        press = self._dialogues.led_back(message, session)
        if press is not None:
            return self._pressed(press, message, session)
        dialogues = self._dialogues
        said = dialogues.unheard(message, session) or dialogues.named_in_vain(message)
        return (said, session) if said is not None else None

    def _pressed(self, press: str, message: Message, session: Session) -> Turn:
        """What a button does, as a message of its own."""
        return self._presses.reply(replace(message, text=press), session, typed=True)

    def _phrased(self, message: Message, session: Session) -> Turn | None:
        """A command in other words; with nothing to stop, `stop` stops nothing."""
        said = map(bare, self._dialogues.wishes(message.text))
        name = next((self._phrases[each] for each in said if each in self._phrases), None)
        if name is None or (name == "cancel" and self._dialogues.floor.waiting(message, session)):
            return None
        return self._commands.reply(replace(message, text=f"/{name}"), session)

    def _asked(self, message: Message, session: Session) -> Turn:
        """A question of the reader's; an assessment that waits goes on below the answer."""
        reply, thread = self._conversation.reply(message.text, session.thread)
        again = self._dialogues.unclear(message, session, reply)
        after = session.model_copy(update={"thread": thread})
        if any(offer.press.startswith("forget:") for offer in session.offers):
            reply = reply.below(self._texts.forget_kept)  # whatever was meant, it was no yes
        return (again, after) if again else self._dialogues.job.offered(reply, message, after)

    def _offered(self, text: str, session: Session) -> str | None:
        """The button of an open choice whose label or place was typed."""
        said = words(clean(text))
        agreed = bare(text) in self._agreed
        # Beside a question that waits, `1` and `back` are for that, not for the way to another.
        behind = [o for o in session.offers if session.floor and leads_back(o.press)]
        for offer in session.offers:
            if agreed and offer.press.startswith("forget:yes"):
                return offer.press
            label = words(clean(offer.label))
            # `yes` to `Yes, delete it`
            ours = offer.press.partition(":")[0] not in ("a", "p") and offer not in behind
            if said and (label == said or (ours and label[: len(said)] == said)):
                return offer.press
        held = self._held(set(said), session)
        if held is not None:
            return held
        place = self._fit.place(text) or 0
        shown = [offer for offer in session.offers if offer not in behind]
        return shown[place - 1].press if 0 < place <= len(shown) else None

    def _held(self, said: set[str], session: Session) -> str | None:
        """The one button of a menu whose label holds what was typed: `the portfolio one`."""
        telling = said - set(self._texts.floor.around) - {*self.knowledge.words.fillers}
        menu = [offer for offer in session.offers if offer.press.startswith(_MENUS)]
        held = [offer for offer in menu if telling <= set(words(clean(offer.label)))]
        return held[0].press if telling and len(held) == 1 else None


def _offers(reply: Reply) -> tuple[Offer, ...]:
    """The buttons of a reply that waits for a choice; others are not picked by place."""
    answers = reply.outcome in (Outcome.ANSWER, Outcome.PARTIAL)
    buttons = (button for row in reply.buttons for button in row)
    if answers:
        buttons = (button for button in buttons if button.press.startswith(_ASPECTS))
    return tuple(
        Offer(label=button.label, press=button.press)
        for button in buttons
        if button.press and not any(reads(button.press) for reads in _READ)
    )


def _with_votes(reply: Reply) -> Reply:
    """Thumbs under an answer."""
    if not reply.votable or not reply.entries:
        return reply
    return replace(reply, buttons=(*reply.buttons, thumbs(reply.entries[0])))
