"""Benchmarks: each prints a table, side by side with a named baseline, in one run."""
