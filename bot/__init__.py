"""PM Advisor: a Telegram bot that answers from one curated article."""
