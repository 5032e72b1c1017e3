"""What compare.yaml, interview.yaml, quiz.yaml and resume.yaml say of themselves and of others."""

from __future__ import annotations

import pytest

from tests.knowledge.spoiling import END, Edit, Folder

MISTAKES = {
    "a comparison of an unknown entry": (
        Edit("compare.yaml", r"entries: \[time_split_ai,", "entries: [time_split,"),
        [("- {name: Time", "there is no entry 'time_split', did you mean 'time_split_ml'?")],
    ),
    "a comparison that has nothing to say of a role": (
        Edit("compare.yaml", r"entries: \[time_split_ai, time_split_ml\]", "entries: [tldr]"),
        [
            (
                "- {name: Time",
                f"none of the entries of 'Time' has a brief for '{role}', "
                f"add `brief: {{{role}: …}}` to one of them, or another entry",
            )
            for role in ("ai", "ml")
        ],
    ),
    "an aspect twice": (
        Edit("compare.yaml", "- id: skills", "- id: week"),
        [("- id: week", "the id 'week' is taken, choose another")],
    ),
    "a flow that is no entry": (
        Edit("interview.yaml", "^flow: .*", "flow: interview_flo"),
        [("flow:", "there is no entry 'interview_flo', did you mean 'interview_flow'?")],
    ),
    "a stage that leads nowhere": (
        Edit("interview.yaml", r"more: \[scripts\]", "more: [script]"),
        [("more: [script]", "there is no entry 'script', did you mean 'scripts'?")],
    ),
    "stages that are not those of the entry": (
        Edit("interview.yaml", "- topic: phone_screen", "- topic: scripts"),
        [
            (
                "stages:",
                "the stages differ from the parts of the entry 'interview_flow', let them be: "
                "phone_screen, portfolio_review, onsite_day_1, onsite_day_2, executive_interview",
            )
        ],
    ),
    "a stage of an unknown topic": (
        Edit("interview.yaml", "- topic: phone_screen", "- topic: fone_screen"),
        [
            (
                "stages:",
                "the stages differ from the parts of the entry 'interview_flow', let them be: "
                "phone_screen, portfolio_review, onsite_day_1, onsite_day_2, executive_interview",
            ),
            ("- topic: fone", "there is no topic 'fone_screen', did you mean 'phone_screen'?"),
        ],
    ),
    "a statement twice": (
        Edit("quiz.yaml", "- id: model_cards", "- id: prds"),
        [("- id: prds", "the id 'prds' is taken, choose another")],
    ),
    "a statement of an unknown role": (
        Edit("quiz.yaml", "role: ai", "role: chef"),
        [("role: chef", "there is no role 'chef', use one of: ai, ml")],
    ),
    "a statement on an unknown entry": (
        Edit("quiz.yaml", "entry: okr_planning", "entry: okr_planing"),
        [("entry: okr_planing", "there is no entry 'okr_planing', did you mean 'okr_planning'?")],
    ),
    "more statements for one role": (
        Edit("quiz.yaml", "role: ai", "role: ml"),
        [
            (
                "statements:",
                "the roles have not the same number of statements (ai: 15, ml: 17), "
                "add some, or remove some",
            )
        ],
    ),
    "a piece on an unknown entry": (
        Edit("resume.yaml", "^entry: mistakes", "entry: mistake"),
        [("entry: mistake", "there is no entry 'mistake', did you mean 'mistakes'?")],
    ),
    "a lens of an unknown role": (
        Edit("resume.yaml", "- role: ai", "- role: chef"),
        [("- role: chef", "there is no role 'chef', use one of: ai, ml")],
    ),
    "two lenses of one role": (
        Edit("resume.yaml", "- role: ml", "- role: ai"),
        [("- role: ai", "both lenses are of one role, give each its own")],
    ),
    "a lens shown by an unknown entry": (
        Edit("resume.yaml", "framing: bullet_ai", "framing: bulet_ai"),
        [("framing: bulet_ai", "there is no entry 'bulet_ai', did you mean 'bullet_ai'?")],
    ),
    "a part told by an unknown signal": (
        Edit("resume.yaml", r"signals: \[adoption\]", "signals: [adopt]"),
        [("signals: [adopt]", "there is no signal 'adopt', did you mean 'adoption'?")],
    ),
    "a part on an unknown entry": (
        Edit("resume.yaml", "entry: impact_first_prd", "entry: impact_prd"),
        [("entry: impact_prd", "there is no entry 'impact_prd', did you mean 'impact_first_prd'?")],
    ),
    "a part twice": (
        Edit("resume.yaml", "- id: speed$", "- id: money"),
        [("- id: money", "the id 'money' is taken, choose another")],
    ),
    "a signal that is read apart and is not there": (
        Edit("resume.yaml", "- id: counted", "- id: heads"),
        [("signals:", "the signal 'counted' is missing, add it")],
    ),
    "a signal of an unknown role": (
        Edit("resume.yaml", "    lens: ml", "    lens: chef"),
        [("lens: chef", "there is no role 'chef', use one of: ai, ml")],
    ),
    "a brief for an unknown role": (
        Edit("entries/skills.yaml", '^    ai: "market sizing', '    chef: "market sizing'),
        None,
    ),
}


@pytest.mark.parametrize(("edit", "expected"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_named_with_its_line_and_mend(
    folder: Folder, edit: Edit, expected: list[tuple[str, str]] | None
) -> None:
    folder.spoil(edit)
    if expected is None:
        assert any("there is no role 'chef', use one of: ai, ml" in said for said in folder.said())
        return
    lines = [line for line, _ in expected]
    assert len(folder.said()) == len(expected)
    for said, begins, wanted in zip(
        folder.said(), lines, [wanted for _, wanted in expected], strict=True
    ):
        assert said.startswith(f"{edit.file}:")
        assert said.endswith(f": {wanted}")
        number = int(said.split(":")[1])
        text = (folder.path / edit.file).read_text("utf-8").splitlines()[number - 1]
        assert begins in text


def test_a_round_longer_than_the_list_is_named(folder: Folder) -> None:
    folder.spoil(Edit("quiz.yaml", "^round: 6", "round: 20"))
    assert folder.said() == []
    text = (folder.path / "quiz.yaml").read_text("utf-8")
    kept = text.partition("  - id: problem_space")[0]
    (folder.path / "quiz.yaml").write_text(kept, encoding="utf-8")
    (said,) = folder.said()
    assert said.endswith(": a round of 20 is longer than the list, at most 2")


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (
            Edit("quiz.yaml", 'why: "PRDs are the', f'why: "{"x" * 200} PRDs are the'),
            "String should have at most 200 characters",
        ),
        (Edit("compare.yaml", END, "\nmore: 1\n"), "'more' is not a known key"),
        (
            Edit("compare.yaml", r'side: "\{role\}', 'side: "{rolle}'),
            "only {role}, {brief} can stand in braces",
        ),
        (Edit("resume.yaml", "piece: outcome", "piece: result"), "piece"),
    ],
)
def test_a_wrong_value_is_named(folder: Folder, edit: Edit, said: str) -> None:
    folder.spoil(edit)
    assert any(said in problem for problem in folder.said())
