"""What happens to every request before its view and after it."""
