"""What files say of one another: ids that must exist, exist once, and leave no gap."""

from __future__ import annotations

import pytest

from tests.knowledge.spoiling import END, Edit, Folder, entry

FAQ = "entries/faq.yaml"
WORDS = "name the same ids in both"

MISTAKES = {
    "a repeated entry": (
        Edit(FAQ, END, entry("mine") + entry("mine", topic="other")),
        [("- id: mine", "the id 'mine' is taken, choose another")],
    ),
    "a subject with an entry's id": (
        Edit("uncovered.yaml", END, "\n- {id: difference, subject: x, aliases: [zebra]}\n"),
        [("- {id: difference", "the id 'difference' is taken, choose another")],
    ),
    "a repeated caution": (
        Edit("cautions.yaml", END, "\n- {id: cav_feast, severity: low, text: x}\n"),
        [("- {id: cav_feast", "the id 'cav_feast' is taken, choose another")],
    ),
    "a repeated section": (
        Edit("article.yaml", END, "\n  - {id: faq, title: x}\n"),
        [("- {id: faq", "the id 'faq' is taken, choose another")],
    ),
    "a repeated answer to a fit question": (
        Edit("fit.yaml", "- id: same$", "- id: decks"),
        [("- id: decks", "the id 'decks' is taken, choose another")],
    ),
    "an unknown topic of a round": (
        Edit("practice.yaml", "topic: phone_screen", "topic: phone_scren"),
        [("topic: phone_scren", "there is no topic 'phone_scren', did you mean 'phone_screen'?")],
    ),
    "an unknown entry of a check": (
        Edit("practice.yaml", r"for whom\?\", entry: difference", 'for whom?", entry: diference'),
        [
            (
                '- {id: problem, label: "Which problem',
                "there is no entry 'diference', did you mean 'difference'?",
            )
        ],
    ),
    "an unknown entry of a case": (
        Edit("practice.yaml", "entry: amazon_case_ai", "entry: amazon_case_xy"),
        [
            (
                "- {id: design_ai_price",
                "there is no entry 'amazon_case_xy', did you mean 'amazon_case_ml'?",
            )
        ],
    ),
    "an unknown role of a round": (
        Edit("practice.yaml", "- role: ml", "- role: mll"),
        [("- role: mll", "there is no role 'mll', did you mean 'ml'?")],
    ),
    "a length that the article does not give": (
        Edit("practice.yaml", "minutes: 45", "minutes: 40"),
        [
            (
                "- id: portfolio",
                "no entry of 'portfolio_review' says 40 min, mend the minutes, or drop `stated`",
            )
        ],
    ),
    "a round twice": (
        Edit("practice.yaml", "- id: design$", "- id: phone"),
        [("- id: phone", "'phone' is taken, choose another")],
    ),
    "a case twice": (
        Edit("practice.yaml", "id: exec_ai_bet", "id: exec_ai_years"),
        [("- {id: exec_ai_years", "'exec_ai_years' is taken, choose another")],
    ),
    "a role twice in a round": (
        Edit("practice.yaml", r"(?s)- role: ml(?!.*- role: ml)", "- role: ai"),
        [("- role: ai", "'ai' is taken, choose another")],
    ),
    "an unknown entry of the checklist": (
        Edit("prepare.yaml", "entry: playbook", "entry: playboook"),
        [("- {entry: playboook", "there is no entry 'playboook', did you mean 'playbook'?")],
    ),
    "an item of the checklist twice": (
        Edit("prepare.yaml", "entry: playbook", "entry: scripts"),
        [('- {entry: scripts, text: "Work', "'scripts' is taken, choose another")],
    ),
    "a time zone that is none": (
        Edit("prepare.yaml", "zone: Europe/Berlin", "zone: Europe/Berln"),
        [
            (
                "- {zone: Europe/Berln",
                "there is no time zone 'Europe/Berln', did you mean 'Europe/Berlin'?",
            )
        ],
    ),
    "an unknown section": (
        Edit(FAQ, END, entry("mine", section="fqa")),
        [("section: fqa", "there is no section 'fqa', did you mean 'faq'?")],
    ),
    "an unknown role": (
        Edit(FAQ, END, entry("mine", role="chef")),
        [
            ("- id: mine", "the topic 'mine' lacks an entry for a role, add it, or drop `role`"),
            ("role: chef", "there is no role 'chef', use one of: ai, ml"),
        ],
    ),
    "an unknown level": (
        Edit(FAQ, END, entry("mine", level="stuff")),
        [("level: stuff", "there is no level 'stuff', did you mean 'staff'?")],
    ),
    "an unknown caution": (
        Edit(FAQ, END, entry("mine", cautions="[cav_feast, cav_faest]")),
        [("cautions:", "there is no caution 'cav_faest', did you mean 'cav_feast'?")],
    ),
    "an unknown related entry": (
        Edit(FAQ, END, entry("mine", related="\n    - difference\n    - diference")),
        [("- diference", "there is no entry 'diference', did you mean 'difference'?")],
    ),
    "an unknown part": (
        Edit(FAQ, END, entry("mine", parts="[difference, diference]")),
        [("parts:", "there is no topic 'diference', did you mean 'difference'?")],
    ),
    "one alias for two topics": (
        Edit(FAQ, END, entry("mine", aliases="[a zebra]") + entry("yours", aliases="[A  Zebra]")),
        [("aliases: [A ", "the alias 'A  Zebra' also stands under the topic 'mine', keep one")],
    ),
    "a topic without one of its roles": (
        Edit(FAQ, END, entry("mine", role="ai")),
        [("- id: mine", "the topic 'mine' lacks an entry for a role, add it, or drop `role`")],
    ),
    "a topic with a role twice": (
        Edit(FAQ, END, entry("mine") + entry("yours", topic="mine")),
        [
            (
                "topic: mine",
                "the topic 'mine' has two entries for the same role, give one another topic",
            )
        ],
    ),
    "an uncovered subject near nothing": (
        Edit("uncovered.yaml", END, "\n- {id: mine, subject: x, near: truth, aliases: [zebra]}\n"),
        [("- {id: mine", "there is no entry 'truth', did you mean 'truths'?")],
    ),
    "an unknown role of a pay row": (
        Edit("pay.yaml", "role: ml", "role: chef"),
        [
            ("rows:", "the row ml senior is missing, add it"),
            ("- role: chef", "there is no role 'chef', use one of: ai, ml"),
        ],
    ),
    "an unknown level of a pay row": (
        Edit("pay.yaml", "^    level: senior", "    level: junior"),
        [
            ("rows:", "the row ai senior is missing, add it"),
            ("level: junior", "there is no level 'junior', did you mean 'senior'?"),
        ],
    ),
    "a pay row twice": (
        Edit(
            "pay.yaml",
            END,
            "\n  - {role: ai, level: staff, base: {low: 1, high: 2}, sign_on: {low: 1, high: 2},"
            " bonus: {low: 1, high: 2}, rsu: {low: 1, high: 2}}\n",
        ),
        [("- {role: ai", "the row ai staff stands twice, keep one")],
    ),
    "an unknown caution of a component": (
        Edit("pay.yaml", "caution: cav_bonus_period", "caution: cav_bonus_priod"),
        [
            (
                "caution: cav_bonus_priod",
                "there is no caution 'cav_bonus_priod', did you mean 'cav_bonus_period'?",
            )
        ],
    ),
    "an unknown caution of all pay": (
        Edit("pay.yaml", r"^cautions: \[.*\]", "cautions: [cav_no_source]"),
        [("cautions:", "there is no caution 'cav_no_source', did you mean 'cav_no_sources'?")],
    ),
    "an unknown caution of the pay desk": (
        Edit("desk.yaml", "cav_rsu_percent_of_company", "cav_rsu_percent"),
        [
            (
                "cautions: [cav_rsu_percent]",
                "there is no caution 'cav_rsu_percent', did you mean 'cav_rsu_percent_of_company'?",
            )
        ],
    ),
    "an unknown section of pay": (
        Edit("pay.yaml", "^section: .*", "section: compensatoin"),
        [("section:", "there is no section 'compensatoin', did you mean 'compensation'?")],
    ),
    "words for an unknown role": (
        Edit("words.yaml", "^  ml:$", "  mk:"),
        [
            ("roles:", f"roles in words.yaml and elsewhere differ on 'ml', {WORDS}"),
            ("mk:", f"roles in words.yaml and elsewhere differ on 'mk', {WORDS}"),
        ],
    ),
    "words for an unknown level": (
        Edit("words.yaml", "^  staff: ", "  boss: [boss]\n  staff: "),
        [("boss:", f"levels in words.yaml and elsewhere differ on 'boss', {WORDS}")],
    ),
    "words for an unknown component": (
        Edit("words.yaml", "^  rsu:", "  car: [car]\n  rsu:"),
        [("car:", f"components in words.yaml and elsewhere differ on 'car', {WORDS}")],
    ),
    "a pattern that is none": (
        Edit("words.yaml", '- "ml of"', '- "ml (of"'),
        [
            (
                '- "ml (of"',
                "not a regular expression: missing ), unterminated subpattern at position 3, "
                "mend it",
            )
        ],
    ),
    "an unknown entry to start with": (
        Edit("texts.yaml", r"^start_entries: \[.*\]", "start_entries: [diference]"),
        [("start_entries:", "there is no entry 'diference', did you mean 'difference'?")],
    ),
    "an unknown topic for a bare role": (
        Edit("texts.yaml", r"^role_topics: \[.*\]", "role_topics: [diference]"),
        [("role_topics:", "there is no topic 'diference', did you mean 'difference'?")],
    ),
    "a fit side of an unknown role": (
        Edit("fit.yaml", "role: ai, lean", "role: chef, lean"),
        [("- {role: chef", "there is no role 'chef', use one of: ai, ml")],
    ),
    "a fit question on an unknown entry": (
        Edit("fit.yaml", "^    entry: difference", "    entry: diference"),
        [("entry: diference", "there is no entry 'diference', did you mean 'difference'?")],
    ),
    "a fit result for an unknown lean": (
        Edit("fit.yaml", "- lean: balanced", "- lean: balance"),
        [
            ("results:", "the result 'balanced' is missing, add it"),
            ("- lean: balance", "there is no lean 'balance', did you mean 'balanced'?"),
        ],
    ),
    "a fit result on an unknown entry": (
        Edit("fit.yaml", r"entries: \[suits_ai,", "entries: [suit_ai,"),
        [("entries: [suit_ai", "there is no entry 'suit_ai', did you mean 'suits_ai'?")],
    ),
    "a next step on an unknown entry": (
        Edit("fit.yaml", r"entry: role_fit_conversation\}", "entry: role_fit_conversatoin}"),
        [
            (
                '- {text: "Have a role-fit talk with an AI PM',
                "there is no entry 'role_fit_conversatoin', did you mean 'role_fit_conversation'?",
            )
        ],
    ),
    "evidence for an unknown role": (
        Edit("fit.yaml", r"evidence: \{ai: 1\.0\}", "evidence: {chef: 1.0}"),
        [("evidence: {chef", "there is no role 'chef', use one of: ai, ml")],
    ),
    "a fit question of an unknown trait": (
        Edit("fit.yaml", "^    trait: craft", "    trait: crafts"),
        [("trait: crafts", "there is no trait 'crafts', did you mean 'craft'?")],
    ),
    "a fit answer on an unknown entry": (
        Edit("fit.yaml", "^        entry: time_split_ai", "        entry: time_splits"),
        [("entry: time_splits", "there is no entry 'time_splits', did you mean 'time_split_ml'?")],
    ),
    "a condition on an unknown question": (
        Edit("fit.yaml", r"only_if: \{question: background,", "only_if: {question: backgrounds,"),
        [
            (
                "only_if: {question: backgrounds",
                "there is no question 'backgrounds', did you mean 'background'?",
            )
        ],
    ),
    "a condition on an unknown answer": (
        Edit("fit.yaml", r"options: \[engineering, data\]", "options: [engineer, data]"),
        [
            (
                "only_if: {question: background, options: [engineer,",
                "there is no option 'engineer', did you mean 'engineering'?",
            )
        ],
    ),
    "a condition on a later question": (
        Edit(
            "fit.yaml",
            r"only_if: \{question: background, options: \[engineering, data\]\}",
            "only_if: {question: drains, options: [infra]}",
        ),
        [
            (
                "only_if: {question: drains",
                "'impact_proof' stands before 'drains', which it depends on, move it below",
            )
        ],
    ),
    "readiness of an unknown answer": (
        Edit(
            "fit.yaml", "question: impact_proof, option: built", "question: impact_proof, option: x"
        ),
        [
            (
                "- {question: impact_proof, option: x",
                "there is no option 'x', use one of: built, figures, some",
            )
        ],
    ),
    "more questions than everyone can be asked": (
        Edit("fit.yaml", "^  most: 8", "  most: 20"),
        [
            (
                "most: 20",
                "only 13 questions are asked of everyone, add some, or make `most` smaller than 20",
            )
        ],
    ),
    "strengths that begin too late": (
        Edit("fit.yaml", r"\{from: 0\.0,", "{from: 0.1,"),
        [("strengths:", "no strength begins at 0, let the first be `from: 0`")],
    ),
}


