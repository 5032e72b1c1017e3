"""What every command says about a wrong environment: one line, and nothing secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.commands import common
from bot.errors import UsageError
from tests.commands.conftest import CommandLine

SECRET = "hunter2"
# variable, a wrong value, and what the line has to say
WRONG = [
    ("TELEGRAM_BOT_TOKEN", SECRET, "digits:letters"),
    ("TELEGRAM_API_BASE_URL", "api.telegram.org", "a URL"),
    ("DATABASE_URL", f"mysql://reader:{SECRET}@localhost/bot", "postgresql://"),
    ("WEBHOOK_URL", "http://example.org", "https://"),
    ("PORT", "0", "1 to 65535"),
    ("PORT", "eighty", "'eighty'"),
    ("ADMIN_IDS", "1, me", "separated by commas"),
    ("KNOWLEDGE_DIR", "/nowhere", "'/nowhere'"),
    ("LOG_LEVEL", "LOUD", "'LOUD'"),
    ("LOG_FORMAT", "xml", "console or json"),
    ("EMBEDDING", "word2vec", "minilm or off"),
]


@pytest.mark.parametrize(("variable", "value", "wanted"), WRONG)
@pytest.mark.parametrize("command", [("run",), ("chat",), ("ask", "hi"), ("db", "upgrade")])
def test_a_wrong_value(
    cli: CommandLine,
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
    variable: str,
    value: str,
    wanted: str,
) -> None:
    monkeypatch.setenv(variable, value)
    complaint = cli(*command).complaint
    assert complaint.startswith(f"{variable}: got ")
    assert wanted in complaint
    assert SECRET not in complaint


def test_each_wrong_value_has_its_line(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "0")
    monkeypatch.setenv("LOG_LEVEL", "LOUD")
    ended = cli("run")
    assert ended.status == 2
    assert [line.partition(":")[0] for line in ended.err.splitlines()] == ["PORT", "LOG_LEVEL"]


def test_sentences_are_compared_unless_that_is_switched_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("EMBEDDING")
    assert common.embeddings(common.settings()).sentences is not None
    monkeypatch.setenv("EMBEDDING", "off")
    without = common.embeddings(common.settings())
    assert without.sentences is None
    assert without.words is not None


def test_an_empty_value_is_none(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, *_ in WRONG:
        monkeypatch.setenv(variable, "")
    assert cli("db", "upgrade").status == 0


def test_knowledge_that_is_wrong_ends_with_another_status(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "article.yaml").write_text("[", encoding="utf-8")
    monkeypatch.setenv("KNOWLEDGE_DIR", str(tmp_path))
    with pytest.raises(UsageError, match=r"article\.yaml:\d+: ") as refused:
        common.knowledge(common.settings())
    assert refused.value.status == 1
