"""Files of conversations as trees, one at a time: each format is one reader."""
