"""The commands of `python -m services_db`, by what they are for."""
