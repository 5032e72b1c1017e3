"""Replies as values, and as plain text."""

from __future__ import annotations

import pytest

from bot.advice import Button, Outcome, Reply
from bot.advice.plain import plain_text
from bot.advice.reply import (
    Block,
    Bullets,
    Cautions,
    Citation,
    Heading,
    Paragraph,
    Section,
    Table,
    say,
    toast,
)

YES, NO = Button("Yes", "yes"), Button("No", "no")


def test_what_is_said_has_a_button_a_row() -> None:
    reply = say("Sure?", Outcome.CHOICE, [YES, NO])
    assert reply.blocks == (Paragraph("Sure?"),)
    assert reply.labels() == [["Yes"], ["No"]]


def test_a_toast_is_no_message() -> None:
    reply = toast("Noted.")
    assert (reply.blocks, reply.buttons, plain_text(reply)) == ((), (), "Noted.")


def test_a_reply_followed_by_another_takes_its_buttons() -> None:
    first = Reply(
        (Paragraph("One."),),
        Outcome.ANSWER,
        buttons=((YES,),),
        entries=("one",),
        data={"rows": []},
        in_place=True,
        votable=True,
    )
    both = first.followed_by(say("Two?", Outcome.FLOW, [NO], live=True))
    assert both == Reply(
        (Paragraph("One."), Paragraph("Two?")),
        Outcome.ANSWER,
        buttons=((NO,),),
        entries=("one",),
        data={"rows": []},
        live=True,
    )


@pytest.mark.parametrize(
    ("block", "text"),
    [
        (Paragraph("One."), "One."),
        (Heading("Senior ML PM"), "Senior ML PM"),
        (Bullets(("one", "#2 two", "3. three", "4 four")), "• one\n#2 two\n3. three\n• 4 four"),
        (Section("Pay", ("a", "1. b")), "Pay\n• a\n1. b"),
        (Table((("", "AI"), ("Base", "$1k"), ("RSU", "2%"))), "      AI\nBase  $1k\nRSU   2%"),
        (Cautions(("Careful.", "Again.")), "Note: Careful.\nNote: Again."),
        (Citation("Title", ("Pay", "FAQ")), "Source: “Title”, Pay; FAQ"),
    ],
)
def test_each_kind_of_block_has_its_plain_form(block: Block, text: str) -> None:
    assert plain_text(Reply((block,), Outcome.ANSWER)) == text


def test_blocks_stand_a_blank_line_apart() -> None:
    reply = Reply((Paragraph("One."), Paragraph("Two.")), Outcome.ANSWER)
    assert plain_text(reply) == "One.\n\nTwo."
