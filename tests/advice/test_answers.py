"""Replies from entries: the answer first, few cautions, the section, a way on."""

from __future__ import annotations

import pytest

from bot.advice import Advisor, Outcome
from bot.advice.answers import Answers
from bot.advice.reply import Bullets, Cautions, Citation, Heading, Paragraph
from bot.knowledge import Knowledge
from bot.knowledge.models import Entry
from tests.advice.chat import Chat, assert_sound, citations, labels, presses


@pytest.fixture
def answers(knowledge: Knowledge) -> Answers:
    return Answers(knowledge)


@pytest.fixture(scope="session")
def written(knowledge: Knowledge) -> list[Entry]:
    """All entries with an answer of their own."""
    return [entry for entry in knowledge.entries if entry.lookup is None]


def test_the_answer_comes_first(answers: Answers, written: list[Entry]) -> None:
    for entry in written:
        assert answers.reply([entry]).blocks[0] == Paragraph(entry.answer)


def test_its_points_follow(answers: Answers, written: list[Entry]) -> None:
    for entry in written:
        bullets = [block for block in answers.reply([entry]).blocks if isinstance(block, Bullets)]
        assert bullets == ([Bullets(entry.points)] if entry.points else [])


def test_the_section_it_stands_on_comes_last(
    answers: Answers, written: list[Entry], knowledge: Knowledge
) -> None:
    for entry in written:
        title = knowledge.section_title[entry.section]
        assert answers.reply([entry]).blocks[-1] == Citation(knowledge.article.title, (title,))


def test_only_the_gravest_cautions_are_given(
    answers: Answers, written: list[Entry], knowledge: Knowledge
) -> None:
    gravity = {caution.text: caution.severity for caution in knowledge.cautions}
    for entry in written:
        due = [knowledge.caution[name] for name in entry.cautions]
        found = [block for block in answers.reply([entry]).blocks if isinstance(block, Cautions)]
        given = [gravity[line] for block in found for line in block.lines]
        high = sum(caution.severity == "high" for caution in due)
        assert len(given) == min(len(due), max(2, high)), entry.id
        assert given == sorted(given, key=["high", "medium", "low"].index)


def test_an_answer_that_needs_no_caution_has_none(answers: Answers, written: list[Entry]) -> None:
    plain = next(entry for entry in written if not entry.cautions)
    assert not any(isinstance(block, Cautions) for block in answers.reply([plain]).blocks)


def test_up_to_three_buttons_lead_on_and_none_leads_back(
    answers: Answers, written: list[Entry]
) -> None:
    for entry in written:
        reply = answers.reply([entry])
        assert len(reply.buttons) <= 3
        assert f"a:{entry.id}" not in presses(reply)
        assert entry.label not in labels(reply)
        assert len(set(labels(reply))) == len(labels(reply))


def test_what_the_article_leaves_open_is_a_partial_answer(
    answers: Answers, written: list[Entry]
) -> None:
    for entry in written:
        expected = Outcome.PARTIAL if entry.covered == "partly" else Outcome.ANSWER
        assert answers.reply([entry]).outcome is expected


def test_each_role_has_its_own_answer(answers: Answers, knowledge: Knowledge) -> None:
    by_role = [topic for topic, entries in knowledge.topic.items() if entries[0].role]
    assert by_role
    for topic in by_role:
        assert [entry.role for entry in answers.entries_for(topic, "ai")] == ["ai"]
        assert [entry.role for entry in answers.entries_for(topic, "ml")] == ["ml"]


def test_without_a_role_both_are_answered_or_the_topic_as_a_whole(
    answers: Answers, knowledge: Knowledge
) -> None:
    for topic in knowledge.topic:
        roles = [entry.role for entry in answers.entries_for(topic, None)]
        assert roles in ([None], ["ai", "ml"])


def test_a_topic_without_roles_answers_for_either(answers: Answers) -> None:
    assert answers.entries_for("interview_flow", "ml") == answers.entries_for(
        "interview_flow", None
    )


def test_two_answers_come_in_order_with_one_citation(
    answers: Answers, knowledge: Knowledge
) -> None:
    asked = [knowledge.entry["duties_ml"], knowledge.entry["phone_screen"]]
    reply = answers.reply(asked)
    said = [block.text for block in reply.blocks if isinstance(block, Paragraph)]
    assert said == [entry.answer for entry in asked]
    assert len(citations(reply)) == 1
    assert len(citations(reply)[0].sections) == 2
    assert reply.entries == ("duties_ml", "phone_screen")


