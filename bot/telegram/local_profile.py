"""The Bot API's methods on the bot itself: who it is, its commands, descriptions and menu."""

import json
from typing import Any

from bot.telegram import local_rules as rules
from bot.telegram.local_chats import BOT_USER
from bot.telegram.local_messages import Handler
from bot.telegram.local_schema import JSON

_ABILITIES = {
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": True,
}


class LocalProfile:
    """What BotFather and the profile methods set; kept apart for each language and scope."""

    def __init__(self) -> None:
        self._commands: dict[tuple[str, str], list[JSON]] = {}
        self._texts: dict[tuple[str, str], str] = {}
        self._menus: dict[int | None, JSON] = {}
        self.played: dict[str, Handler] = {
            "getMe": lambda _: {**BOT_USER, **_ABILITIES},
            "logOut": lambda _: True,
            "close": lambda _: True,
            "setMyCommands": self._set_commands,
            "getMyCommands": lambda p: self._commands.get(_scope(p), []),
            "deleteMyCommands": self._delete_commands,
            "setChatMenuButton": self._set_menu,
            "getChatMenuButton": self._get_menu,
        }
        self._play_text("MyDescription", "description", 512)
        self._play_text("MyShortDescription", "short_description", 120)

    def _play_text(self, method: str, name: str, limit: int) -> None:
        """A text with a limit in characters, set in a language and shown where it is missing."""

        def store(p: JSON) -> bool:
            rules.check_length(p.get(name, ""), limit, f"{name} is too long")
            self._texts[name, p.get("language_code", "")] = p.get(name, "")
            return True

        def show(p: JSON) -> JSON:
            default = self._texts.get((name, ""), "")
            return {name: self._texts.get((name, p.get("language_code", ""))) or default}

        self.played |= {f"set{method}": store, f"get{method}": show}

    def _set_commands(self, p: JSON) -> bool:
        rules.check_commands(p["commands"])
        self._commands[_scope(p)] = [
            {**command, "command": command["command"].removeprefix("/")}
            for command in p["commands"]
        ]
        return True

    def _delete_commands(self, p: JSON) -> bool:
        self._commands.pop(_scope(p), None)
        return True

    def _set_menu(self, p: JSON) -> bool:
        self._menus[p.get("chat_id")] = p.get("menu_button", {"type": "default"})
        return True

    def _get_menu(self, p: JSON) -> Any:
        return self._menus.get(p.get("chat_id"), {"type": "default"})


def _scope(p: JSON) -> tuple[str, str]:
    scope = p.get("scope", {"type": "default"})
    return json.dumps(scope, sort_keys=True), p.get("language_code", "")
