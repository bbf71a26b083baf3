"""Journeys: which questions lead to which guide. Pure Python: no Rasa, no database; the texts are in content/."""
