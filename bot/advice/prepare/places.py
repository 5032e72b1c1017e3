"""What readers type of their place: a city, an offset, what their clock shows."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import available_timezones

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.advice.prepare.calendar import offset_at, offset_name, zone_of
from bot.knowledge.prepare import Place, PrepareFile
from bot.matching.text import bare, clean

_MISSPELT = ((10, 2), (5, 1))  # letters from which a name may be so many mistakes off
# The others are countries and offsets under names that nobody types.
_CONTINENTS = re.compile(
    r"(?:Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific)/"
)
_EAST, _WEST = 14 * 60, -12 * 60
_QUARTER = 15  # minutes; all clocks differ by whole ones
_OFFSET = re.compile(r"(?:utc|gmt)? ?([+-]) ?(\d{1,2})(?::?([0-5]\d))?(?: hours?| h)?")


class PlaceReader:
    """Reads typed places against prepare.yaml and the time-zone database."""

    def __init__(self, prepare: PrepareFile) -> None:
        self._places = prepare.places
        cities = filter(_CONTINENTS.match, sorted(available_timezones()))
        self._zones = {_city(zone): zone for zone in cities}
        for place in self._places:
            for said in (place.name, *place.also):
                self._zones[bare(said)] = place.zone

    def zone(self, text: str) -> str | None:
        """The zone of a city or an offset; a misspelt city is found, a made-up one is not."""
        offset = _OFFSET.fullmatch(clean(text))
        if offset is not None:
            minutes = int(offset[2]) * 60 + int(offset[3] or 0)
            minutes = -minutes if offset[1] == "-" else minutes
            return offset_name(minutes) if _WEST <= minutes <= _EAST else None
        for said in (bare(text), bare(text.partition(",")[0])):
            known = self._zones.get(said) or self._misspelt(said)
            if known is not None and zone_of(known) is not None:
                return known
        return None

    def offset(self, shown: int, at: datetime) -> int | None:
        """Minutes east of UTC of a reader whose clock shows this, as near as clocks differ."""
        now = at.astimezone(UTC)
        apart = round((shown - now.hour * 60 - now.minute) / _QUARTER) * _QUARTER
        # A clock does not say which day it is: the nearer side of the date line.
        return next((m for m in (apart, apart - 1440, apart + 1440) if -720 < m <= 720), None)

    def at_offset(self, minutes: int, at: datetime) -> list[Place]:
        """The places whose clocks show that now."""
        zones = ((place, zone_of(place.zone)) for place in self._places)
        return [place for place, zone in zones if zone and offset_at(zone, at) == minutes]

    def _misspelt(self, said: str) -> str | None:
        off = next((off for letters, off in _MISSPELT if len(said) >= letters), 0)
        found = process.extractOne(said, self._zones.keys(), scorer=OSA.distance, score_cutoff=off)
        return self._zones[found[0]] if found else None


def _city(zone: str) -> str:
    return bare(zone.rpartition("/")[2].replace("_", " "))
