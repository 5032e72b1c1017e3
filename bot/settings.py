"""The environment, read once at start; a wrong value stops it with one line."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated, Any, Literal

from platformdirs import user_cache_path, user_data_path
from pydantic import (
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

_KNOWLEDGE = Path(__file__).parent.parent / "knowledge"
_TOKEN_WITHIN = re.compile(r"\d{5,}:[\w-]{20,}")
_TOKEN = re.compile(r"\d+:[\w-]{5,}")
_APP = "pm-advisor"
_TELEGRAM = "https://api.telegram.org/bot"

_WANTED = {
    "telegram_bot_token": "a token as BotFather gives it, digits:letters",
    "telegram_api_base_url": f"a URL that ends in /bot, e.g. {_TELEGRAM}",
    "database_url": "sqlite:///PATH, or postgresql://USER:PASSWORD@HOST/NAME",
    "port": "a port number, 1 to 65535",
    "webhook_connections": "how many calls Telegram may make at once, 1 to 100",
    "database_connections": "how many connections to PostgreSQL, 2 to 1000",
    "flood_per_minute": "messages a minute that a reader is answered, 0 for no limit",
    "admin_ids": "Telegram user ids, separated by commas",
    "knowledge_dir": "a folder with article.yaml in it",
    "embedding": "minilm or off",
    "log_level": "DEBUG, INFO, WARNING or ERROR",
    "log_format": "console or json",
    "webhook_url": "an https:// URL; http:// only with a TELEGRAM_API_BASE_URL of your own",
    "web_hosts": "names that the page is served under, such as bot.example.org, at commas",
    "web_frame_ancestors": "sites that may embed the page, such as https://example.org, at commas",
    "webhook_secret": "1 to 256 of the characters A-Z, a-z, 0-9, _ and -",
}


HostName = Annotated[
    str, StringConstraints(to_lower=True, pattern=r"^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$")
]
SiteName = Annotated[str, StringConstraints(pattern=r"^https?://[A-Za-z0-9.*-]+(:[0-9]{1,5})?$")]


class SettingsError(Exception):
    """A wrong environment value; the message is for the operator and holds no secret."""


class Settings(BaseSettings):
    """One field per variable of the same name in capitals."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True, env_ignore_empty=True)

    telegram_bot_token: SecretStr | None = None
    telegram_api_base_url: str = _TELEGRAM
    database_url: SecretStr = Field(default_factory=lambda: SecretStr(_default_database()))
    webhook_url: str | None = None
    webhook_secret: SecretStr | None = None
    webhook_connections: int = Field(default=40, ge=1, le=100)
    port: int | None = Field(default=None, ge=1, le=65535)
    database_connections: int = Field(default=64, ge=2, le=1000)
    flood_per_minute: int = Field(default=60, ge=0)
    admin_ids: Annotated[frozenset[int], NoDecode] = frozenset()
    web_hosts: Annotated[frozenset[HostName], NoDecode] = frozenset()
    web_frame_ancestors: Annotated[tuple[SiteName, ...], NoDecode] = ()
    knowledge_dir: Path = _KNOWLEDGE
    embedding: Literal["minilm", "off"] = "minilm"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["console", "json"] = "console"

    @field_validator("telegram_bot_token")
    @classmethod
    def _token_has_its_shape(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None and not _TOKEN.fullmatch(token.get_secret_value()):
            raise ValueError("not a token")
        return token

    @field_validator("telegram_api_base_url")
    @classmethod
    def _base_url_is_one(cls, url: str) -> str:
        if not re.fullmatch(r"https?://[^\s/]+/\S*", url):  # the token is put at its end
            raise ValueError("not a URL")
        return url

    @field_validator("webhook_url")
    @classmethod
    def _webhook_is_https(cls, url: str | None, info: ValidationInfo) -> str | None:
        """Telegram's own servers call https only; a Bot API server of one's own calls http too."""
        plain = info.data.get("telegram_api_base_url", _TELEGRAM) != _TELEGRAM
        if url is not None and not re.fullmatch(r"https?://[^\s/]+\S*", url):
            raise ValueError("not a URL")
        if url is not None and url.startswith("http://") and not plain:
            raise ValueError("not https")
        return url

    @field_validator("webhook_secret")
    @classmethod
    def _secret_fits_a_header(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is not None and not re.fullmatch(
            r"[\w-]{1,256}", secret.get_secret_value(), re.A
        ):
            raise ValueError("not a secret Telegram takes")
        return secret

    @field_validator("database_url")
    @classmethod
    def _database_is_known(cls, url: SecretStr) -> SecretStr:
        if not re.match(r"(sqlite|postgres|postgresql)://", url.get_secret_value()):
            raise ValueError("unknown kind of database")
        return url

    @field_validator("admin_ids", "web_hosts", "web_frame_ancestors", mode="before")
    @classmethod
    def _parts_at_commas(cls, value: Any) -> Any:
        return (
            [part for part in re.split(r"[,\s]+", value) if part]
            if isinstance(value, str)
            else value
        )

    @field_validator("log_level", mode="before")
    @classmethod
    def _level_in_capitals(cls, value: Any) -> Any:
        return value.upper() if isinstance(value, str) else value

    @field_validator("knowledge_dir")
    @classmethod
    def _knowledge_is_there(cls, folder: Path) -> Path:
        if not (folder / "article.yaml").is_file():
            raise ValueError("no article.yaml there")
        return folder

    @property
    def token(self) -> str:
        """The bot's token. Raises SettingsError when there is none."""
        if self.telegram_bot_token is None:
            raise SettingsError(
                "TELEGRAM_BOT_TOKEN is not set: get one from @BotFather and set it, "
                "or try the bot without one: python -m bot chat"
            )
        return self.telegram_bot_token.get_secret_value()

    @property
    def secret_of_webhook(self) -> str:
        """The webhook's secret; empty for polling. Raises SettingsError when there is none."""
        if self.webhook_url is None:
            return ""
        if self.webhook_secret is None:
            raise SettingsError(
                "WEBHOOK_SECRET is not set: a webhook needs one, such as the output of "
                "openssl rand -hex 32"
            )
        return self.webhook_secret.get_secret_value()

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no log may show."""
        known = (self.telegram_bot_token, self.webhook_secret)
        return tuple(secret.get_secret_value() for secret in known if secret is not None)

    @property
    def cache_dir(self) -> Path:
        """Where things that can be built again are kept."""
        return user_cache_path(_APP)


def _default_database() -> str:
    return f"sqlite:///{user_data_path(_APP) / 'pm-advisor.sqlite3'}"


def read_settings() -> Settings:
    """The settings of this process. Raises SettingsError, one line per wrong variable."""
    try:
        return Settings()
    except ValidationError as error:
        lines = {mistake["loc"][0]: _line(mistake) for mistake in error.errors(include_url=False)}
        raise SettingsError("\n".join(lines.values())) from None


def _line(mistake: Any) -> str:
    name = str(mistake["loc"][0])
    secret = name in ("telegram_bot_token", "database_url", "webhook_secret")
    value = os.environ.get(name.upper(), mistake["input"])
    got = "a value that is not shown" if secret else _TOKEN_WITHIN.sub("<token>", repr(value))
    wants = _WANTED.get(name, mistake["msg"])
    return f"{name.upper()}: got {got}, wants {wants}"
