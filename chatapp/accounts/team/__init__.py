"""What changes the team: its people, and the groups that they are in."""
