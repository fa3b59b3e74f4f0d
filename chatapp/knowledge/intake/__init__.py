"""Files on their way into a collection: arriving, read by a job, taken in at once or not at all."""
