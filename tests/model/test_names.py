"""Names: unsafe ones, slugs, output paths."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentconv.model import names

UNSAFE = [
    "", " ", "..", "a/../b", "a//b", "/a", "a/", "a\\b", "C:x", "c:\\x", "\\\\server\\share", "a\nb", "a\0b",
    "a\x1bb", "a\u2028b", ".hidden", "a/.hidden", "-x", "a/-x", "./a", "con", "NUL", "a/aux.md", "com1", "lpt9",
    "\ud800",
]  # fmt: skip
SAFE = [
    "a",
    "code-reviewer",
    "LSP/Index Engineer",
    "Ünï cödé",
    "日本語",
    "ring:x",
    "a.b",
    "x-",
    "constant",
    "{{X}}",
]


@pytest.mark.parametrize("name", UNSAFE)
def test_unsafe(name: str) -> None:
    assert names.unsafe(name)


@pytest.mark.parametrize("name", SAFE)
def test_safe(name: str) -> None:
    assert names.unsafe(name) is None


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("code-reviewer", "code-reviewer"),
        ("LSP/Index Engineer", "lsp-index-engineer"),
        ("Ünï cödé", "uni-code"),
        ("release_pilot", "release-pilot"),
        ("con", "con-agent"),
        ("COM1", "com1-agent"),
        ("--x--", "x"),
        ("{{SKILL}}", "skill"),
    ],
)
def test_slug(name: str, slug: str) -> None:
    assert names.slug(name) == slug


@given(st.text(min_size=1, max_size=400))
def test_a_slug_is_safe_everywhere(name: str) -> None:
    slug = names.slug(name)
    assert slug.isascii()
    assert slug == slug.lower()
    assert 0 < len(slug) <= 80
    assert names.unsafe(slug) is None
    assert names.unsafe_path(f"a/{slug}.md") is None
    assert names.slug(slug) == slug


@given(st.lists(st.text(alphabet="aA -_é日", min_size=1, max_size=4), max_size=12))
def test_slugs_differ_whatever_the_order(found: list[str]) -> None:
    slugs = names.slugs(found)
    assert len({s.casefold() for s in slugs.values()}) == len(set(found))
    assert names.slugs(reversed(found)) == slugs


def test_the_name_that_is_the_slug_keeps_it() -> None:
    slugs = names.slugs(["Code Reviewer", "code-reviewer", "code_reviewer"])
    assert slugs["code-reviewer"] == "code-reviewer"
    assert len(set(slugs.values())) == 3


UNSAFE_PATHS = ["../a", "a/../b", "/a", "a//b", "a/", "con.md", "a/b:c", "a\\b", "a/x\n"]
GIT = [".git/x", "a/.GIT/x", "GIT~1", ".git./x", ".git /x", ".g\u200cit/x", "\uff0egit/x", ".git\ufeff"]


@pytest.mark.parametrize("path", [*UNSAFE_PATHS, *GIT, "a./x", "a /x"])
def test_unsafe_output_path(path: str) -> None:
    assert names.unsafe_path(path)


@pytest.mark.parametrize(
    "path", [".gitignore", "git/x", ".github/agents/a.md", "a.git", ".claude/agents/git.md"]
)
def test_what_is_only_like_the_folder_of_git_is_no_danger(path: str) -> None:
    assert names.unsafe_path(path) is None
