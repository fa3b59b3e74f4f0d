"""The requests that we accept: for chat completions and for embeddings."""