@pytest.mark.parametrize(("edit", "expected"), MISTAKES.values(), ids=MISTAKES)
def test_a_broken_reference_is_named_with_its_line_and_mend(
    folder: Folder, edit: Edit, expected: list[tuple[str, str]]
) -> None:
    folder.spoil(edit)
    found = [f"{edit.file}:{folder.line(edit.file, begins)}: {said}" for begins, said in expected]
    assert folder.said() == found


def test_a_pay_table_that_no_entry_reads_is_named(folder: Folder) -> None:
    folder.spoil(Edit("entries/compensation.yaml", "  lookup: pay\n", ""))
    line = folder.line("pay.yaml", "region:")
    said = f"pay.yaml:{line}: no entry answers from this file, give one `lookup: pay`"
    assert folder.said() == [said]


@pytest.mark.parametrize(
    ("file", "edit", "first"),
    [
        (
            "uncovered.yaml",
            "\n- {id: mine, subject: x, aliases: [a zebra]}\n",
            "the topic 'striped'",
        ),
        ("talk.yaml", "\n- {id: mine, reply: x, aliases: [a zebra]}\n", "the topic 'striped'"),
        ("offtopic.yaml", '\n  - "a zebra"\n', "the topic 'striped'"),
    ],
)
def test_an_alias_cannot_lead_out_of_the_entries_too(
    folder: Folder, file: str, edit: str, first: str
) -> None:
    folder.spoil(Edit(FAQ, END, entry("striped", aliases="[a zebra]")))
    folder.spoil(Edit(file, END, edit))
    line = folder.line(file, edit.strip()[:8])
    said = f"{file}:{line}: the alias 'a zebra' also stands under {first}, keep one"
    assert folder.said() == [said]


