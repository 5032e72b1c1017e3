"""What a button or a typed move does to an offer that is being gathered."""

from __future__ import annotations

from decimal import Decimal

from bot.advice.desk.rows import Rows
from bot.advice.desk.screens import BASE, Screens, can_show
from bot.advice.session import OfferPart, OfferRun


class Moves:
    """Pure changes of a run; None for what makes no sense where the run is."""

    def __init__(self, rows: Rows, screens: Screens) -> None:
        self._rows = rows
        self._screens = screens

    def changed(self, run: OfferRun, act: str, value: str) -> OfferRun | None:
        """The offer after a move."""
        part = run.asking if run.asking in self._rows.component else None
        match act:
            case "role" if value in self._rows.roles:
                return run.model_copy(update={"role": value})
            case "level" if value in self._rows.levels:
                return run.model_copy(update={"level": value})
            case "ask" if value in self._rows.component:
                return run
            case "none" if part and part != BASE:
                return with_part(run, part, self._nothing(part))
            case "unknown" if part:
                return run.model_copy(update={"unknown": (*run.unknown, part)})
            case "show" if can_show(run):
                return self._rest_unknown(run)
            case "v" if part and value in map(str, self._screens.suggested(run, part)):
                unit = self._rows.component[part].unit
                return with_part(run, part, OfferPart(value=Decimal(value), unit=unit))
            case _:
                return None

    def _nothing(self, part: str) -> OfferPart:
        return OfferPart(value=Decimal(0), unit=self._rows.component[part].unit)

    def _rest_unknown(self, run: OfferRun) -> OfferRun:
        left = [part for part in self._rows.component if part not in run.parts]
        return run.model_copy(update={"unknown": tuple(left)})


def with_part(run: OfferRun, part: str, given: OfferPart) -> OfferRun:
    return run.model_copy(update={"parts": {**run.parts, part: given}})
