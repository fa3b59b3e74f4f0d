"""What has to be there before the server listens."""
