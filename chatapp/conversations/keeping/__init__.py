"""How a person keeps their conversations: pinned, in folders, in the archive."""
