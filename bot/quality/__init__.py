"""Measuring the assistant: held-out sets, cross-validation, plots, the comparison with the last accepted model."""
