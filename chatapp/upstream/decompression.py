"""A compressed body, inflated piece by piece: a thousand times as much may be in it as it seems."""

import asyncio
import zlib
from collections.abc import Awaitable, Callable

import httpx

ENCODINGS = frozenset(("gzip", "x-gzip", "deflate"))
_PIECE = 64 * 1024
_EITHER_HEADER = zlib.MAX_WBITS | 32
_NO_HEADER = -zlib.MAX_WBITS


class Inflating:
    """`read` gives the bytes as they come, the compressed ones."""

    def __init__(self, read: Callable[[], Awaitable[bytes]]) -> None:
        self._read = read
        self._inflater = zlib.decompressobj(_EITHER_HEADER)
        self._begun = False

    async def read(self) -> bytes:
        """What comes next, 64 KiB at most; empty at the end. Raises httpx.DecodingError."""
        while not self._inflater.eof:
            if held := self._inflater.unconsumed_tail:
                # Others have their turn between the pieces of one read.
                await asyncio.sleep(0)
            elif not (held := await self._read()):
                return self._inflater.flush()
            if piece := self._piece(held):
                return piece
        return b""

    def _piece(self, held: bytes) -> bytes:
        try:
            piece = self._inflater.decompress(held, _PIECE)
        except zlib.error as error:
            if self._begun:
                raise httpx.DecodingError(str(error)) from error
            # Quirk: servers take "deflate" for the bare format, without the header of zlib.
            self._begun, self._inflater = True, zlib.decompressobj(_NO_HEADER)
            return self._piece(held)
        self._begun = True
        return piece
