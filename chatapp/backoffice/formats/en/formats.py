"""Days first, as in most of the world, and times to the second: histories are compared by them."""

DATE_FORMAT = "j M Y"
TIME_FORMAT = "H:i:s"
DATETIME_FORMAT = "j M Y, H:i:s"
