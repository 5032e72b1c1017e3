"""/interview: the stages, and what each looks at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.advice.answers import Answers
from bot.advice.job.naming import Correct, Names, TopicOf, shortened
from bot.advice.reply import Button, Heading, Paragraph, Reply
from bot.advice.session import Thread
from bot.knowledge.interview import Stage
from bot.knowledge.models import Knowledge
from bot.matching.model import Embed
from bot.matching.text import clean

PlaceOf = Callable[[str], int | None]
Turn = tuple[Reply, Thread]


class Interviewing:
    """Shows the stages of interview.yaml from their entries; it keeps no state of its own."""

    def __init__(
        self,
        knowledge: Knowledge,
        topic_of: TopicOf,
        place_of: PlaceOf,
        correct: Correct,
        embed: Embed | None = None,
    ) -> None:
        """`place_of`: the place in a list that a text names, from 1."""
        self._knowledge = knowledge
        self._interview = knowledge.interview
        self._stages = {stage.topic: stage for stage in knowledge.interview.stages}
        self._answers = Answers(knowledge)
        self._topic_of = topic_of
        self._place_of = place_of
        named = {s.topic: (self._label(s), *s.aliases) for s in knowledge.interview.stages}
        self._names = Names(named, knowledge.words.fillers, correct, embed)

    def command(self, text: str, thread: Thread) -> Turn:
        """The stage that a text names, or all of them."""
        if not clean(text):
            return self._all(thread)
        topic = self._typed(text)
        if topic is not None:
            return self._stage(topic, thread)
        reply, after = self._all(thread)
        return reply.below(self._interview.texts.which.format(found=shortened(text))), after

    def pressed(self, topic: str, thread: Thread) -> Turn | None:
        """The stage of a button, or all of them; None if the files no longer have it."""
        if not topic:
            return self._all(thread)
        return self._stage(topic, thread) if topic in self._stages else None

    def _typed(self, text: str) -> str | None:
        topics = list(self._stages)
        place = self._place_of(text)
        if place is not None:
            return topics[place - 1] if 0 < place <= len(topics) else None
        if " ".join(self._names.bare(text)) in self._knowledge.words.last:
            return topics[-1]
        topic = self._names(text) or self._topic_of(text)
        return topic if topic in self._stages else None

    def _all(self, thread: Thread) -> Turn:
        flow = self._knowledge.entry[self._interview.flow]
        stages = tuple(
            (Button(self._numbered(stage, at), f"i:{stage.topic}"),)
            for at, stage in enumerate(self._stages.values(), start=1)
        )
        after = Thread(topic=flow.topic, entry=flow.id, listed=flow.id, level=thread.level)
        return replace(self._answers.reply([flow]), buttons=stages), after

    def _stage(self, topic: str, thread: Thread) -> Turn:
        """One stage: its entries, what else there is on it, and the ways on."""
        stage, topics = self._stages[topic], list(self._stages)
        at = topics.index(topic)
        entries = self._answers.entries_for(topic, None)
        place = self._interview.texts.place.format(
            number=at + 1, count=len(topics), label=self._label(stage)
        )
        reply = self._answers.reply(entries)
        more = tuple((self._answers.button(self._knowledge.entry[name]),) for name in stage.more)
        labels = self._interview.buttons
        back = [Button(labels.back, f"i:{topics[at - 1]}")] if at else []
        on = [Button(labels.next, f"i:{topics[at + 1]}")] if at + 1 < len(topics) else []
        ways = ((*back, Button(labels.all, "i:"), *on),)
        entry = entries[0]
        after = Thread(topic=topic, entry=entry.id, listed=self._interview.flow, level=thread.level)
        said = self._interview.texts.place.format(number=at + 1, count=len(topics), label="")
        heading = [] if _says(reply, said.strip(" :")) else [Heading(place)]
        return replace(reply, blocks=(*heading, *reply.blocks), buttons=(*more, *ways)), after

    def _label(self, stage: Stage) -> str:
        return self._answers.entries_for(stage.topic, None)[0].label

    def _numbered(self, stage: Stage, at: int) -> str:
        return self._interview.buttons.stage.format(number=at, label=self._label(stage))


def _says(reply: Reply, said: str) -> bool:
    """Whether an answer names the stage's place itself."""
    return any(said in block.text for block in reply.blocks if isinstance(block, Paragraph))
