"""The first page: a period beside the one before, why it differs, and what needs doing."""
