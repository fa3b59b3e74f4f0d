"""Who hears of turns: followers, connections, notifications between processes."""
