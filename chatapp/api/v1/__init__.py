"""The resources of `/v1`, one file each."""
