"""The Chat Completions protocol: bytes in, values out. Pure Python: no `await`, no Django, no httpx."""
