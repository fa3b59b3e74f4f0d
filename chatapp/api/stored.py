from starlette.requests import Request
from starlette.responses import Response

from chatapp.turns.errors import NotFound


async def list_stored(http: Request) -> Response:
    raise NotFound("-")


retrieve = update = delete = list_messages = list_stored
