"""What the people who run the bot do: look at open questions, teach it, reload it."""
