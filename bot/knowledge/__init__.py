"""Files in `knowledge/` -> validated, frozen models."""

from bot.knowledge.loader import KnowledgeError, Problem, load
from bot.knowledge.models import Knowledge

__all__ = ["Knowledge", "KnowledgeError", "Problem", "load"]
