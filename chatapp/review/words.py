"""Numbers with their nouns."""


def calls(number: int) -> str:
    return "1 call" if number == 1 else f"{number:,} calls"
