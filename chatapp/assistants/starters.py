"""The questions that an assistant offers to begin with."""

MOST_STARTERS = 4
LONGEST_STARTER = 200
"""Characters."""
