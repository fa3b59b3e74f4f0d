"""The breakdown: its table, and the chart of that."""
