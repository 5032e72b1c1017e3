"""What pay rows become in deep links: each link leads to one place.

That ids fit into links and buttons is the shape's to say: `Slug` in shapes.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.knowledge.models import Knowledge
from bot.knowledge.reference import Reference


def in_links(knowledge: Knowledge) -> Iterator[Reference]:
    """Levels whose ids, joined with a role's, read like another level and role."""
    seen: dict[str, str] = {}
    for index, level in enumerate(knowledge.pay.levels):
        for role in knowledge.role_name:
            link = f"salary_{level.id}_{role}"
            first = seen.setdefault(link, level.id)
            if first != level.id:
                what = f"the link '{link}' could mean the level '{first}' or '{level.id}'"
                yield Reference(what, "choose another id", "pay.yaml", ("levels", index, "id"))
