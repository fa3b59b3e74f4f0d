"""Finding a person's own chats by what was said in them."""
