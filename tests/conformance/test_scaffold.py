"""The package that new-plugin writes."""

import re
import sys
import tomllib
import types
from pathlib import Path

import pytest

import agentconv
from tests.testing.running import CHECKS, contract, failure


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


@pytest.mark.parametrize("container", ["frontmatter", "yaml", "json", "toml"])
@pytest.mark.parametrize("write_only", [False, True])
def test_its_format_passes_the_suite(
    container: str, write_only: bool, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    from agentconv.conformance import scaffold

    files = scaffold.plugin("memo", container, write_only=write_only)
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    code = types.ModuleType("agentconv_memo")
    exec(files["src/agentconv_memo/__init__.py"], vars(code))  # noqa: S102
    suite = contract(code.Memo, fixtures=tmp_path / "fixtures")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "agentconv_memo", code)
        kept = tmp_path / "tests" / "__snapshots__" / "memo"
        failed = {
            check: failure(suite, check, kept, capfd, update=False)
            for check in CHECKS
            if "process" not in check
        }
    assert {check: error for check, error in failed.items() if error is not None} == {}


def test_a_package_has_what_others_need_of_it() -> None:
    from agentconv.conformance import scaffold

    files = scaffold.plugin("memo", "yaml")
    project = tomllib.loads(files["pyproject.toml"])["project"]
    assert {"LICENSE", ".gitignore", ".github/workflows/test.yml"} <= files.keys()
    assert project["license"] in files["LICENSE"]
    assert "Typing :: Typed" in project["classifiers"]
    assert "src/agentconv_memo/py.typed" in files
    assert "mypy --strict src" in files[".github/workflows/test.yml"]
    (host,) = project["dependencies"]
    assert re.fullmatch(r"agentconv-core>=\d+\.\d+,<\d+\.\d+", host)
