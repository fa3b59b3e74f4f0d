"""What the store refuses.

FilesError
  TooLarge  more bytes came than were allowed; `str()` is a sentence for the person
  Gone      the row is there, the bytes are not: the data folder was not restored with the database
"""


class FilesError(Exception):
    pass


class TooLarge(FilesError):
    def __init__(self, most: int) -> None:
        super().__init__(f"A file may have {most >> 20} MB.")


class Gone(FilesError):
    pass