def test_several_long_answers_leave_their_points_out(
    answers: Answers, written: list[Entry]
) -> None:
    long = sorted(written, key=lambda entry: -len(" ".join(entry.points)))[:3]
    kept = [block.items for block in answers.reply(long).blocks if isinstance(block, Bullets)]
    assert kept == [entry.points for entry in long if entry.answer.endswith(":")]


def test_an_answer_that_is_its_list_keeps_it_beside_others(
    answers: Answers, written: list[Entry]
) -> None:
    listing = next(entry for entry in written if entry.answer.endswith(":") and entry.points)
    long = sorted(written, key=lambda entry: -len(" ".join(entry.points)))[:2]
    blocks = answers.reply([listing, *long]).blocks
    assert blocks[:2] == (Paragraph(listing.answer), Bullets(listing.points))


def test_a_subject_not_covered_gives_the_nearest_thing_labelled(
    answers: Answers, knowledge: Knowledge
) -> None:
    subject = next(row for row in knowledge.uncovered if row.near == "metrics_ml")
    near = knowledge.entry["metrics_ml"]
    reply = answers.uncovered(subject, near, answers.near(near))
    assert reply.outcome is Outcome.PARTIAL
    assert reply.blocks[:3] == (
        Paragraph(knowledge.texts.uncovered.format(subject=subject.subject)),
        Paragraph(knowledge.texts.nearest),
        Heading(near.question),
    )
    assert reply.entries == ("metrics_ml",)
    assert presses(reply) == [f"a:{name}" for name in near.related]
    assert citations(reply)


def test_the_nearest_thing_keeps_a_list_that_is_its_answer(
    answers: Answers, knowledge: Knowledge
) -> None:
    listing = knowledge.entry["interview_flow"]
    assert answers.near(listing)[1:3] == (Paragraph(listing.answer), Bullets(listing.points))


def test_a_subject_with_nothing_near_is_declined_by_name(
    answers: Answers, knowledge: Knowledge
) -> None:
    subject = next(row for row in knowledge.uncovered if row.near is None)
    reply = answers.uncovered(subject, None, ())
    assert reply.outcome is Outcome.DECLINE
    assert reply.blocks == (Paragraph(knowledge.texts.uncovered.format(subject=subject.subject)),)
    assert presses(reply) == [f"a:{name}" for name in knowledge.texts.start_entries]


def test_a_hedged_answer_says_so_first_and_offers_the_other_meanings(
    answers: Answers, knowledge: Knowledge
) -> None:
    sure = answers.reply([knowledge.entry["phone_screen"]])
    others = [knowledge.entry["interview_flow"], knowledge.entry["difference"]]
    reply = answers.hedged(sure, others)
    assert reply.outcome is Outcome.PARTIAL
    asked = knowledge.entry["phone_screen"].question
    assert reply.blocks == (Paragraph(knowledge.texts.hedge), Heading(asked), *sure.blocks)
    assert presses(reply) == ["a:interview_flow", "a:difference"]
    assert (reply.entries, reply.votable) == (sure.entries, True)


def test_a_hedged_answer_without_other_meanings_keeps_its_buttons(
    answers: Answers, knowledge: Knowledge
) -> None:
    sure = answers.reply([knowledge.entry["phone_screen"]])
    assert answers.hedged(sure, []).buttons == sure.buttons


def test_a_no_offers_the_nearest_things_it_knows(answers: Answers, knowledge: Knowledge) -> None:
    reply = answers.decline([knowledge.entry["difference"]])
    assert reply.outcome is Outcome.DECLINE
    assert reply.blocks[-1] == Paragraph(knowledge.texts.decline_near)
    assert presses(reply) == ["a:difference"]


def test_a_plain_no_offers_where_to_begin(answers: Answers, knowledge: Knowledge) -> None:
    reply = answers.decline([])
    assert reply.blocks == (Paragraph(knowledge.texts.decline),)
    assert presses(reply) == [f"a:{name}" for name in knowledge.texts.start_entries]


def test_every_entry_answers_its_own_button(advisor: Advisor) -> None:
    for entry in advisor.knowledge.entries:
        reply = Chat(advisor).press(f"a:{entry.id}")
        assert reply.entries == (entry.id,)
        assert_sound(reply, advisor)


def test_thumbs_go_under_an_answer_and_a_vote_is_noted(chat: Chat) -> None:
    reply = chat.press("a:difference")
    assert reply.labels()[-1] == ["👍", "👎"]
    voted = chat.tap("👎")
    assert (voted.vote, voted.blocks) == ("-:difference", ())
    assert voted.toast


@pytest.mark.parametrize("text", ["hello", "/help", "asdkj qwlekj zzxc"])
def test_no_thumbs_where_nothing_was_answered(chat: Chat, text: str) -> None:
    assert "👍" not in labels(chat.say(text))
