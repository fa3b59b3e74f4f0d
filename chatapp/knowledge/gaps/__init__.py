"""What the editors of a collection learn of its readers: questions without a good answer, documents to look at."""