def test_the_same_alias_may_stand_under_both_roles_of_a_topic(folder: Folder) -> None:
    alike = {"topic": "mine", "aliases": "[a zebra]"}
    folder.spoil(
        Edit(FAQ, END, entry("mine", role="ai", **alike) + entry("my", role="ml", **alike))
    )
    assert folder.said() == []


def test_a_topic_may_have_a_general_entry_beside_its_roles(folder: Folder) -> None:
    general, special = entry("mine"), entry("my", topic="mine", role="ai")
    folder.spoil(Edit(FAQ, END, general + special))
    assert folder.said() == []


def test_mistakes_of_a_repeated_entry_are_told_where_they_stand(folder: Folder) -> None:
    again = entry("mine", topic="other", section="nowhere")
    folder.spoil(Edit(FAQ, END, entry("mine") + again))
    taken, nowhere = folder.said()
    assert taken.startswith(f"{FAQ}:{folder.line(FAQ, '- id: mine')}: the id")
    assert nowhere.startswith(f"{FAQ}:{folder.line(FAQ, 'section: nowhere')}: there is no section")


def test_broken_references_of_several_files_are_told_at_once(folder: Folder) -> None:
    folder.spoil(Edit(FAQ, END, entry("mine", section="nowhere", related="[nobody]")))
    folder.spoil(Edit("pay.yaml", "^section: .*", "section: nowhere"))
    folder.spoil(Edit("texts.yaml", r"^start_entries: \[.*\]", "start_entries: [nobody]"))
    assert [said.split(":")[0] for said in folder.said()] == [FAQ, FAQ, "pay.yaml", "texts.yaml"]
