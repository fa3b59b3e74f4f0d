"""How a person keeps their conversations: pinned, in folders, tagged, in the archive."""
