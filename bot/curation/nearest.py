"""The entries that an open question may belong to."""

from __future__ import annotations

from bot.advice.live import Advising
from bot.curation.groups import Group
from bot.knowledge.models import Entry

_SHOWN = 3


def nearest(group: Group, advisor: Advising) -> list[Entry]:
    """The best of three topics for the group's most typical text, of the role it names."""
    if not group.texts:
        return []
    match = advisor.matcher.match(group.texts[0])
    return [
        _of_role(advisor.knowledge.topic[topic.id], match.slots.role)
        for topic in match.topics()[:_SHOWN]
    ]


def _of_role(entries: tuple[Entry, ...], role: str | None) -> Entry:
    return next((entry for entry in entries if entry.role == role), entries[0])
