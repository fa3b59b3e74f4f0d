"""What a rolling restart behind nginx costs those who are there."""
