"""Measures and torments the whole bot: real processes against a strict Telegram on loopback."""
