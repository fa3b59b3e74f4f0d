"""Single calls: their list, the page of one, and what an admin does to them."""
