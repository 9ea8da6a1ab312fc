"""The package that new-plugin writes."""

import pytest

import agentconv


@pytest.mark.parametrize("container", ["frontmatter", "yaml", "json", "toml"])
def test_a_new_plugin_is_there_and_recognises_its_file(container: str) -> None:
    from agentconv.conformance import scaffold

    files = scaffold.plugin("memo", container)
    assert {"pyproject.toml", "README.md", "src/agentconv_memo/__init__.py"} <= files.keys()
    assert "tests/__snapshots__/memo/reads/example.json" in files


@pytest.mark.parametrize("name", ["claude", "Memo", "a b", "../x", "1st", ""])
def test_a_name_that_cannot_be_a_format(name: str) -> None:
    from agentconv.conformance import scaffold

    with pytest.raises(agentconv.UsageError):
        scaffold.plugin(name, "yaml")
