"""What to say: pure decisions, no Telegram, no database, no clock, no I/O."""

from bot.advice.advisor import Advisor
from bot.advice.message import Message
from bot.advice.reply import Button, Outcome, Reply
from bot.advice.session import Session

__all__ = ["Advisor", "Button", "Message", "Outcome", "Reply", "Session"]
