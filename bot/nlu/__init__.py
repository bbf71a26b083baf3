"""Custom components of the Rasa pipeline: German text, sentence encoder, needs, places, language and crisis."""
