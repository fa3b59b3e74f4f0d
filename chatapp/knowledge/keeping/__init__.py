"""What owners and editors do with collections and documents."""
