"""Torments by killing, stopping, replacing and loading processes."""

from __future__ import annotations

import threading
import time
from dataclasses import asdict, replace
from typing import Any

from bot.benchmark.delivery import scenarios
from bot.benchmark.delivery.processes import BotProcess, EchoProcess
from bot.benchmark.delivery.stage import Plan, staged
from bot.errors import UsageError

Figures = dict[str, Any]

_DIALOGUE = ("/fit", "start over", "skip", "skip", "back", "/salary senior ml", "skip", "/cancel")
_OVERLAP = 2.0  # seconds that two processes of a deploy run side by side
_READERS = 50  # of throughput; each waits for its reply


def kills(plan: Plan) -> Figures:
    """SIGKILL at random times, in the middle of dialogues whose state would show a double."""
    with staged(plan) as stage:
        bot = stage.bot(webhook=plan.webhook)
        bot.start()

        def kill() -> None:
            bot.kill()
            bot.start()

        load = stage.load(replace(plan, texts=_DIALOGUE), alike=True)
        torments = [kill] * plan.times
        found = scenarios.tormented(load, plan.messages, torments, plan.seed)
        misled = scenarios.misled(stage.telegram, scenarios.learn_dialogue(load))
        dead = stage.dead_letters()
    return {**asdict(found), "kills": plan.times, "misled_chats": misled, "dead_letters": dead}


def stop(plan: Plan) -> Figures:
    """A thousand wait; SIGTERM in the middle, ten seconds, and another process."""
    with staged(plan) as stage:
        bot = stage.bot(webhook=plan.webhook)
        bot.start()
        load = stage.load(replace(plan, rate=100_000))
        load.type_all(plan.messages)
        left = bot.stop(10.0)
        bot.start()
        scenarios.settle(stage.telegram)
        return {**asdict(scenarios.counted(stage.telegram, 0.0)), "left_after_s": left}


def overlap(plan: Plan) -> Figures:
    """Deploys that roll over: the next process polls for two seconds beside the one before."""
    with staged(plan) as stage:
        bots = [stage.bot(webhook=False)]
        bots[0].start()

        def deploy() -> None:
            bots.append(stage.bot(webhook=False))
            bots[-1].start()
            time.sleep(_OVERLAP)
            bots[-2].stop(10.0)

        load = stage.load(plan)
        found = scenarios.tormented(load, plan.messages, [deploy] * plan.times, plan.seed)
    return {**asdict(found), "deploys": plan.times}


def replicas(plan: Plan) -> Figures:
    """Three replicas behind one address; one is killed, and replaced ten seconds later."""
    with staged(_shared(plan)) as stage:
        bots = [stage.bot(webhook=True) for _ in range(3)]
        _start(bots)

        def replace_one() -> None:
            bots[0].kill()
            time.sleep(plan.seconds)
            bots[0].start()

        load = stage.load(plan)
        known = scenarios.learn(load)
        found = scenarios.tormented(load, plan.messages, [replace_one], plan.seed)
        silence = scenarios.longest_wait(stage.telegram)
        inversions = scenarios.inversions(stage.telegram, known)
    return {**asdict(found), "inversions": inversions, "longest_silence_s": silence}


def throughput(plan: Plan) -> Figures:
    """The bot beside an echo bot of the bare library; or replicas beside one, in the same run."""
    if plan.replicas > 1:
        one = _ours(replace(_shared(plan), replicas=1, webhook=True))
        ours = _ours(replace(_shared(plan), webhook=True))
        return {**ours, "one_per_second": one["per_second"], "ratio": _ratio(ours, one)}
    with staged(plan) as stage:
        echo = EchoProcess(stage.url)
        echo.start()
        try:
            load = stage.load(replace(plan, chats=_READERS))
            rate = scenarios.throughput(load, echo, plan.seconds)
        finally:
            echo.kill()
    peer, ours = asdict(rate), _ours(plan)
    theirs = {f"echo_{name}": figure for name, figure in peer.items()}
    return {**ours, **theirs, "ratio": _ratio(ours, peer)}


def _ours(plan: Plan) -> Figures:
    with staged(plan) as stage:
        bots = [stage.bot(webhook=plan.webhook) for _ in range(plan.replicas)]
        _start(bots)
        load = stage.load(replace(plan, chats=_READERS * plan.replicas))
        rate = scenarios.throughput(load, bots[0], plan.seconds, bots[1:])
        return {**asdict(rate), "memory_mb": max(bot.memory() for bot in bots)}


def _ratio(ours: Figures, theirs: Figures) -> float:
    return float(ours["per_second"] / max(theirs["per_second"], 0.001))


def _start(bots: list[BotProcess]) -> None:
    """All at once, as a host does."""
    starting = [threading.Thread(target=bot.start) for bot in bots]
    for thread in starting:
        thread.start()
    for thread in starting:
        thread.join()


def _shared(plan: Plan) -> Plan:
    if plan.database is None:
        raise UsageError("--database: replicas want one PostgreSQL, as a URL")
    return plan
