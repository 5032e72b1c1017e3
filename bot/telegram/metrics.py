"""What operators watch: counts and times for Prometheus. No label holds a chat or a text."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """One process's figures, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self.updates = Counter(
            "pm_advisor_updates", "Updates done with", ["kind", "result"], registry=registry
        )
        self.answers = Counter(
            "pm_advisor_answers", "Replies by what they amount to", ["outcome"], registry=registry
        )
        self.seconds = Histogram(
            "pm_advisor_update_seconds",
            "From taking an update to its commit",
            ["kind"],
            buckets=_SECONDS,
            registry=registry,
        )
        self.retries = Counter(
            "pm_advisor_retries", "Tries after a failure", ["cause"], registry=registry
        )
        self.dead = Counter("pm_advisor_dead_letters", "Updates given up", registry=registry)
        self.errors = Counter(
            "pm_advisor_telegram_errors", "What Telegram refused", ["error"], registry=registry
        )
        self.refused = Counter(
            "pm_advisor_webhook_refused", "Calls without the secret", registry=registry
        )
        self.in_hand = Gauge(
            "pm_advisor_updates_in_hand", "Updates not done yet", registry=registry
        )

    def page(self) -> bytes:
        """All figures in Prometheus' text format."""
        return generate_latest(self.registry)
