"""The bot as a chat page: the local Telegram on one side, a browser on the other."""

from bot.web.page import Page
from bot.web.rooms import Rooms
from bot.web.watched import WatchedTelegram

__all__ = ["Page", "Rooms", "WatchedTelegram"]
