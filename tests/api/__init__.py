"""What the API's own document promises, held against what the server does."""
