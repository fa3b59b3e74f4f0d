"""The engine's metrics for /metrics. Counters grow where things happen; gauges are read on each request."""

from datetime import datetime

from prometheus_client import Counter, Gauge, Histogram

from .runtime.loop_lag import lag

_turns_running = Gauge("chatapp_turns_running", "Answers that this process is writing.")
_calls_running = Gauge(
    "chatapp_calls_running", "Calls of the API that a provider is answering for this process."
)
_sockets = Gauge("chatapp_sockets_open", "Websockets of people who are logged in.")
_connections = Gauge("chatapp_database_connections", "Connections of the engine's pool.", ["state"])
_waiting = Gauge("chatapp_database_waiting", "Who waits for a connection of the engine's pool.")
_lag = Gauge("chatapp_loop_lag_seconds", "How long what is due waits for its turn in the event loop.")
_turns = Counter("chatapp_turns_ended", "Answers by how they ended.", ["status"])
_completions = Counter(
    "chatapp_completions", "Calls to providers by how they ended.", ["provider", "model", "status"]
)
_first_token = Histogram(
    "chatapp_first_token_seconds",
    "From the call to the first token of its answer.",
    ["provider", "model"],
    buckets=(0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60),
)


def turns_ended(status: str, count: int = 1) -> None:
    _turns.labels(status).inc(count)


def completion_ended(
    provider: str, model: str, status: str, queued_at: datetime, first_token_at: datetime | None
) -> None:
    _completions.labels(provider, model, status).inc()
    if first_token_at is not None:
        _first_token.labels(provider, model).observe((first_token_at - queued_at).total_seconds())


def observe(turns: int, calls: int, sockets: int, pool: dict[str, int]) -> None:
    """`pool`: the statistics of psycopg's pool, which leaves out what is zero."""
    _lag.set(lag.seconds)
    _turns_running.set(turns)
    _calls_running.set(calls)
    _sockets.set(sockets)
    idle = pool.get("pool_available", 0)
    _connections.labels("idle").set(idle)
    _connections.labels("used").set(pool.get("pool_size", 0) - idle)
    _waiting.set(pool.get("requests_waiting", 0))
