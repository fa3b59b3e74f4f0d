"""What a person or a script sees of a search: passages with the words that found them."""
