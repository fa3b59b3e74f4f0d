"""A person's calls, the newest first."""
