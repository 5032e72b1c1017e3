"""The bot and its peer as real processes: started, told to stop, killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from random import sample

from bot.benchmark.delivery.telegram import LoudTelegram

SECRET = "a-secret-for-loopback"  # noqa: S105
_TICKS = os.sysconf("SC_CLK_TCK")
_GONE = 10.0  # seconds a killed process may take to be gone
_READY = 60.0  # seconds a process may take to start


@dataclass
class BotProcess:
    """One process of the bot; `webhook` serves on a port of its own instead of polling."""

    base_url: str
    database_url: str
    webhook: bool = False
    more: Mapping[str, str] = field(default_factory=dict)
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        """Take a free port."""
        self.port = self.port or _free_port()

    def start(self) -> None:
        """Start it, and wait until it serves."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            env={**os.environ, **self._environment(), **self.more},
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + _READY
        while not self._is_alive():
            if time.monotonic() > deadline or self.process.poll() is not None:
                self.kill()
                raise TimeoutError("the bot did not start")
            time.sleep(0.02)

    def _environment(self) -> dict[str, str]:
        common = {
            "TELEGRAM_BOT_TOKEN": LoudTelegram.token,
            "TELEGRAM_API_BASE_URL": self.base_url,
            "DATABASE_URL": self.database_url,
            "PORT": str(self.port),
            "LOG_LEVEL": "ERROR",
            "FLOOD_PER_MINUTE": "0",
        }
        if not self.webhook:
            return common
        url = f"http://127.0.0.1:{self.port}"
        return {**common, "WEBHOOK_URL": url, "WEBHOOK_SECRET": SECRET}

    def _is_alive(self) -> bool:
        with suppress(OSError, HTTPException):
            url = f"http://127.0.0.1:{self.port}/healthz"
            with urllib.request.urlopen(url, timeout=1) as answer:
                return bool(answer.status == 200)
        return False

    def kill(self) -> None:
        """SIGKILL: it has no chance to finish anything."""
        self._end(signal.SIGKILL)

    def stop(self, seconds: float = 15.0) -> float:
        """SIGTERM, and SIGKILL after that long; returns how long it took to leave."""
        started = time.monotonic()
        process = self.process
        if process is not None:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(seconds)
        self.kill()
        return time.monotonic() - started

    def _end(self, number: signal.Signals) -> None:
        if self.process is not None:
            self.process.send_signal(number)
            self.process.wait(_GONE)
            self.process = None

    def cpu(self) -> float:
        """Seconds of CPU it has used."""
        return _cpu(self.process)

    def memory(self) -> float:
        """Megabytes it holds now."""
        pid = self.process.pid if self.process is not None else 0
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
        found = next(line for line in lines if line.startswith("VmRSS"))
        return int(found.split()[1]) / 1024


@dataclass
class EchoProcess:
    """The peer: python-telegram-bot's own way, answering each text with itself."""

    base_url: str
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; it is ready when it answers."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot.benchmark.delivery.echo", self.base_url],
            stderr=subprocess.DEVNULL,
        )

    def kill(self) -> None:
        """End it."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(_GONE)
            self.process = None

    def cpu(self) -> float:
        """Seconds of CPU it has used."""
        return _cpu(self.process)


def _free_port() -> int:
    """One that stays free: the system gives those beyond 32767 to connections, at any time."""
    for port in sample(range(20_000, 32_000), 100):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise OSError("no port is free")


def _cpu(process: subprocess.Popen[bytes] | None) -> float:
    if process is None:
        return 0.0
    fields = (
        Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    )
    return (int(fields[11]) + int(fields[12])) / _TICKS
