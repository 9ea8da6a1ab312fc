"""Advice on tools that can be followed, and commands that are commands."""

import pytest

from tests.checking.test_run import check_text

HEAD = "---\nname: a\ndescription: d\n---\n"


def commands(body: str, format: str = "claude") -> str:
    found = check_text(HEAD + body, format=format, select=("tools-unlimited",))
    return found[0].message.partition("such as ")[2] if found else ""


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("Run `git reset --hard` and go on.", "'git reset --hard'"),
        ("First git push origin main --force, then rest.", "'git push origin main --force'"),
        ("Then `git push --force` → Alternative: `git push --force-with-lease`.", "'git push --force'"),
        ("Then rm -rf ./out. Next sentence here.", "'rm -rf ./out.'"),
        ("```sh\nsudo reboot\n```", "'sudo reboot'"),
        ("- sudo reboot", "'sudo reboot'"),
        ("Use `DROP TABLE users` for that.", "'DROP TABLE'"),
        ("commit with --no-verify when in a hurry", "'--no-verify'"),
    ],
)
def test_a_command_is_shown_as_far_as_it_goes(body: str, shown: str) -> None:
    assert commands(body) == shown


@pytest.mark.parametrize(
    "body",
    [
        "This hook blocks --no-verify in commits.",
        "It refuses `git reset --hard`.",
        "Blocked: `git push --force`.",
        "Catches rm -rf / before it runs.",
        "Do not run `terraform destroy`.",
        "Migrations may drop table after table; ask for sudo rights first.",
        "We terraform apply with care, says the guide.",
        "Prefer `git push --force-with-lease`.",
    ],
)
def test_what_forbids_a_command_or_only_speaks_of_one(body: str) -> None:
    assert commands(body) == ""


def test_no_advice_where_nothing_bounds_tools() -> None:
    """A skill has every tool of its host, whatever it lists."""
    assert commands("Run `git reset --hard`.", "skill") == ""


@pytest.mark.parametrize("format", ["claude", "opencode", "kilo", "gemini", "qwen", "copilot", "factory"])
def test_advice_where_a_file_can_bound_tools(format: str) -> None:
    assert commands("Run `git reset --hard`.", format) == "'git reset --hard'"


def test_the_clients_own_tools_are_known() -> None:
    text = HEAD.replace("description: d", "description: d\ntools: SendMessage, TaskList, TaskGet, {}")
    assert check_text(text.format("TaskUpdate"), select=("tool-unknown",)) == []
    (found,) = check_text(text.format("TaskUpdates"), select=("tool-unknown",))
    assert found.message.endswith(": TaskUpdates")
