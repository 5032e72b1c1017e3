"""Related questions: each leads on, none to where the reader is."""

from __future__ import annotations

from collections.abc import Iterator

from bot.knowledge.models import Entry, Knowledge
from bot.knowledge.reference import Reference


def in_related(knowledge: Knowledge) -> Iterator[Reference]:
    """Entries related to themselves, twice to another, or only to one that leads back."""
    for place, entry in enumerate(knowledge.entries):
        for index, name in enumerate(entry.related):
            location = ("related", index)
            if name == entry.id:
                what = f"'{name}' is related to itself"
                yield Reference(what, "name another entry", location=location, entry=place)
            elif name in entry.related[:index]:
                yield Reference(
                    f"'{name}' stands twice", "keep one", location=location, entry=place
                )
        if _only_leads_back(entry, knowledge):
            what = f"from '{entry.id}' a reader can only go to '{entry.related[0]}' and back"
            mend = "name a second related entry"
            yield Reference(what, mend, location=("related",), entry=place)


def _only_leads_back(entry: Entry, knowledge: Knowledge) -> bool:
    if len(entry.related) != 1 or entry.related[0] not in knowledge.entry:
        return False
    return set(knowledge.entry[entry.related[0]].related) == {entry.id}
