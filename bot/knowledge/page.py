"""page.yaml: the words of the chat page around what the bot itself says."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.knowledge.shapes import Curated, Filled, Label, Line, Words


class PageTexts(Curated):
    """The words of the chat page. `name` is the bot's, filled in."""

    language: Annotated[str, Field(pattern=r"^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$")]
    conversation: Words
    you: Label
    field: Words
    placeholder: Words
    send: Label
    commands: Words
    begin: Label
    examples: Words
    newest: Words
    clear: Label
    clear_sure: Label
    edit: Line
    typing: Annotated[Line, Filled("name")]
    offline: Line
    unsent: Line
    too_long: Line
    too_fast: Line
    full: Line
    restarted: Line
    lost: Line
    copied: Line
    download: Annotated[Line, Filled("file")]
    no_file: Line
    poll: Line
    other: Line
    no_script: Line
