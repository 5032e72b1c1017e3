"""What admins see, in the chat and on the command line: open questions, and figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.advice import notes
from bot.advice.reply import Block, Bullets, Button, Heading, Keyboard, Outcome, Paragraph, Reply
from bot.curation.groups import Group
from bot.knowledge.models import Entry, Knowledge
from bot.storage import Figures

PRESS = "adm:"  # what the buttons of admins begin with
_SHOWN = 8  # groups
_TEXTS = 5  # of one group
_COMMENTS = 3
_CUT = 120  # characters of a text in a list
_WHY = {
    Outcome.DECLINE.value: "no answer",
    Outcome.CHOICE.value: "asked back",
    "down": "thumb down",
}


def menu() -> Reply:
    """What there is."""
    buttons = (Button("Open questions", f"{PRESS}gaps"), Button("Figures", f"{PRESS}stats"))
    lines = (
        "/admin gaps: questions that got no answer, or a thumb down",
        "/admin add GROUP ENTRY: teach one, and keep it as a regression case",
        "/admin stats 30: figures of the last 30 days",
    )
    return Reply((Bullets(lines),), Outcome.FLOW, buttons=(buttons,))


def gaps_report(groups: Sequence[Group], knowledge: Knowledge) -> Reply:
    """The largest groups, with a button for each."""
    if not groups:
        return Reply((Paragraph("No open questions."),), Outcome.FLOW, in_place=True)
    shown = groups[:_SHOWN]
    total = sum(len(group.questions) for group in groups)
    title = f"Open questions: {total}. Groups: {len(groups)}. Press a number to teach one."
    lines = tuple(f"{at}. {_line(group, knowledge)}" for at, group in enumerate(shown, start=1))
    buttons = [Button(str(at), f"{PRESS}g:{one.key}") for at, one in enumerate(shown, start=1)]
    rows: Keyboard = tuple(tuple(buttons[at : at + 4]) for at in range(0, len(buttons), 4))
    blocks = (Paragraph(title), Bullets(lines))
    return Reply(blocks, Outcome.FLOW, buttons=rows, in_place=True)


def group_report(group: Group, nearest: Sequence[Entry], knowledge: Knowledge) -> Reply:
    """One group: how it was asked, what was wrong, and the entries it may belong to."""
    blocks: list[Block] = [Heading(_title(group, knowledge)), Paragraph(_counted(group))]
    answer = knowledge.entry.get(group.entry)
    if answer is not None and group.texts:
        blocks.append(Paragraph(f"Most were answered with: {answer.question}"))
    others = tuple(f"“{_cut(text)}”" for text in group.texts[1 : _TEXTS + 1])
    said = tuple(f"said: “{_cut(text)}”" for text in group.comments()[:_COMMENTS])
    blocks += [Bullets(lines) for lines in (others, said) if lines]
    if group.texts:
        blocks.append(Paragraph(f"Add it to an entry below, or /admin add {group.key} ENTRY"))
    rows = [
        (Button(f"→ {entry.label}"[:40], f"{PRESS}a:{group.key}:{entry.id}"),)
        for entry in (nearest if group.texts else ())
    ]
    last = (Button("Drop it", f"{PRESS}d:{group.key}"), Button("All", f"{PRESS}gaps"))
    return Reply(tuple(blocks), Outcome.FLOW, buttons=(*rows, last), in_place=True)


def figures_report(found: Figures, knowledge: Knowledge) -> Reply:
    """Readers, questions, thumbs, and where the assessment is left."""
    counts, asked = found.counts, _asked(found.counts)
    total = sum(asked.values())
    answered = asked["answer"] + asked["partial"]
    up, down = found.thumbs
    lines = [
        f"Readers: {found.readers}, of whom {found.active} wrote in the last {found.days} days",
        f"Questions: {total}, answered: {_share(answered, total)}"
        f" (in full {asked['answer']}, in part {asked['partial']},"
        f" asked back {asked['choice']}, no answer {asked['decline']})",
        f"Thumbs: {up} up, {down} down",
    ]
    lines += [f"Most thumbs down: {_name(entry, knowledge)} ({n})" for entry, n in found.worst]
    fit = f"/fit: begun {counts.get(notes.FIT_BEGUN, 0)},"
    fit += f" finished {_share(counts.get(notes.FIT_FINISHED, 0), counts.get(notes.FIT_BEGUN, 0))}"
    blocks: list[Block] = [
        Paragraph(f"Last {found.days} days"),
        Bullets(tuple(lines)),
        Paragraph(fit),
    ]
    funnel = _funnel(counts, knowledge)
    if funnel:
        blocks.append(Bullets(funnel))
    return Reply(tuple(blocks), Outcome.FLOW, in_place=True)


def _funnel(counts: Mapping[str, int], knowledge: Knowledge) -> tuple[str, ...]:
    """Each question: how many reached it, answered or skipped it, and stopped there."""
    lines = []
    for question in knowledge.fit.questions:
        reached, answered, stopped = (
            counts.get(f"{step}{question.id}", 0)
            for step in (notes.FIT_REACHED, notes.FIT_ANSWERED, notes.FIT_STOPPED)
        )
        if reached:
            lines.append(
                f"{question.id}: reached {reached}, answered {answered}, stopped {stopped}"
            )
    return tuple(lines)


def _asked(counts: Mapping[str, int]) -> dict[str, int]:
    outcomes = (Outcome.ANSWER, Outcome.PARTIAL, Outcome.CHOICE, Outcome.DECLINE)
    return {one.value: counts.get(f"{notes.ASKED}{one.value}", 0) for one in outcomes}


def _share(part: int, total: int) -> str:
    return f"{part} ({part / total:.0%})" if total else str(part)


def _line(group: Group, knowledge: Knowledge) -> str:
    return f"{_title(group, knowledge)} {_counted(group)} [{group.key}]"


def _title(group: Group, knowledge: Knowledge) -> str:
    if group.texts:
        return f"“{_cut(group.texts[0])}”"
    return f"The answer to “{_cut(_name(group.entry, knowledge))}”, opened by a button"


def _counted(group: Group) -> str:
    parts = [f"{_WHY.get(why, why)} {count}" for why, count in group.why().most_common()]
    return f"×{len(group.questions)}: {', '.join(parts)}"


def _name(entry: str, knowledge: Knowledge) -> str:
    found = knowledge.entry.get(entry)
    return found.question if found else entry


def _cut(text: str) -> str:
    return text if len(text) <= _CUT else f"{text[: _CUT - 1].rstrip()}…"
