"""/compare, /resume, /interview and /quiz as one: what goes to whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from bot.advice.fit.answers import BACK, OVER, SKIP, STOP, AnswerReader, asks
from bot.advice.job import selling
from bot.advice.job.bullets import BulletReader
from bot.advice.job.compare import Comparing
from bot.advice.job.interview import Interviewing
from bot.advice.job.quiz import Quizzing
from bot.advice.job.replies import ReplyReader
from bot.advice.job.review import Review, labelled
from bot.advice.message import Message
from bot.advice.reply import Button, Outcome, Reply, say, toast
from bot.advice.session import Job, QuizRun, Sale, Session
from bot.knowledge.models import Knowledge
from bot.matching.corpus import Kind
from bot.matching.matcher import Matcher
from bot.matching.model import Embed
from bot.matching.text import bare, clean, words

PREFIXES = frozenset("criq")
_SURE = 0.5  # certainty of a topic that says which aspect or stage is meant
_LONGEST = 400  # characters of one bullet
_FEWEST_WORDS = 3  # of a pasted bullet

Turn = tuple[Reply, Session]
Command = Callable[[str, Message, Session], Turn]


class JobDesk:
    """All state is in the session's `job`; /compare and /interview keep none."""

    def __init__(
        self,
        knowledge: Knowledge,
        matcher: Matcher,
        reader: AnswerReader,
        embed: Embed | None = None,
    ) -> None:
        correct = matcher.speller.correct
        self._matcher = matcher
        self._moves = reader
        self._resume = knowledge.resume
        self._stale = knowledge.texts.stale_button
        self._bullets = BulletReader(knowledge.resume, embed)
        self._begin: dict[str, Command] = {
            bare(phrase): command
            for command, phrases in (
                (self.quiz, knowledge.quiz.begin),
                (self.resume, knowledge.resume.begin),
            )
            for phrase in phrases
        }
        self._review = Review(knowledge)
        self._selling = selling.Selling(knowledge, self._bullets)
        self._quiz = Quizzing(knowledge)
        self._replies = ReplyReader(knowledge.resume)
        self._comparing = Comparing(knowledge, self._topic, correct, matcher.slots, embed)
        self._interviewing = Interviewing(knowledge, self._topic, reader.place, correct, embed)

    # commands -------------------------------------------------------------------

    def compare(self, text: str, _: Message, session: Session) -> Turn:
        """`/compare ASPECT`."""
        reply, thread = self._comparing.command(text, session.thread)
        return reply, session.model_copy(update={"thread": thread})

    def interview(self, text: str, _: Message, session: Session) -> Turn:
        """`/interview STAGE`."""
        reply, thread = self._interviewing.command(text, session.thread)
        return reply, session.model_copy(update={"thread": thread})

    def quiz(self, _: str, message: Message, session: Session) -> Turn:
        """`/quiz`: a round, or the statement that waits."""
        return _with_quiz(session, *self._quiz.start(message, session.job.quiz))

    def resume(self, text: str, _: Message, session: Session) -> Turn:
        """`/resume`, with a bullet or without."""
        if clean(text):
            return self._reviewed(text, session)
        sale = session.job.sale
        if sale is not None and sale.answers and sale.part is not None:
            return self._sale_again(sale, session)
        texts, buttons = self._resume.texts, self._resume.buttons
        intro = say(texts.intro, Outcome.FLOW, [Button(buttons.twice, "r:twice")])
        reply = replace(intro, blocks=(*intro.blocks, *say(texts.paste, Outcome.FLOW).blocks))
        return replace(reply, asks="bullet"), _with(session, bullet="", sale=None)

    # typing ---------------------------------------------------------------------

    def begun(self, message: Message, session: Session) -> Turn | None:
        """A dialogue asked for in words."""
        begin = self._begin.get(bare(message.text))
        return begin("", message, session) if begin is not None else None

    def typed_bullet(self, message: Message, session: Session) -> Turn | None:
        """A bullet, where one was asked for, or a gap filled in what was told twice."""
        text, sale = message.text, session.job.sale
        filled = self._selling.filled(text, sale) if sale is not None else None
        if filled is not None:
            return _with_sale(session, *filled)
        if clean(text).strip(" .!?") == clean(self._resume.buttons.twice):
            return self._sell(message, session)
        if len(words(clean(text))) >= _FEWEST_WORDS and self._is_bullet(text):
            return self._reviewed(text, session)
        return None

    def volunteered(self, message: Message, session: Session) -> Turn | None:
        """A bullet that nobody asked for, where a text plainly is one."""
        text = message.text
        if not _is_line(text) or asks(text) or not self._bullets.plainly_one(text):
            return None
        return self._reviewed(text, session)

    def offered(self, reply: Reply, message: Message, session: Session) -> Turn:
        """A button that reviews what was typed, under a reply to what may be a bullet."""
        text = message.text
        if (
            reply.outcome in (Outcome.CHAT, Outcome.FLOW)
            or not _is_line(text)
            or asks(text)
            or not self._bullets.may_be_one(text)
        ):
            return reply, session
        look = Button(self._resume.buttons.look, "r:look")
        buttons = (*reply.buttons, (look,))
        return replace(reply, buttons=buttons), _with(session, bullet=text.strip())

    def typed_in_quiz(self, message: Message, session: Session) -> Turn | None:
        """A role and nothing else, as in `it is the ML PM`, or that the reader does not know."""
        run, role = session.job.quiz, self._role(message.text)
        if run is None or message.kind != "text" or asks(message.text):
            return None
        if self._quiz.is_both(message.text):
            return self._quiz.one_of(run), session
        if role is None and not self._passes(message.text):
            return None
        reply, run = self._quiz.named(role, message, run)
        return _with_quiz(session, replace(reply, in_place=False), run)

    def _role(self, text: str) -> str | None:
        """The role that a text names and nothing else, or the place it has among the two."""
        slots, place = self._matcher.slots(text), self._moves.place(text) or 0
        if not (slots.rest or slots.levels or slots.components) and slots.role is not None:
            return slots.role
        return self._quiz.role_at(place)

    def _passes(self, text: str) -> bool:
        return self._moves.move(text) == SKIP or self._replies.is_unknown(text)

    def _is_bullet(self, text: str) -> bool:
        return not asks(text) and self._bullets.looks_like_one(_first_line(text))

    def typed_in_sale(self, message: Message, session: Session) -> Turn | None:
        """An answer in the reader's own words, or a move."""
        sale, text = session.job.sale, message.text
        if sale is None:
            return None
        move = self._moves.move(text)
        if move in (STOP, OVER):
            return self.stop_resume(session)
        if move in (SKIP, BACK):
            act = selling.SKIP if move == SKIP else selling.BACK
            turn = self._selling.moved(act, sale)
            return _with_sale(session, *turn) if turn else (self._selling.again(sale), session)
        answered = self._selling.typed(text, sale)
        return _with_sale(session, *answered) if answered is not None else None

    def _reviewed(self, text: str, session: Session) -> Turn:
        """The review of a bullet; what is no bullet is said to be none."""
        line = _first_line(text)
        if len(line) > _LONGEST:
            return say(self._resume.texts.too_long, Outcome.FLOW, asks="bullet"), session
        reading = self._bullets.read(line)
        if not reading.pieces and len(words(clean(line))) < _FEWEST_WORDS:
            return say(self._resume.texts.no_bullet, Outcome.FLOW, asks="bullet"), session
        several = line.strip() != text.strip()
        note = self._resume.texts.one_at_a_time if several else ""
        buttons = self._resume.buttons
        keyboard = labelled(((buttons.twice, "r:twice"), (buttons.another, "r:new")))
        reply = replace(self._review.reply(reading, keyboard, note), asks="bullet")
        return reply, _with(session, bullet=reading.text, sale=None)

    # pressing -------------------------------------------------------------------

    def pressed(self, message: Message, session: Session) -> Turn:
        """A button of these dialogues; a stale one or another reader's is only noted."""
        kind, _, rest = message.text.partition(":")
        match kind:
            case "q":
                reply, run = self._quiz.pressed(message.text, message, session.job.quiz)
                return _with_quiz(session, reply, run)
            case "r":
                return self._resume_pressed(rest, message, session)
            case "c":
                shown = self._comparing.pressed(rest, session.thread)
            case _:
                shown = self._interviewing.pressed(rest, session.thread)
        if shown is None:
            return toast(self._stale), session
        reply, thread = shown
        return replace(reply, in_place=True), session.model_copy(update={"thread": thread})

    def _resume_pressed(self, rest: str, message: Message, session: Session) -> Turn:
        sale = session.job.sale
        if rest == "look" and session.job.bullet:
            return self._reviewed(session.job.bullet, session)
        if rest in ("new", "look"):
            return self.resume("", message, session)
        if rest == "twice":
            return self._sell(message, session)
        token, turn, act = (*rest.split(":"), "", "")[:3]
        if sale is None or token != sale.token:
            return toast(self._resume.texts.already), session
        if act == selling.STOP and turn == str(sale.turn):
            reply, session = self.stop_resume(session)
            return replace(reply, in_place=True), session
        reply, after = _with_sale(session, *self._selling.pressed(act, turn, sale))
        return replace(reply, in_place=bool(reply.blocks) and act != selling.SHOW), after

    def _sell(self, message: Message, session: Session) -> Turn:
        job = session.job
        if job.sale is not None and job.sale.part and job.sale.bullet == job.bullet:
            return self._sale_again(job.sale, session)
        number = job.sales + 1
        token = np.base_repr(message.seed or number, 36).lower()
        reply, sale = self._selling.start(token, job.bullet)
        return reply, _with(session, sale=sale, sales=number)

    def _sale_again(self, sale: Sale, session: Session) -> Turn:
        """The question that waits; what was typed so far is not lost."""
        return self._selling.again(sale), session

    # what waits -----------------------------------------------------------------

    def sale_waits(self, session: Session) -> bool:
        """Whether a part is asked for."""
        return session.job.sale is not None and session.job.sale.part is not None

    def quiz_waits(self, session: Session) -> bool:
        """Whether a statement is to be judged."""
        return self.back_to_quiz(session) is not None

    def forgotten(self, session: Session) -> Session:
        """What was told twice is kept while it can be filled: until something else is begun."""
        sale = session.job.sale
        told = sale is not None and sale.part is None
        return _with(session, sale=None) if told and session.floor != "bullet" else session

    def stop_quiz(self, session: Session) -> Turn:
        """End the round; the score stays."""
        if session.job.quiz is None:
            return toast(self._stale), session
        return _with_quiz(session, *self._quiz.stop(session.job.quiz))

    def stop_resume(self, session: Session) -> Turn:
        """What was typed for a resume goes."""
        after = _with(session, bullet="", sale=None)
        floor = None if session.floor in ("bullet", "sale") else session.floor
        said = say(self._resume.texts.stopped, Outcome.FLOW)
        return said, after.model_copy(update={"floor": floor})

    def sale_again(self, session: Session) -> Reply | None:
        """The question that waits."""
        return self._selling.again(session.job.sale) if session.job.sale is not None else None

    def back_to_sale(self, session: Session) -> Button | None:
        """The button to the question that waits."""
        return self._selling.way_back(session.job.sale) if session.job.sale is not None else None

    def back_to_quiz(self, session: Session) -> Button | None:
        """The button to the statement that waits."""
        return self._quiz.way_back(session.job.quiz)

    def _topic(self, text: str) -> str | None:
        """The topic that a text is surely about."""
        match = self._matcher.match(text, quick=True)
        sure = match.best.kind is Kind.TOPIC and match.certainty >= _SURE
        return match.best.id if sure else None


def reads_typed(press: str) -> bool:
    """Whether a button belongs to a question that takes any typed text for its answer."""
    return press.startswith("r:") and press.count(":") > 1


def _is_line(text: str) -> bool:
    return len(text) <= _LONGEST and "\n" not in text.strip()


def _first_line(text: str) -> str:
    return next((line for line in text.splitlines() if line.strip()), "")


def _with(session: Session, **changes: object) -> Session:
    job = Job(**{**dict(session.job), **changes})
    return session.model_copy(update={"job": job})


def _with_quiz(session: Session, reply: Reply, run: QuizRun | None) -> Turn:
    return (reply, _with(session, quiz=run)) if reply.blocks else (reply, session)


def _with_sale(session: Session, reply: Reply, sale: Sale) -> Turn:
    over = {} if sale.part is not None else {"bullet": ""}
    return (reply, _with(session, sale=sale, **over)) if reply.blocks else (reply, session)
