"""All dialogues of the bot, and what was typed to the one whose turn it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.advice.conversation import Conversation
from bot.advice.desk.desk import Desk
from bot.advice.feedback import Feedback
from bot.advice.fit.answers import BACK, GO_ON, REVIEW, SKIP, STOP, AnswerReader
from bot.advice.fit.dialogue import FitDialogue
from bot.advice.floor import Floor, Speaker
from bot.advice.history import History
from bot.advice.job.desk import JobDesk
from bot.advice.message import Message
from bot.advice.practice.dialogue import PracticeDialogue
from bot.advice.prepare.dialogue import PrepareDialogue
from bot.advice.reply import Asker, Outcome, Paragraph, Reply, say
from bot.advice.session import Session, Thread
from bot.knowledge.models import Knowledge
from bot.matching.matcher import Matcher
from bot.matching.model import Embeddings
from bot.matching.text import bare

Turn = tuple[Reply, Session]
_ANYBODYS = (BACK, SKIP, STOP, REVIEW)  # moves that more than one dialogue knows
_ELSEWHERE = (Outcome.DECLINE, Outcome.CHOICE)
_WISH = 14  # words; a longer text wishes for nothing in particular
_NAMELESS = ("practice", "nudges")  # answers to them may look like subjects not covered


class Dialogues:
    """Answers to questions, and everything that takes more than one turn."""

    def __init__(self, knowledge: Knowledge, matcher: Matcher, embeddings: Embeddings) -> None:
        self._reader = AnswerReader(knowledge, matcher.speller.correct, embeddings.words)
        self._texts, self._slots = knowledge.texts, matcher.slots
        self._wanting = [bare(phrase) for phrase in knowledge.texts.floor.wanting]
        self._repeat = {bare(phrase) for phrase in knowledge.texts.floor.repeat}
        stopping = knowledge.texts.phrases.get("cancel", ())
        self._anybodys = {*self._repeat, *map(bare, stopping)}
        self.conversation = Conversation(knowledge, matcher)
        self.desk = Desk(knowledge, matcher.slots, matcher.speller)
        self.job = JobDesk(knowledge, matcher, self._reader, embeddings.words)
        self.fit = FitDialogue(knowledge, self._reader, embeddings.words, self._is_known)
        self.practice = PracticeDialogue(knowledge, embeddings.words)
        self.prepare = PrepareDialogue(knowledge)
        self.feedback = Feedback(knowledge)
        self.history = History(knowledge)
        self.floor = Floor(self._speakers(), knowledge.texts.floor)

    def typed(self, message: Message, session: Session) -> Turn | None:
        """What was typed, to the dialogue that has the floor; None for a question of its own."""
        speaker = self.floor.speaker(message, session)
        hears = [speaker.hears] if speaker is not None else []
        begin = [self._begun]
        pasted = self.desk.offers.pasted
        if session.floor == "offer":
            order = [self._bullet_in_offer, *hears, pasted, *begin]
        elif session.floor == "sale":  # which takes any words for its own
            order = [pasted, *begin, *hears]
        else:
            order = [pasted, *hears, *begin]
        volunteered = (self.desk.volunteered, self.job.volunteered)
        for hear in (*order, *volunteered, self._stopped):
            turn = hear(message, session)
            if turn is not None:
                return turn
        return None

    def _begun(self, message: Message, session: Session) -> Turn | None:
        """A dialogue asked for in words."""
        for wished in self._wished(message):
            for each in (self.job, self.fit, self.practice, self.prepare):
                turn = each.begun(wished, session)
                if turn is not None:
                    return turn
        return None

    def _wished(self, message: Message) -> Iterator[Message]:
        return (replace(message, text=text) for text in self.wishes(message.text))

    def wishes(self, text: str) -> list[str]:
        """A text, and what is left of it without `can you` before and `please` behind."""
        found, said = [text], bare(text)
        if len(said.split()) > _WISH:
            return found
        while lead := next((each for each in self._wanting if said.startswith(f"{each} ")), None):
            said = said.removeprefix(lead).strip()
            found.append(said)
        return [
            *found,
            *(each.removesuffix(" please") for each in found if each.endswith(" please")),
        ]

    def named(self, message: Message, session: Session) -> str | None:
        """The press that leads to a dialogue by its name."""
        found = (self.floor.named(each, session) for each in self._wished(message))
        return next((press for press in found if press is not None), None)

    def named_in_vain(self, message: Message) -> Reply | None:
        """For `back to my offer` where there is none."""
        gone = any(self.floor.is_lead(text) for text in self.wishes(message.text))
        return say(self._texts.floor.nothing, Outcome.CHAT) if gone else None

    def led_back(self, message: Message, session: Session) -> str | None:
        """The press that shows the question that waits, for `go on` or a word it cannot use."""
        on = bare(message.text) in self._repeat
        # A clock that stands still is set going by nothing less than `go on`.
        held = session.floor != "practice" and self.floor.speaker(message, session) is not None
        heard = held and self._is_move(message)
        return self.floor.back_to(message, session) if on or heard else None

    def unheard(self, message: Message, session: Session) -> Reply | None:
        """For a bare move or number while nobody has the floor: all that wait, if anything does."""
        which = self.floor.which(message, session) if self._is_move(message) else None
        on = bare(message.text) in self._repeat and self._reader.move(message.text) == GO_ON
        if which is not None or not on or message.kind != "text" or self._is_known(message.text):
            return which
        return say(self._texts.floor.nothing, Outcome.CHAT)

    def _is_move(self, message: Message) -> bool:
        text = message.text
        moves = self._reader.move(text) in _ANYBODYS or bare(text) in self._anybodys
        return message.kind == "text" and (moves or self._reader.place(text) is not None)

    def unclear(self, message: Message, session: Session, reply: Reply) -> Reply | None:
        """Ask again, for what was typed is neither an answer nor a question."""
        speaker = self.floor.speaker(message, session)
        name_like = session.floor in _NAMELESS and reply.outcome in _ELSEWHERE
        if speaker is None or not (name_like or self._unsure(reply)):
            return None
        return speaker.unclear(message, session)

    def _is_known(self, text: str) -> bool:
        return self.conversation.reply(text, Thread())[0].outcome is Outcome.ANSWER

    def _unsure(self, reply: Reply) -> bool:
        """Whether the reply only guesses, or knows nothing at all of what was said."""
        guesses = (Paragraph(self._texts.decline), Paragraph(self._texts.hedge))
        return reply.outcome is Outcome.CHOICE or reply.blocks[0] in guesses

    def _stopped(self, message: Message, session: Session) -> Turn | None:
        """`stop`, in a dialogue that has no words of its own for it."""
        speaker = self.floor.speaker(message, session)
        if speaker is None or message.kind != "text" or self._reader.move(message.text) != STOP:
            return None
        return speaker.stop(session)

    def _of_result(self, message: Message, session: Session) -> Turn | None:
        turns = (self.fit.asked_of_result(each, session) for each in self._wished(message))
        return next((turn for turn in turns if turn is not None), None)

    def _bullet_in_offer(self, message: Message, session: Session) -> Turn | None:
        """A resume line that names no part of an offer: its figures are no amounts."""
        named = self._slots(message.text).components
        return None if named else self.job.volunteered(message, session)

    def _in_sale(self, message: Message, session: Session) -> Turn | None:
        repeats = bare(message.text) in self._repeat
        return None if repeats else self.job.typed_in_sale(message, session)

    def _speakers(self) -> dict[Asker, Speaker]:
        """Each dialogue as the floor knows it."""
        fit, offers, job = self.fit, self.desk.offers, self.job
        practice, prepare = self.practice, self.prepare
        return {
            "practice": Speaker(
                waits=lambda _, session: practice.current(session) is not None,
                hears=practice.typed,
                stop=practice.stop,
                unclear=practice.unclear,
                again=practice.again,
                back=lambda _, session: practice.back(session),
            ),
            "offer": Speaker(
                waits=lambda message, session: offers.current(message, session) is not None,
                hears=offers.answered,
                stop=offers.cancel,
                unclear=offers.unclear,
                again=offers.ask_again,
                back=offers.way_back,
            ),
            "fit": Speaker(
                waits=lambda _, session: fit.current(session) is not None,
                hears=fit.typed,
                stop=fit.stop,
                unclear=fit.unclear,
                again=fit.ask_again,
                back=lambda _, session: fit.way_back(session),
            ),
            "sale": Speaker(
                waits=lambda _, session: job.sale_waits(session),
                hears=self._in_sale,
                stop=job.stop_resume,
                again=lambda _, session: job.sale_again(session),
                back=lambda _, session: job.back_to_sale(session),
            ),
            "quiz": Speaker(
                waits=lambda _, session: job.quiz_waits(session),
                hears=job.typed_in_quiz,
                stop=job.stop_quiz,
                back=lambda _, session: job.back_to_quiz(session),
            ),
            "bullet": Speaker(
                waits=lambda _, __: True, hears=job.typed_bullet, stop=job.stop_resume
            ),
            "result": Speaker(
                waits=lambda _, session: bool(session.fit_past),
                hears=self._of_result,
                stop=fit.stop,
            ),
            "nudges": Speaker(
                waits=lambda _, session: session.prepare.asking is not None,
                hears=prepare.typed,
                stop=prepare.stop,
                unclear=prepare.unclear,
                again=prepare.again,
                back=lambda _, session: prepare.back(session),
            ),
        }
