"""The shipped knowledge holds every claim of the article, within reach, with its cautions.

`tests/data/facts.yaml` lists the claims, and the caveats an honest advisor adds to some of them.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.advice import Advisor, Message, Outcome, Session
from bot.advice.plain import plain_text
from bot.knowledge import Knowledge

LISTED = yaml.safe_load((Path(__file__).parent.parent / "data/facts.yaml").read_text("utf-8"))
FACTS: dict[str, dict[str, Any]] = {fact["id"]: fact for fact in LISTED["facts"]}
HIGH: dict[str, list[str]] = {
    caveat["id"]: caveat["facts"] for caveat in LISTED["caveats"] if caveat["severity"] == "high"
}
IN_WORDS = {  # what a reply about pay says in itself, so that no caution has to
    "cav_levels_only_two": r"\b(?:Senior|Staff)\b",
    "cav_location_only_bay_area": r"San Francisco Bay Area, US\b",
}
COMPONENTS = {"base": "base", "signon": "sign_on", "bonus": "bonus", "rsu": "rsu"}
PAY_CELL = re.compile(rf"comp_(ai|ml)_(senior|staff)_({'|'.join(COMPONENTS)})")


def _reply_text(advisor: Advisor, message: Message) -> str:
    reply, _ = advisor.reply(message, Session())
    return plain_text(reply)


@pytest.fixture(scope="module")
def pressed(advisor: Advisor, knowledge: Knowledge) -> dict[str, str]:
    """Entry -> the whole reply to pressing its button."""
    return {
        entry.id: _reply_text(advisor, Message(f"a:{entry.id}", kind="press"))
        for entry in knowledge.entries
    }


@pytest.fixture(scope="module")
def looked_up(advisor: Advisor, knowledge: Knowledge) -> dict[str, str]:
    """`/salary LEVEL ROLE` -> the whole reply, for each row of the pay table."""
    asked = [f"/salary {row.level} {row.role}" for row in knowledge.pay.rows]
    return {text: _reply_text(advisor, Message(text)) for text in asked}


def _states(text: str, fact: str) -> bool:
    return all(re.search(pattern, text, re.I) for pattern in FACTS[fact]["quote_check"])


def test_every_fact_is_in_a_reply(pressed: dict[str, str], looked_up: dict[str, str]) -> None:
    texts = [*pressed.values(), *looked_up.values()]
    assert [fact for fact in FACTS if not any(_states(text, fact) for text in texts)] == []


def test_every_cell_of_the_pay_table_is_looked_up(
    advisor: Advisor, looked_up: dict[str, str]
) -> None:
    cells = [found for fact in FACTS if (found := PAY_CELL.fullmatch(fact))]
    assert len(cells) == len(looked_up) * len(COMPONENTS)
    for cell in cells:
        role, level, component = cell.groups()
        assert _states(looked_up[f"/salary {level} {role}"], cell[0])
        alone = _reply_text(advisor, Message(f"/salary {level} {role} {COMPONENTS[component]}"))
        assert _states(alone, cell[0])


def test_the_question_of_every_entry_reaches_it(advisor: Advisor, knowledge: Knowledge) -> None:
    lost = []
    for entry in knowledge.entries:
        reply, _ = advisor.reply(Message(entry.question), Session())
        reached = entry.id in reply.entries
        if not reached or reply.outcome not in (Outcome.ANSWER, Outcome.PARTIAL):
            lost.append((entry.id, reply.outcome, reply.entries))
    assert lost == []


@pytest.mark.parametrize("caveat", sorted(HIGH.keys() - IN_WORDS.keys()))
def test_a_grave_caution_comes_with_every_answer_that_needs_it(
    caveat: str, knowledge: Knowledge, pressed: dict[str, str], looked_up: dict[str, str]
) -> None:
    caution = knowledge.caution[caveat]
    assert caution.severity == "high"
    needing = {
        name: text
        for name, text in {**pressed, **looked_up}.items()
        if any(_states(text, fact) for fact in HIGH[caveat])
    }
    assert needing
    assert [name for name, text in needing.items() if caution.text not in text] == []
    entries = [knowledge.entry[name] for name in needing if name in knowledge.entry]
    unlisted = [one.id for one in entries if not one.lookup and caveat not in one.cautions]
    assert unlisted == []


@pytest.mark.parametrize("caveat", IN_WORDS)
def test_pay_says_for_which_levels_and_place_it_is(
    caveat: str, pressed: dict[str, str], looked_up: dict[str, str], knowledge: Knowledge
) -> None:
    table = {one.id: pressed[one.id] for one in knowledge.entries if one.lookup == "pay"}
    for text in {**table, **looked_up}.values():
        assert re.search(IN_WORDS[caveat], text)
