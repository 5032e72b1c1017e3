"""What a button or a typed move does to an offer that is being gathered."""

from __future__ import annotations

from decimal import Decimal

from bot.advice.desk.rows import Rows
from bot.advice.desk.screens import BASE, VALUE, Screens, can_show
from bot.advice.session import OfferPart, OfferRun
from bot.knowledge.models import Knowledge


class Moves:
    """Pure changes of a run; None for what makes no sense where the run is."""

    def __init__(self, knowledge: Knowledge, rows: Rows, screens: Screens) -> None:
        self._values = knowledge.desk.reading.values
        self._rows = rows
        self._screens = screens

    def changed(self, run: OfferRun, act: str, value: str) -> OfferRun | None:
        """The offer after a move."""
        return self._answered(run, act, value) or self._steered(run, act, value)

    def _answered(self, run: OfferRun, act: str, value: str) -> OfferRun | None:
        """The question that waits is answered."""
        part = run.asking if run.asking in self._rows.component else None
        match act:
            case "role" if value in self._rows.roles:
                return run.model_copy(update={"role": value})
            case "level" if value in self._rows.levels:
                return run.model_copy(update={"level": value})
            case "none" if part and part != BASE:
                return with_part(run, part, self._nothing(part))
            case "unknown" if part:
                left = {name: one for name, one in run.parts.items() if name != part}
                unknown = tuple(dict.fromkeys((*run.unknown, part)))
                return run.model_copy(update={"unknown": unknown, "parts": left})
            case "v" if part and value in map(str, self._screens.suggested(run, part)):
                unit = self._rows.component[part].unit
                return with_part(run, part, OfferPart(value=Decimal(value), unit=unit))
            case "at" if value in map(str, self._values):
                return run.model_copy(update={"value": Decimal(value)})
            case _:
                return None

    def _steered(self, run: OfferRun, act: str, value: str) -> OfferRun | None:
        """Another question waits, or none."""
        possible = {
            "ask": value in self._rows.component,
            "back": self.before(run) is not None,
            "same": run.asking in run.parts or self._row_has(run),
            "unknown": run.asking == VALUE,
        }
        if act == "show" and can_show(run):
            return self._rest_unknown(run)
        return run if possible.get(act) else None

    def before(self, run: OfferRun) -> str | None:
        """The question before the one that waits."""
        order = ("role", "level", *self._rows.component)
        at = order.index(run.asking) if run.asking in order else 0
        return order[at - 1] if at else None

    def _row_has(self, run: OfferRun) -> bool:
        """Whether the role or the level that waits is known already."""
        return bool(run.asking in ("role", "level") and getattr(run, run.asking))

    def _nothing(self, part: str) -> OfferPart:
        return OfferPart(value=Decimal(0), unit=self._rows.component[part].unit)

    def _rest_unknown(self, run: OfferRun) -> OfferRun:
        left = [part for part in self._rows.component if part not in run.parts]
        return run.model_copy(update={"unknown": tuple(left)})


def with_part(run: OfferRun, part: str, given: OfferPart) -> OfferRun:
    return run.model_copy(update={"parts": {**run.parts, part: given}})
