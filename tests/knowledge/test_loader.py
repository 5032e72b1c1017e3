"""Each mistake in a file gets `file:line: what, mend`; a folder in order loads whole."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from pydantic import ValidationError

from bot.knowledge import Knowledge, KnowledgeError, load
from bot.knowledge.texts import Command
from tests.knowledge.spoiling import END, Edit, Folder, entry

_OPTION = "      - {id: %s, label: x, because: x}\n"
SPEECHLESS = (
    "    trait: pay\n    text: x\n    why: x\n    entry: difference\n    options:\n"
    + "".join(_OPTION % name for name in "abc")
)
FAQ = "entries/faq.yaml"

# what a curator did, the edit, how the line begins that is pointed at, what is said
_FIRST, _LAST = get_args(Command)[:-1], get_args(Command)[-1]
KNOWN = f"{', '.join(map(repr, _FIRST))} or {_LAST!r}"

MISTAKES = {
    "unknown key": (
        Edit("article.yaml", "^publisher:", "colour: red\npublisher:"),
        "colour:",
        "'colour' is not a known key, remove it or mend its spelling",
    ),
    "unknown key deep down": (
        Edit("pay.yaml", r"high: \d+\}", "high: 300000, hihg: 1}"),
        "base: {low: 200000",
        "'rows.base.hihg' is not a known key, remove it or mend its spelling",
    ),
    "missing key": (
        Edit("article.yaml", "^publisher:.*\n", ""),
        'title: "AI PM',
        "'publisher' is missing, add it",
    ),
    "missing key of a new entry": (
        Edit(FAQ, END, entry("mine").replace("  label: A label\n", "")),
        "- id: mine",
        "'label' is missing, add it",
    ),
    "words for a number": (
        Edit("article.yaml", "^year:.*", "year: soon"),
        "year:",
        "'year': Input should be a valid integer, unable to parse string as an integer "
        "(got 'soon'), change it",
    ),
    "a number for words": (
        Edit(FAQ, END, entry("mine", label="60")),
        "label: 60",
        "'label': Input should be a valid string (got 60), put quotes around it",
    ),
    "a colon in an alias": (
        Edit(FAQ, END, entry("mine", aliases="[so: why]")),
        "aliases: [so: why]",
        "'aliases': Input should be a valid string (got {'so': 'why'}), put quotes around it",
    ),
    "one alias without a list": (
        Edit(FAQ, END, entry("mine", aliases="why so")),
        "aliases: why so",
        "'aliases': should be a list (got 'why so'), change it",
    ),
    "words for an entry": (
        Edit(FAQ, END, "\n- just words\n"),
        "- just words",
        "'the file': should be keys with values (got 'just words'), change it",
    ),
    "a list for keys": (
        Edit("pay.yaml", r"base: \{.*\}", "base: [1, 2]"),
        "base: [1, 2]",
        "'rows.base': should be keys with values (got [1, 2]), change it",
    ),
    "a label too long for a button": (
        Edit(FAQ, END, entry("mine", label="A label that no phone shows whole, ever")),
        "label: A label that",
        "'label': String should have at most 32 characters "
        "(got 'A label that no phone shows whole, ever'), shorten it",
    ),
    "an answer far too long": (
        Edit(FAQ, END, entry("mine", answer="word " * 200)),
        "answer: word",
        "'answer': String should have at most 600 characters, shorten it",
    ),
    "too many related entries": (
        Edit(FAQ, END, entry("mine", related="[aa, bb, cc, dd, ee]")),
        "related: [aa",
        "'related': should have at most 4 items (got ['aa', 'bb', 'cc', 'dd', 'ee']), remove some",
    ),
    "no section at all": (
        Edit("article.yaml", r"^sections:\n(?:  .*\n)+", "sections: []\n"),
        "sections: []",
        "'sections': should have at least 1 items (got []), add some",
    ),
    "an id with capitals": (
        Edit(FAQ, END, entry("Mine", topic="mine")),
        "- id: Mine",
        "'id': 'Mine' is no id, begin with a-z, go on with a-z, 0-9 and _",
    ),
    "a role's id too long for buttons": (
        Edit("article.yaml", "- id: ai$", "- id: artificial_intelligence"),
        "- id: artificial",
        "'roles.id': String should have at most 12 characters "
        "(got 'artificial_intelligence'), shorten it",
    ),
    "an unknown severity": (
        Edit("cautions.yaml", "severity: medium", "severity: dire"),
        "severity: dire",
        "'severity': Input should be 'high', 'medium' or 'low' (got 'dire'), change it",
    ),
    "low above high": (
        Edit("pay.yaml", r"base: \{.*\}", "base: {low: 9, high: 1}"),
        "base: {low: 9",
        "'rows.base': low is above high (got {'low': 9, 'high': 1}), change it",
    ),
    "pay below zero": (
        Edit("pay.yaml", r"base: \{.*\}", "base: {low: -1, high: 1}"),
        "base: {low: -1",
        "'rows.base.low': Input should be greater than 0 (got -1), change it",
    ),
    "an unknown component": (
        Edit("pay.yaml", "- id: base", "- id: car"),
        "- id: car",
        "'components.id': Input should be 'base', 'sign_on', 'bonus' or 'rsu' "
        "(got 'car'), change it",
    ),
    "a key of a dictionary that is no id": (
        Edit("words.yaml", "^  ai:$", "  A I:"),
        "A I:",
        "'roles.A I': 'A I' is no id, begin with a-z, go on with a-z, 0-9 and _",
    ),
    "a placeholder that is never filled": (
        Edit("texts.yaml", r"\{article\}\"", '{artcle}"'),
        "about: >-",
        "'about': only {article}, {publisher}, {year}, {region} can stand in braces, change it",
    ),
    "a brace without its pair": (
        Edit("texts.yaml", "^uncovered: .*", 'uncovered: "The article lacks {subject."'),
        "uncovered:",
        "'uncovered': only {subject} can stand in braces (got 'The article lacks {subject.'), "
        "change it",
    ),
    "a command without its line": (
        Edit("texts.yaml", '^    fit: ".*\n', ""),
        "command_groups:",
        "'command_groups': /fit is missing, change it",
    ),
    "a command under two headings": (
        Edit("texts.yaml", '^  "Pay":\n', '  "Pay":\n    quiz: "A round"\n'),
        "command_groups:",
        "'command_groups': /quiz stands twice, change it",
    ),
    "a command that does not exist": (
        Edit("texts.yaml", '^    fit: "', '    dance: Dance\n    fit: "'),
        "dance:",
        f"'command_groups.Which role.dance': Input should be {KNOWN} (got 'dance'), change it",
    ),
    "two options for a question": (
        Edit(
            "fit.yaml",
            r"(?s)    options:\n.*?(?=  - id: yardstick\n)",
            "    options: []\n",
        ),
        "options: []",
        "'questions.options': should have at least 3 items (got []), add some",
    ),
    "a question that speaks for nobody": (
        Edit("fit.yaml", r"(?s)(?<=  - id: pay\n).*?(?=  - id: background\n)", SPEECHLESS),
        "- id: pay",
        "'questions': the options should speak for both roles, change it",
    ),
    "YAML that is none": (
        Edit("talk.yaml", END, "- id: so: what\n"),
        "- id: so: what",
        "mapping values are not allowed in this context, mend the YAML there",
    ),
    "a repeated key": (
        Edit("article.yaml", "^publisher:", "title: Again\npublisher:"),
        "title: Again",
        "the key 'title' stands twice, mend the YAML there",
    ),
    "a file for nobody": (
        Edit("article.yaml", "^publisher:", "publisher: x\n...\n---\npublisher:"),
        "---",
        "but found another document, mend the YAML there",
    ),
}


@pytest.mark.parametrize(("edit", "begins", "said"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_named_with_its_line_and_mend(
    folder: Folder, edit: Edit, begins: str, said: str
) -> None:
    folder.spoil(edit)
    line = folder.line(edit.file, begins)
    assert folder.said() == [f"{edit.file}:{line}: {said}"]


@pytest.mark.parametrize("name", ["article.yaml", "pay.yaml", "words.yaml"])
def test_a_missing_file_is_named(folder: Folder, name: str) -> None:
    (folder.path / name).unlink()
    assert folder.said() == [
        f"{name}:1: the file is missing, add it (KNOWLEDGE.md shows its shape)"
    ]


def test_an_empty_file_is_no_list(folder: Folder) -> None:
    (folder.path / "talk.yaml").write_text("", encoding="utf-8")
    assert folder.said() == ["talk.yaml:1: 'the file': should be a list (got None), change it"]


def test_a_file_in_another_encoding_is_named(folder: Folder) -> None:
    (folder.path / "talk.yaml").write_bytes("- id: café\n".encode("latin-1"))
    assert folder.said() == ["talk.yaml:1: the file is not UTF-8 text, save it as UTF-8"]


def test_a_file_that_cannot_be_opened_is_named(folder: Folder) -> None:
    (folder.path / "talk.yaml").unlink()
    (folder.path / "talk.yaml").mkdir()
    assert folder.said() == ["talk.yaml:1: the file cannot be read (Is a directory), mend that"]


def test_a_folder_without_entries_says_so(folder: Folder) -> None:
    for path in (folder.path / "entries").iterdir():
        path.unlink()
    assert folder.said() == ["entries:1: there are no entry files, add entries/NAME.yaml"]


@pytest.mark.parametrize("name", ["cautoins.yaml", "entries/new.yml", "entries/deep/new.yaml"])
def test_a_file_that_is_never_read_is_named(folder: Folder, name: str) -> None:
    (folder.path / name).parent.mkdir(exist_ok=True)
    (folder.path / name).write_text("- id: x\n", encoding="utf-8")
    said = f"{name}:1: this file is never read, mend its name, or move it away"
    assert folder.said() == [said]


def test_all_mistakes_are_told_at_once_by_file_and_line(folder: Folder) -> None:
    folder.spoil(Edit(FAQ, END, entry("mine", label="60", colour="red")))
    folder.spoil(Edit("article.yaml", "^year:.*", "year: soon"))
    (folder.path / "talk.yaml").unlink()
    said = folder.said()
    assert [problem.split(": ")[0] for problem in said] == [
        f"article.yaml:{folder.line('article.yaml', 'year:')}",
        f"{FAQ}:{folder.line(FAQ, 'label: 60')}",
        f"{FAQ}:{folder.line(FAQ, 'colour:')}",
        "talk.yaml:1",
    ]


def test_a_problem_carries_its_parts(folder: Folder) -> None:
    folder.spoil(Edit("article.yaml", "^publisher:.*\n", ""))
    with pytest.raises(KnowledgeError) as caught:
        load(folder.path)
    (problem,) = caught.value.problems
    assert Path(problem.file) == folder.path / "article.yaml"
    assert (problem.what, problem.mend) == ("'publisher' is missing", "add it")


def test_the_shipped_folder_loads(knowledge: Knowledge) -> None:
    assert knowledge.entries
    assert all(entry.section in knowledge.section_title for entry in knowledge.entries)
    assert sum(map(len, knowledge.topic.values())) == len(knowledge.entry)


def test_what_was_loaded_never_changes(knowledge: Knowledge) -> None:
    with pytest.raises(ValidationError):
        knowledge.entries[0].answer = "Another."  # type: ignore[misc]


def test_the_whole_of_it_is_never_printed(knowledge: Knowledge) -> None:
    assert repr(knowledge) == f"Knowledge(version='{knowledge.version}')"


def test_the_version_changes_with_any_file(folder: Folder, light: Path) -> None:
    version = load(folder.path).version
    assert version == load(light).version
    folder.spoil(Edit("offtopic.yaml", END, "\n# a remark\n"))
    assert load(folder.path).version != version


def test_spaces_around_words_are_dropped(folder: Folder) -> None:
    folder.spoil(Edit(FAQ, END, entry("mine", label='"  Mine  "')))
    assert load(folder.path).entry["mine"].label == "Mine"
