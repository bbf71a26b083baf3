"""Faults, tried on a Lotse that runs under its supervisor: `python -m tests.faults` runs all and prints the table."""
