"""Deep links: what /start gets when a reader follows https://t.me/BOT?start=PAYLOAD."""

from __future__ import annotations

from itertools import product

from bot.advice.pay import PayQuery
from bot.knowledge.models import Entry, Knowledge

FIT = "fit"
PAY = "salary"
# A link is followed before it is read: none of these begins or ends anything by one.
NOT_LINKED = frozenset({"start", "cancel", "forget", "admin"})
_ENTRY = "e_"


def entry_link(entry: Entry) -> str:
    """The payload that opens an entry."""
    return f"{_ENTRY}{entry.id}"


def linked_entry(payload: str, knowledge: Knowledge) -> Entry | None:
    """The entry that a payload opens, if it opens one."""
    if not payload.startswith(_ENTRY):
        return None
    return knowledge.entry.get(payload.removeprefix(_ENTRY))


def pay_link(query: PayQuery) -> str:
    """The payload that opens a pay look-up: `salary_staff_ml_rsu`; parts left open are left out."""
    chosen = (query.levels, query.roles, query.components)
    return "_".join([PAY, *("_".join(ids) for ids in chosen if len(ids) == 1)])


def pay_links(knowledge: Knowledge) -> dict[str, PayQuery]:
    """Every payload that opens a look-up, by ids; other words after it are read as typed."""
    levels = [(), *((level.id,) for level in knowledge.pay.levels)]
    roles = [(), *((role,) for role in knowledge.role_name)]
    parts = [(), *((part.id,) for part in knowledge.pay.components)]
    queries = [PayQuery(*chosen, whole=True) for chosen in product(roles, levels, parts)]
    return {pay_link(query): query for query in queries if query.roles or query.levels}
