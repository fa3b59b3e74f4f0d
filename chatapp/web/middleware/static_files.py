"""The static files."""

from servestatic.middleware import ServeStaticMiddleware

from chatapp.web.bundle import CHUNKS, PREFIX


class StaticFilesMiddleware(ServeStaticMiddleware):  # type: ignore[misc]
    """Chunks are for ever, too. servestatic's middleware overlooks its own setting for that."""

    def immutable_file_test(self, path: str, url: str) -> bool:
        chunk = url.startswith(f"{self.static_prefix}{PREFIX}/{CHUNKS}/")
        return chunk or bool(super().immutable_file_test(path, url))
