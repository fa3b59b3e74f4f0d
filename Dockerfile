# The server alone. It needs a volume for /data, or DATABASE_URL: docs/operating.md says how it is run.
#
# The Python that the tests run with, on the Debian that its packages are tried on.
ARG BASE=docker.io/library/python:3.11-slim-bookworm

FROM ${BASE} AS build
WORKDIR /app
# What changes seldom comes first: packages are installed anew only when a lock has changed.
COPY requirements.lock requirements-dev.lock package.json package-lock.json .npmrc ./
COPY deploy/prepare.py deploy/
RUN python3 deploy/prepare.py run \
    && .venv/bin/python -m pip --quiet uninstall --yes pip setuptools \
    && rm -rf .build
COPY . .
# Importing what the server imports leaves its bytecode behind: the image is read-only for who runs it.
RUN SECRET_KEY="of the build only" DATABASE_URL=postgresql://build@localhost/build \
    .venv/bin/python manage.py shell --no-imports --verbosity 0 --command \
    "import chatapp.asgi, chatapp.web.server.process; from chatapp.web.boot.static_files import collect; collect(print)"

FROM ${BASE}
# tini hands signals on and buries the embedded Postgres; nss_wrapper names whom no /etc/passwd knows. What belongs to
# group 0 may be written by any user: with --user 12345 nothing else is known of them.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libnss-wrapper tini \
    && rm -rf /var/lib/apt/lists/* \
    && install --directory --group=0 --mode=0770 /data
WORKDIR /app
COPY --from=build /app/.venv .venv
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/.build .build
COPY --from=build /app/docs docs
COPY --from=build /app/static static
COPY --from=build /app/templates templates
COPY --from=build /app/chatapp chatapp
COPY --from=build /app/manage.py /app/package.json ./
ENV CHATAPP_DATA_DIR=/data \
    CHATAPP_STATIC_DIR=/app/.build/static \
    HOME=/tmp \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER 10001:0
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=2m --retries=3 \
    CMD [".venv/bin/python", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ.get(\"PORT\") or 8000}/healthz', timeout=4)"]
ENTRYPOINT ["tini", "--", ".venv/bin/python", "manage.py"]
CMD ["serve", "--host", "0.0.0.0"]
