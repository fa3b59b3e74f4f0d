"""Charts as rectangles of an SVG. Pure; colours are classes, so that light, dark and print are styles."""
