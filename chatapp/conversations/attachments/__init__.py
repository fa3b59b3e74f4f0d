"""What people attach to their messages: taking it in, who may see it, what a message says of it."""
