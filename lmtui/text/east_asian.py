"""Letters, marks and blanks of East Asian scripts that are cut alike whatever stands beside them."""

LETTERS = (
    *((0x3041, 0x3096), (0x30A1, 0x30FA), (0x30FC, 0x30FC), (0x3400, 0x4DB5), (0x4E00, 0x9FD5), (0xAC00, 0xD7A3)),
    *((0xFF21, 0xFF3A), (0xFF41, 0xFF5A)),
)
"""The first and the last character of each range, as below."""

MARKS = (
    (0x3001, 0x3002),
    (0x3008, 0x3011),
    (0x3014, 0x301B),
    (0xFF01, 0xFF06),
    (0xFF08, 0xFF0F),
    (0xFF1A, 0xFF20),
)
BLANKS = ((0x3000, 0x3000),)


def in_pattern(*kinds: tuple[tuple[int, int], ...]) -> str:
    """The characters of these kinds as they stand within the brackets of a pattern."""
    return "".join(f"{chr(first)}-{chr(last)}" for ranges in kinds for first, last in ranges)
