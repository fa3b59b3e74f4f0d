"""An import from the first byte that is uploaded to the report."""
