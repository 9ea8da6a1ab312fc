"""The page of the codes: what each means, why it matters, what to do, and examples."""

from agentconv.checking.explain import examples, explained
from agentconv.diagnostics import CODES
from tests.docs.pages import rows

GENERATED = "<!-- generated: `pytest tests/docs --snapshot-update` rewrites this page -->\n"


def page() -> str:
    """The whole page."""
    lines = [(f"[`{c}`](#{c})", str(severity), what) for c, (severity, what) in sorted(CODES.items())]
    return (
        f"{GENERATED}# Diagnostic codes\n\n"
        "Every finding is printed as `path:line:col: severity[code]: what` and a hint. Codes are stable and never "
        "reused. `agentconv check --explain CODE` prints what stands here. An *error* stops the command; a *warning* "
        "says that something is lost or probably not meant (`--strict` makes it an error); a *note* is for information.\n\n"
        + rows(("code", "severity", "when"), *lines)
        + "\nAn example is read from top to bottom: `=== NAME` begins a file, `=== NAME (HOW)` one that is more than its "
        "text, `$ agentconv ...` is what is typed then, in the folder of the files, and `<U+200B>` stands for a character "
        "that cannot be seen. Tests do all of it: the last command of the bad one gives the code, that of the good one does "
        "not. For Claude Code and Sigstore small programs stand there that do the same.\n"
        + "".join(_one(code) for code in sorted(CODES))
    )


def _one(code: str) -> str:
    severity, what = CODES[code]
    text = f"\n## {code}\n\n*{str(severity).capitalize()}*: {what}.\n\n{explained(code)}\n"
    example = examples().get(code)
    if example is None:
        return text
    return f"{text}\nBad:\n\n~~~text\n{example.bad}~~~\n\nGood:\n\n~~~text\n{example.good}~~~\n"
