"""Hostile input, in bulk: `python -m tests.attack [COUNT]` sends many hostile messages to a running Lotse."""
