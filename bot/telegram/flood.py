"""A reader who writes faster than anybody reads is answered at a calmer pace."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

_KNOWN = 20_000  # readers remembered, the last ones
_BURST = 15  # messages at once that nobody minds


@dataclass
class _Bucket:
    tokens: float
    at: float
    told: bool = False


@dataclass(frozen=True)
class Pace:
    """How many seconds a message has to wait, and whether its reader is to be told why."""

    seconds: float = 0.0
    tell: bool = False


class Flood:
    """A bucket of messages a reader, filled again by `per_minute`; 0 lets everything pass."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = per_minute / 60
        self._clock = clock
        self._buckets: OrderedDict[tuple[int, int], _Bucket] = OrderedDict()

    def pace(self, chat_id: int, reader_id: int) -> Pace:
        """Count one more message of a reader."""
        if not self._rate:
            return Pace()
        bucket = self._bucket((chat_id, reader_id))
        bucket.tokens -= 1
        if bucket.tokens >= 0:
            return Pace()
        tell, bucket.told = not bucket.told, True
        return Pace(-bucket.tokens / self._rate, tell)

    def _bucket(self, reader: tuple[int, int]) -> _Bucket:
        now = self._clock()
        bucket = self._buckets.setdefault(reader, _Bucket(_BURST, now))
        self._buckets.move_to_end(reader)
        if len(self._buckets) > _KNOWN:
            self._buckets.popitem(last=False)
        bucket.tokens = min(bucket.tokens + (now - bucket.at) * self._rate, _BURST)
        bucket.at = now
        if bucket.tokens >= _BURST / 2:
            bucket.told = False
        return bucket
