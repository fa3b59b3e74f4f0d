"""The pages of collections and their documents."""
