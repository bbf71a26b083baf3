"""The assistant: training data and domain, custom NLU components (runtime B) and actions (runtime A)."""
