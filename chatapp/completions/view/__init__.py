"""What a page shows of a completion."""
