"""The environment: defaults, and one line for each wrong variable that never shows a secret."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.settings import Settings, SettingsError, read_settings
from tests.conftest import SHIPPED

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"


def _complaint() -> str:
    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert caught.value.__cause__ is None
    return str(caught.value)


def test_nothing_has_to_be_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    settings = read_settings()
    assert settings.telegram_bot_token is None
    assert settings.telegram_api_base_url == "https://api.telegram.org/bot"
    database = settings.database_url.get_secret_value()
    assert database == f"sqlite:///{tmp_path}/data/pm-advisor/pm-advisor.sqlite3"
    assert (settings.webhook_url, settings.webhook_secret, settings.port) == (None, None, None)
    assert settings.admin_ids == frozenset()
    assert settings.knowledge_dir == SHIPPED
    assert (settings.log_level, settings.log_format) == ("INFO", "console")
    assert settings.cache_dir == tmp_path / "cache" / "pm-advisor"
    assert settings.secrets == ()


def test_an_empty_variable_is_one_that_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.setenv(name.upper(), "")
    assert read_settings().port is None


def test_everything_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_BASE_URL": "http://127.0.0.1:8081/bot",
        "DATABASE_URL": "postgresql://me:pass@db/advisor",
        "WEBHOOK_URL": "https://example.org/hook",
        "WEBHOOK_SECRET": "s3cret_-S",
        "PORT": "5000",
        "ADMIN_IDS": "42, 7",
        "WEB_HOSTS": "Bot.example.org, localhost",
        "WEB_FRAME_ANCESTORS": "https://example.org,https://*.example.org:8443",
        "LOG_LEVEL": "debug",
        "LOG_FORMAT": "json",
    }.items():
        monkeypatch.setenv(name, value)
    settings = read_settings()
    assert settings.token == TOKEN
    assert settings.telegram_api_base_url == "http://127.0.0.1:8081/bot"
    assert settings.webhook_url == "https://example.org/hook"
    assert settings.admin_ids == {42, 7}
    assert settings.web_hosts == {"bot.example.org", "localhost"}
    assert settings.web_frame_ancestors == ("https://example.org", "https://*.example.org:8443")
    assert (settings.port, settings.log_level, settings.log_format) == (5000, "DEBUG", "json")
    assert settings.secrets == (TOKEN, "s3cret_-S")


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("PORT", "eighty", "got 'eighty', wants a port number, 1 to 65535"),
        ("PORT", "0", "got '0', wants a port number, 1 to 65535"),
        ("PORT", "65536", "got '65536', wants a port number, 1 to 65535"),
        (
            "DATABASE_CONNECTIONS",
            "1",
            "got '1', wants how many connections to PostgreSQL, 2 to 1000",
        ),
        ("ADMIN_IDS", "42,me,you", "got '42,me,you', wants Telegram user ids, separated by commas"),
        (
            "WEB_HOSTS",
            "https://bot.example.org",
            "got 'https://bot.example.org', "
            "wants names that the page is served under, such as bot.example.org, at commas",
        ),
        (
            "WEB_FRAME_ANCESTORS",
            "https://example.org; script-src *",
            "got 'https://example.org; script-src *', "
            "wants sites that may embed the page, such as https://example.org, at commas",
        ),
        ("LOG_LEVEL", "loud", "got 'loud', wants DEBUG, INFO, WARNING or ERROR"),
        ("LOG_FORMAT", "xml", "got 'xml', wants console or json"),
        ("KNOWLEDGE_DIR", "/nowhere", "got '/nowhere', wants a folder with article.yaml in it"),
        (
            "TELEGRAM_API_BASE_URL",
            "api.telegram.org",
            "got 'api.telegram.org', wants a URL that ends in /bot, "
            "e.g. https://api.telegram.org/bot",
        ),
        (
            "TELEGRAM_API_BASE_URL",
            "http://127.0.0.1:8081",
            "got 'http://127.0.0.1:8081', wants a URL that ends in /bot, "
            "e.g. https://api.telegram.org/bot",
        ),
        (
            "WEBHOOK_URL",
            "example.org",
            "got 'example.org', wants an https:// URL; "
            "http:// only with a TELEGRAM_API_BASE_URL of your own",
        ),
        (
            "WEBHOOK_URL",
            "http://example.org",
            "got 'http://example.org', wants an https:// URL; "
            "http:// only with a TELEGRAM_API_BASE_URL of your own",
        ),
    ],
)
def test_a_wrong_value_is_one_line_with_what_it_got_and_what_it_wants(
    name: str, value: str, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    assert _complaint() == f"{name}: {line}"


@pytest.mark.parametrize(
    ("name", "value", "wants"),
    [
        ("TELEGRAM_BOT_TOKEN", "hunter2", "a token as BotFather gives it, digits:letters"),
        ("TELEGRAM_BOT_TOKEN", f"bot{TOKEN}", "a token as BotFather gives it, digits:letters"),
        ("TELEGRAM_BOT_TOKEN", f"{TOKEN}\n", "a token as BotFather gives it, digits:letters"),
        (
            "DATABASE_URL",
            "mysql://me:hunter2@db/advisor",
            "sqlite:///PATH, or postgresql://USER:PASSWORD@HOST/NAME",
        ),
        ("DATABASE_URL", "hunter2", "sqlite:///PATH, or postgresql://USER:PASSWORD@HOST/NAME"),
        ("WEBHOOK_SECRET", "hunter2!", "1 to 256 of the characters A-Z, a-z, 0-9, _ and -"),
        ("WEBHOOK_SECRET", "x" * 257, "1 to 256 of the characters A-Z, a-z, 0-9, _ and -"),
    ],
)
def test_a_wrong_secret_is_named_but_not_shown(
    name: str, value: str, wants: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    assert _complaint() == f"{name}: got a value that is not shown, wants {wants}"


def test_all_wrong_variables_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "eighty")
    monkeypatch.setenv("LOG_FORMAT", "xml")
    assert [line.split(":")[0] for line in _complaint().splitlines()] == ["PORT", "LOG_FORMAT"]


AROUND = st.text(st.characters(categories=["L", "N", "P"]), max_size=20)


@pytest.mark.parametrize("name", ["TELEGRAM_BOT_TOKEN", "DATABASE_URL", "WEBHOOK_SECRET"])
@given(before=AROUND | st.sampled_from(["1:", "sqlite:///", "postgres://me:"]), after=AROUND)
def test_no_secret_is_ever_in_a_complaint_or_in_the_settings_shown(
    name: str, before: str, after: str
) -> None:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv(name, f"{before}hunter2{after}")
        try:
            shown = repr(read_settings()) + str(read_settings())
        except SettingsError as error:
            shown = str(error)
    assert "hunter2" not in shown


@pytest.mark.parametrize(
    "url",
    [
        "postgres://me:pass@db:5432/advisor",
        "postgresql://me:pass@db/advisor?sslmode=require",
        "sqlite:////var/lib/advisor.sqlite3",
        "sqlite:///here.sqlite3",
    ],
)
def test_databases_as_hosts_give_them(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    assert read_settings().database_url.get_secret_value() == url


def test_a_bot_api_server_of_ones_own_may_call_plain_http(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_API_BASE_URL", "http://127.0.0.1:8081/bot")
    monkeypatch.setenv("WEBHOOK_URL", "http://127.0.0.1:None/hook")
    assert read_settings().webhook_url == "http://127.0.0.1:None/hook"


def test_another_knowledge_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "article.yaml").touch()
    monkeypatch.setenv("KNOWLEDGE_DIR", str(tmp_path))
    assert read_settings().knowledge_dir == tmp_path


def test_without_a_token_the_way_to_one_is_told() -> None:
    with pytest.raises(SettingsError, match=r"^TELEGRAM_BOT_TOKEN is not set: .*bot chat$"):
        _ = read_settings().token


def test_a_token_in_the_wrong_variable_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    token = "712345678:AAFakeFakeFakeFakeFakeFakeFakeFake"
    monkeypatch.setenv("LOG_LEVEL", token)
    with pytest.raises(SettingsError) as refused:
        read_settings()
    assert token not in str(refused.value)
    assert "<token>" in str(refused.value)
