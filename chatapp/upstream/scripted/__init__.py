"""The scripted provider: real HTTP, for tests and development."""
