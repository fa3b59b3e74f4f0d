"""The built-in model: a provider without a network and without a key."""
