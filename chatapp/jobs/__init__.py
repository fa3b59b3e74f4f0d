"""Work that outlives the request that asked for it, in Postgres by procrastinate."""
