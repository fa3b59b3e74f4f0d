"""The week by mail, for those who review and asked for it."""
