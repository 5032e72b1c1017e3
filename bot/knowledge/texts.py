"""texts.yaml: what the bot says about itself, and the frames of its replies."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field, field_validator

from bot.knowledge.shapes import Curated, Filled, Label, Line, Slug

Command = Literal[
    "start",
    "help",
    "salary",
    "offer",
    "fit",
    "compare",
    "resume",
    "interview",
    "quiz",
    "practice",
    "prepare",
    "cancel",
    "about",
    "privacy",
    "history",
    "export",
    "forget",
]


_What = Annotated[str, Field(min_length=1, max_length=256)]  # as Telegram's menus take it
_NOT_THERE = Filled("found", "levels", "roles", "region")


class SalaryTexts(Curated):
    ask: Line
    component: Annotated[Line, Filled("component")]
    unknown_level: Annotated[Line, _NOT_THERE]
    unknown_role: Annotated[Line, _NOT_THERE]
    location: Annotated[Line, _NOT_THERE]
    have: Line


DialogueName = Literal["fit", "offer", "bullet", "sale", "quiz", "practice", "nudges", "result"]


class FloorTexts(Curated):
    """What is said of dialogues that wait while another has the floor."""

    names: Annotated[
        dict[DialogueName, Label], Field(json_schema_extra={"required": [*get_args(DialogueName)]})
    ]
    still: Annotated[Line, Filled("names")]
    which: Annotated[Line, Filled("names")]
    nothing: Line
    back: tuple[Line, ...] = Field(description="What readers say before the name of one.")
    around: tuple[Line, ...] = Field(description="Before such a name: the, my.")
    wanting: tuple[Line, ...] = Field(description="Before what is to be begun: can you.")
    repeat: tuple[Line, ...] = Field(description="How readers ask for the question again.")

    @field_validator("names")
    @classmethod
    def _all_names_are_there(cls, names: dict[DialogueName, str]) -> dict[DialogueName, str]:
        for name in get_args(DialogueName):
            if name not in names:
                raise ValueError(f"the name of {name} is missing")
        return names


class Texts(Curated):
    """What the bot says about itself, and the frames of its replies."""

    name: Annotated[str, Field(max_length=64)]
    description: Annotated[str, Field(max_length=512)]
    short_description: Annotated[str, Field(max_length=120)]
    start: Line
    start_entries: tuple[Slug, ...] = Field(max_length=4)
    start_fit: Label
    help: Line
    help_examples: tuple[Line, ...]
    help_elsewhere: Line
    about: Annotated[Line, Filled("article", "publisher", "year", "region")]
    forget_ask: Line
    forget_yes: Label
    forget_no: Label
    forget_agreed: tuple[Line, ...] = Field(min_length=1)
    forget_kept: Line
    forgotten: Line
    decline: Line
    decline_near: Line
    uncovered: Annotated[Line, Filled("subject")]
    nearest: Line
    choice: Line
    level_beyond: Line
    hedge: Line
    role_only: Annotated[Line, Filled("role")]
    role_topics: tuple[Slug, ...] = Field(min_length=1, max_length=3)
    empty: Line
    too_long: Line
    attachment: Line
    unknown_command: Line
    nothing_to_cancel: Line
    stale_button: Line
    restarted: Line
    broken: Line
    slower: Line
    edit_in_flow: Line
    salary: SalaryTexts
    floor: FloorTexts
    command_groups: dict[Line, dict[Command, _What]] = Field(
        description="What each command does, under the headings of /help, in the menu's order."
    )
    phrases: dict[Command, tuple[Line, ...]]

    @field_validator("command_groups")
    @classmethod
    def _each_command_stands_once(
        cls, groups: dict[str, dict[Command, str]]
    ) -> dict[str, dict[Command, str]]:
        there = [name for group in groups.values() for name in group]
        for name in get_args(Command):
            if name not in there:
                raise ValueError(f"/{name} is missing")
            if there.count(name) > 1:
                raise ValueError(f"/{name} stands twice")
        return groups

    @property
    def commands(self) -> dict[Command, str]:
        """What each command does, in the menu's order."""
        return {
            name: what for group in self.command_groups.values() for name, what in group.items()
        }
