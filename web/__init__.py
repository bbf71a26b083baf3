"""The public door: chat gateway and the citizen's page. It speaks HTTP with Rasa and imports nothing of the bot."""
