"""What a long-running task needs: cancellation, repetition, retries of the database, lag."""
