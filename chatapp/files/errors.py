"""What the store refuses.

FilesError
  TooLarge  more bytes came than were allowed
  Gone      the row is there, the bytes are not: the data folder was not restored with the database
"""


class FilesError(Exception):
    pass


class TooLarge(FilesError):
    pass


class Gone(FilesError):
    pass
