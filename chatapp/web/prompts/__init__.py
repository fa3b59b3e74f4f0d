"""The pages of saved prompts."""
