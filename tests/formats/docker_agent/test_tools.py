"""docker-agent: what its allow patterns free is a mode only where they come to one."""

import pytest

from agentconv.formats.docker_agent.tools import UNASKED, mode_of


@pytest.mark.parametrize(
    ("allow", "mode"),
    [
        ([], None),
        (["*"], "bypass"),
        (["shell:cmd=git status*"], None),
        (["a*"], None),
        (["shell"], None),
        (["write_file"], None),
        (["write_*", "edit_file"], None),
        (["*_file", "create_directory"], "accept-edits"),
        (["*_file", "create_directory", "shell:cmd=ls*"], "accept-edits"),
        (["*_file", "create_directory", "shell"], "accept-edits"),
        (["*_file", "create_directory", "shell", "run_*"], "auto"),
    ],
)
def test_a_mode_is_never_more_than_the_patterns(allow: list[str], mode: str | None) -> None:
    assert mode_of(allow) == mode


@pytest.mark.parametrize("mode", UNASKED)
def test_what_is_written_for_a_mode_is_that_mode(mode: str) -> None:
    assert mode_of(UNASKED[mode]) == mode
