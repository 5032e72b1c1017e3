"""telegram.yaml, deep links and related questions: what a curator may get wrong in them."""

from __future__ import annotations

import pytest

from bot.knowledge import Knowledge
from bot.knowledge.telegram import ATTACHMENTS
from tests.knowledge.spoiling import END, Edit, Folder, entry

FAQ = "entries/faq.yaml"
LEVELS = "  - id: staff\n    name: Staff\n"
MISTAKES = {
    "a command of groups twice": (
        [Edit("telegram.yaml", r"commands: \[salary, ", "commands: [salary, salary, ")],
        ("commands: [", "/salary stands twice, keep one"),
    ),
    "an administrator's command that everybody has": (
        [Edit("telegram.yaml", "^  admin:", "  help:")],
        ("help:", "/help is a command of all readers, drop it here"),
    ),
    "an entry related to itself": (
        [Edit(FAQ, END, entry("mine", related="[mine, difference]"))],
        ("related: [mine", "'mine' is related to itself, name another entry"),
    ),
    "a related entry twice": (
        [Edit(FAQ, END, entry("mine", related="[difference, difference]"))],
        ("related: [diff", "'difference' stands twice, keep one"),
    ),
    "an id too long for a link": (
        [Edit(FAQ, END, entry("m" * 41, topic="mine"))],
        ("- id: mmm", "'id': String should have at most 40 characters"),
    ),
    "an id with letters that no link holds": (
        [Edit(FAQ, END, entry("who-earns", topic="mine"))],
        ("- id: who", "'id': 'who-earns' is no id, begin with a-z, go on with a-z, 0-9 and _"),
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_its_line_and_mend(folder: Folder, mistake: str) -> None:
    edits, (place, said) = MISTAKES[mistake]
    for edit in edits:
        folder.spoil(edit)
    line = folder.line(edits[0].file, place)
    (found,) = folder.said()
    assert found.startswith(f"{edits[0].file}:{line}: {said}")


def test_two_that_lead_only_to_each_other_are_a_loop(folder: Folder) -> None:
    folder.spoil(
        Edit(FAQ, END, entry("mine", related="[yours]") + entry("yours", related="[mine]"))
    )
    assert folder.said() == [
        f"{FAQ}:{folder.line(FAQ, 'related: [yours')}: from 'mine' a reader can only go to "
        "'yours' and back, name a second related entry",
        f"{FAQ}:{folder.line(FAQ, 'related: [mine')}: from 'yours' a reader can only go to "
        "'mine' and back, name a second related entry",
    ]


def test_one_way_out_is_enough(folder: Folder) -> None:
    ours = entry("mine", related="[yours]") + entry("yours", related="[mine, difference]")
    folder.spoil(Edit(FAQ, END, ours))
    assert folder.said() == []


def test_a_link_that_could_mean_two_rows_is_named(folder: Folder) -> None:
    """`salary_staff_x_ai`: the level staff of the role x_ai, or the level staff_x of ai?"""
    folder.spoil(Edit("pay.yaml", LEVELS, LEVELS + "  - id: staff_x\n    name: X\n"))
    folder.spoil(Edit("article.yaml", "id: ml$", "id: x_ai"))
    line = folder.line("pay.yaml", "- id: staff_x")
    wanted = (
        f"pay.yaml:{line}: the link 'salary_staff_x_ai' could mean the level 'staff' or "
        "'staff_x', choose another id"
    )
    assert wanted in folder.said()


def test_every_kind_of_attachment_has_words_of_its_own_or_the_general_ones(
    knowledge: Knowledge,
) -> None:
    assert knowledge.telegram.said_to("voice") == knowledge.telegram.attachments["voice"]
    assert knowledge.telegram.said_to("hologram") is None
    assert set(knowledge.telegram.attachments) <= set(ATTACHMENTS)


def test_no_related_question_is_the_answer_itself_or_a_loop(knowledge: Knowledge) -> None:
    for found in knowledge.entries:
        assert found.id not in found.related
        ways = {name for other in found.related for name in knowledge.entry[other].related}
        assert ways - {found.id, *found.related[:1]}, found.id
