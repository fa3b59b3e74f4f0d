"""Conversations as bytes, in the formats of an export. Each writer reads page by page and holds no whole chat."""
