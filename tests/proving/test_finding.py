"""Clients are found beside a project, on the PATH, or where they are said to be."""

import json
from pathlib import Path

import pytest

from agentconv.proving import finding
from agentconv.proving.clients import CLIENTS, client_of, proved
from agentconv.proving.values import ClientFailed
from tests.proving.fakes import fake


@pytest.fixture(autouse=True)
def _no_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))


def package(modules: Path, name: str, version: str = "4.5.6") -> Path:
    place = modules / name
    place.mkdir(parents=True)
    (place / "package.json").write_text(json.dumps({"name": name, "version": version}))
    return place


def test_on_the_path(tmp_path: Path) -> None:
    assert finding.find(CLIENTS["codex"]) is None
    program = fake(tmp_path / "bin", "", name="codex")
    found = finding.find(CLIENTS["codex"])
    assert found is not None
    assert (found.command, found.version, found.place) == ((str(program),), "1.2.3", str(program))


def test_beside_the_project_goes_first_and_without_what_npm_puts_before_it(tmp_path: Path) -> None:
    fake(tmp_path / "bin", "", name="codex")
    modules = tmp_path / "p" / "node_modules"
    inner = f"@openai/codex-{finding._platform()}/vendor/some/bin"
    program = fake(modules / inner, "", name="codex")
    found = finding.find(CLIENTS["codex"], [tmp_path / "p" / "deep" / "er"])
    assert found is not None
    assert found.command == (str(program),)


def test_a_link_on_the_path_leads_to_what_its_package_holds(tmp_path: Path) -> None:
    modules = tmp_path / "lib" / "node_modules"
    script = package(modules, "@openai/codex") / "bin" / "codex.js"
    script.parent.mkdir()
    script.write_text("")
    program = fake(modules / f"@openai/codex-{finding._platform()}/vendor/some/bin", "", name="codex")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "codex").symlink_to(script)
    script.chmod(0o755)
    found = finding.locate(CLIENTS["codex"])
    assert found is not None
    assert found.command == (str(program),)


def test_a_library_is_found_by_its_package(tmp_path: Path) -> None:
    place = package(tmp_path / "p" / "node_modules", "@qwen-code/qwen-code")
    found = finding.find(CLIENTS["qwen"], [tmp_path / "p"])
    assert found is not None
    assert (found.package, found.version) == (place, "4.5.6")
    given = finding.find(CLIENTS["qwen"], given=str(place))
    assert given is not None
    assert given.package == place


def test_a_package_of_another_name_is_not_it(tmp_path: Path) -> None:
    place = package(tmp_path, "other")
    with pytest.raises(ClientFailed, match="neither a program nor the package"):
        finding.find(CLIENTS["qwen"], given=str(place))


@pytest.mark.parametrize("code", ["", "print('no version here')", "print('1.2.3'); sys.exit(1)"])
def test_a_program_that_says_no_version_is_not_it(tmp_path: Path, code: str) -> None:
    program = fake(tmp_path, code, version="")
    with pytest.raises(ClientFailed, match="says no version"):
        finding.find(CLIENTS["claude"], given=str(program))


def test_the_version_is_asked_with_a_home_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "mine"))
    record = tmp_path / "record"
    code = f"Path({str(record)!r}).write_text(os.environ['HOME']); print('1.2.3-beta.4.')"
    found = finding.find(CLIENTS["claude"], given=str(fake(tmp_path, code, version="")))
    assert found is not None
    assert found.version == "1.2.3-beta.4"
    assert not record.read_text().startswith(str(tmp_path))
    assert not Path(record.read_text()).exists()


def test_each_target_has_one_client() -> None:
    assert len(set(proved())) == len(proved())
    assert [client_of(target) for target in ("codex", "goose")] == [CLIENTS["codex"], None]
    assert all(client.install and client.checked for client in CLIENTS.values())
