"""The application that Daphne serves: pages and the API over HTTP, the chat over a websocket."""

import os
from typing import Any, cast

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatapp.settings")

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.urls import path, re_path

# Loads the apps, which everything below needs.
pages = get_asgi_application()

from chatapp.api.application import api  # noqa: E402
from chatapp.live.consumer import LiveConsumer  # noqa: E402
from chatapp.web.middleware.request_identity import identified  # noqa: E402
from chatapp.web.middleware.request_metrics import metered, refused, with_api  # noqa: E402

application = identified(
    ProtocolTypeRouter(
        {
            "http": metered(with_api(pages, api)),
            "websocket": URLRouter([path("ws/", LiveConsumer.as_asgi()), re_path("", cast(Any, refused))]),
        }
    )
)
