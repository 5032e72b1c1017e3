"""What all models share: kinds of text, and the rule that unknown keys are mistakes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

# Fits into a deep link and a button, 64 each, behind what they put before it.
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Line = Annotated[str, Field(min_length=1, max_length=600)]
Label = Annotated[str, Field(min_length=1, max_length=32)]
Words = Annotated[str, Field(min_length=1, max_length=60)]
Section = Slug
Severity = Literal["high", "medium", "low"]


def Filled(*names: str) -> AfterValidator:  # noqa: N802 used like a type, inside Annotated
    """A text in which only these names in braces are filled in."""

    def check(text: str) -> str:
        try:
            text.format(**dict.fromkeys(names, ""))
        except (LookupError, ValueError, AttributeError):
            filled = ", ".join(f"{{{name}}}" for name in names)
            raise ValueError(f"only {filled} can stand in braces") from None
        return text

    return AfterValidator(check)


class Curated(BaseModel):
    """Base of everything read from a file: unknown keys are mistakes, values never change."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Named(Curated):
    id: Annotated[Slug, Field(max_length=12)]  # several fit in a button
    name: Words
