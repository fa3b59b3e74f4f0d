"""Answers from documents: 100 questions whose answers are known and 50 that nothing answers, 25 off the topic and 25
near it, asked in the chat. Of the built-in model; and of a provider that lies, whose quotations the page has to mark.

`python -m bench.answers [--missed]`. The documents are the manual and a made-up company's `handbook`. Makes a database
of its own and drops it. Needs Node: what marks quotations runs in the page.
"""

from __future__ import annotations

import argparse
import asyncio

from bench.retrieval.database import temporary


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--missed", action="store_true", help="name the questions that went wrong")
    options = parser.parse_args()
    with temporary():
        # These read the settings.
        from bench.answers import asking, report

        report.show(asyncio.run(asking.answers()), missed=options.missed)


if __name__ == "__main__":
    main()
