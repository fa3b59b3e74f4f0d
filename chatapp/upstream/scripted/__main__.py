"""`python -m chatapp.upstream.scripted`: the scripted provider as a process."""

from .provider import main

main()
