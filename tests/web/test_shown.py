"""What the page is told of a message and its file."""

from __future__ import annotations

from typing import Any

from bot.telegram.local import LocalFile, LocalMessage, LocalTelegram
from bot.web.shown import CAN_VOTE, image_type, shown

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (640).to_bytes(4) + (480).to_bytes(4)


async def sent(method: str, **parameters: Any) -> dict[str, Any]:
    telegram = LocalTelegram()
    telegram.text("hello")
    status, _ = await telegram.call(method, {"chat_id": 1, **parameters})
    assert status == 200
    return shown(telegram.messages()[-1], telegram.files)


async def test_a_picture_says_how_much_place_it_takes() -> None:
    told = await sent("sendPhoto", photo=LocalFile("p.png", PNG), caption="<b>so</b>")
    assert told["kind"] == "photo"
    assert (told["file"]["width"], told["file"]["height"]) == (640, 480)


async def test_a_picture_of_another_kind_says_nothing_of_its_size() -> None:
    for content in (b"\xff\xd8\xff\xe0", PNG[:20], b"GIF89a"):
        told = await sent("sendPhoto", photo=LocalFile("p", content))
        assert (told["file"]["width"], told["file"]["height"]) == (0, 0)


async def test_a_document_has_its_name_and_length() -> None:
    told = await sent("sendDocument", document=LocalFile("export.json", b"{}"), caption="All")
    assert told["kind"] == "document"
    assert (told["file"]["name"], told["file"]["bytes"], told["text"]) == ("export.json", 2, "All")


async def test_a_poll_has_its_question_and_options() -> None:
    told = await sent("sendPoll", question="Which?", options=[{"text": "a"}, {"text": "b"}])
    assert (told["text"], told["poll"]["question"]) == ("", "Which?")
    assert told["poll"]["options"] == [{"text": "a"}, {"text": "b"}]
    assert told["poll"]["open"] is CAN_VOTE


async def test_a_poll_that_is_voted_in_shows_what_was_right() -> None:
    quiz = {"correct_option_ids": [0], "explanation": "so it is", "total_voter_count": 1}
    options = [{"text": "a", "voter_count": 0}, {"text": "b", "voter_count": 1}]
    poll = {"question": "Which?", "options": options, "is_closed": False, **quiz}
    payload = {"message_id": 1, "from": {"is_bot": True}, "date": 0, "poll": poll}
    told = shown(LocalMessage(payload), {})["poll"]
    assert (told["open"], told["voted"], told["explanation"]) == (False, True, "so it is")
    assert [option["right"] for option in told["options"]] == [True, False]
    assert [option["chosen"] for option in told["options"]] == [False, True]


async def test_a_button_that_picks_another_chat_is_left_out() -> None:
    picks = {"text": "Send", "switch_inline_query": "x"}
    rows = [[picks], [picks, {"text": "A", "callback_data": "a"}]]
    told = await sent("sendMessage", text="x", reply_markup={"inline_keyboard": rows})
    assert [[button["label"] for button in row] for row in told["buttons"]] == [["A"]]


async def test_buttons_come_row_by_row() -> None:
    rows = [[{"text": "A", "callback_data": "a"}], [{"text": "B", "url": "https://b.example"}]]
    told = await sent("sendMessage", text="x", reply_markup={"inline_keyboard": rows})
    assert told["buttons"] == [
        [{"label": "A", "data": "a", "url": None}],
        [{"label": "B", "data": None, "url": "https://b.example"}],
    ]


def test_what_the_page_has_no_look_for_is_other() -> None:
    telegram = LocalTelegram()
    telegram.attachment("sticker")
    assert shown(telegram.messages()[0], {})["kind"] == "other"


def test_a_picture_whose_file_is_gone_is_still_a_picture() -> None:
    payload = {"message_id": 1, "from": {"is_bot": True}, "date": 0, "photo": [{"file_id": "x"}]}
    told = shown(LocalMessage(payload), {})
    assert (told["kind"], told["file"]["bytes"]) == ("photo", 0)


def test_only_pictures_are_served_as_such() -> None:
    assert image_type(PNG) == "image/png"
    assert image_type(b"\xff\xd8\xff\xe0") == "image/jpeg"
    for content in (b"<script>", b"<svg xmlns='http://www.w3.org/2000/svg'>", b""):
        assert image_type(content) == "application/octet-stream"
