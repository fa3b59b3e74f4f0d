"""What the statements of other rooms read of contents."""

CONTENTS = "(SELECT id, sha256, size FROM files_content)"
