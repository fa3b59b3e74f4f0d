"""What one would write in an afternoon: Channels, Daphne and httpx, one send per delta, nothing kept."""

import json
import os
import sys

import django
import httpx
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from daphne.server import Server
from django.conf import settings
from django.urls import path

client: httpx.AsyncClient | None = None


class Relay(AsyncWebsocketConsumer):
    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        global client
        client = client or httpx.AsyncClient(timeout=None, limits=httpx.Limits(max_connections=None))
        messages = [{"role": "user", "content": json.loads(text_data or "")["text"]}]
        body = {"model": "bench", "messages": messages, "stream": True}
        url = f"{os.environ['OPENAI_BASE_URL']}/chat/completions"
        async with client.stream("POST", url, json=body) as response:
            async for line in response.aiter_lines():
                if line.startswith("data: ") and line != "data: [DONE]":
                    delta = json.loads(line[6:])["choices"][0]["delta"]
                    if content := delta.get("content"):
                        await self.send(json.dumps({"type": "delta", "text": content}))
        await self.send(json.dumps({"type": "done"}))


if __name__ == "__main__":
    settings.configure(SECRET_KEY="bench", ALLOWED_HOSTS=["*"])
    django.setup()
    application = ProtocolTypeRouter({"websocket": URLRouter([path("ws/", Relay.as_asgi())])})
    server = Server(application, endpoints=[f"tcp:{sys.argv[1]}:interface=127.0.0.1"], verbosity=0)
    server.run()
