"""Frontmatter as large as a file may be, made to keep a reader busy. Imports little: it is measured in a process of its own."""

from collections.abc import Callable

HUGE: dict[str, Callable[[int], str]] = {
    "flow": lambda n: "k: " + "[" * n,
    "dashes": lambda n: "k: " + "- " * (n // 2),
    "list": lambda n: "k:\n" + "- x\n" * (n // 4),
    "colons": lambda n: "k: " + "x: " * (n // 3),
    "lines": lambda n: "k: v: x\n" * (n // 8),
    "keys": lambda n: "".join(f"k{i}: v: x\n" for i in range(n // 16)),
    "quote": lambda n: '"' * n,
    "anchors": lambda n: "".join(f"a{i}: &x{i} y\n" for i in range(n // 20)),
    "comments": lambda n: "# x\n" * (n // 4),
    "spaces": lambda n: "k: x" + " " * n + "y",
    "parentheses": lambda n: "tools: " + "(" * n,
    "open-quotes": lambda n: "k: " + "'x\n" * (n // 3),
    "tabs": lambda n: "\t" * n,
}
"""Frontmatter of about so many characters."""
