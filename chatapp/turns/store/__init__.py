"""The rows of turns: open, change status, load, log events, lease, sweep."""
