"""What has to hold between the lines of service.yaml."""

from __future__ import annotations

from collections.abc import Iterator

from bot.knowledge.models import Knowledge
from bot.knowledge.reference import Reference
from bot.knowledge.service import TABLES, TEXTS_STAY

_FILE = "service.yaml"
OWN_WORDS, NEVER_MIND = "own", "no"  # buttons that are no reasons


def in_service(knowledge: Knowledge) -> Iterator[Reference]:
    """Each table in one line of `kept`; no question's text kept too long; reasons told apart."""
    seen: set[str] = set()
    for index, kept in enumerate(knowledge.service.kept):
        for place, table in enumerate(kept.tables):
            if table in seen:
                what = f"the table '{table}' stands in two lines"
                yield Reference(what, "keep one", _FILE, ("kept", index, "tables", place))
            seen.add(table)
        if "gaps" in kept.tables and kept.days > TEXTS_STAY:
            what = f"readers' questions would be kept for {kept.days} days"
            yield Reference(what, f"{TEXTS_STAY} at most", _FILE, ("kept", index, "days"))
    for missing in TABLES:
        if missing not in seen:
            what = f"no line says what is kept in the table '{missing}'"
            yield Reference(what, "add it to `tables` of one", _FILE, ("kept",))
    reasons = [reason.id for reason in knowledge.service.feedback.reasons]
    for index, name in enumerate(reasons):
        if reasons.index(name) != index or name in (OWN_WORDS, NEVER_MIND):
            location = ("feedback", "reasons", index, "id")
            yield Reference(f"the id '{name}' is taken", "choose another", _FILE, location)
