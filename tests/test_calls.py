"""What the commands do, as calls: values, no printing, nothing left half done."""

from pathlib import Path

import pytest

import agentconv
from agentconv import UsageError

AGENT = "---\nname: {name}\ndescription: {about}\ntools: Read, Grep\n---\n{prompt}\n"


def write(path: Path, name: str = "tidy", about: str = "Tidies", prompt: str = "Tidy up.") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(AGENT.format(name=name, about=about, prompt=prompt), "utf-8")
    return path


@pytest.fixture(autouse=True)
def _quiet(capfd: pytest.CaptureFixture[str]) -> object:
    """Nothing prints."""
    yield
    assert capfd.readouterr() == ("", "")


class TestCheck:
    def test_findings_have_their_place(self, tmp_path: Path) -> None:
        (tmp_path / "a.md").write_text("---\nname: a\nname: b\n---\n", "utf-8")
        found = agentconv.check(tmp_path)
        assert [(d.code, d.line, d.column) for d in found.diagnostics] == [("duplicate-key", 3, 1)]
        assert not found.ok

    def test_codes_are_chosen(self, tmp_path: Path) -> None:
        file = write(tmp_path / "a.md", name="a", about="d\u202e")
        assert {d.code for d in agentconv.check(file).diagnostics} == {"hidden-text"}
        assert agentconv.check(file, ignore=["hidden-*"]).diagnostics == ()
        with pytest.raises(UsageError, match="there is no code"):
            agentconv.check(file, select=["no-such-code"])

    def test_what_is_safe_is_repaired(self, tmp_path: Path) -> None:
        file = write(tmp_path / "a.md", name="a", about="do it: now")
        found = agentconv.check(file, fix=True)
        assert [*found.fixed] == [file.as_posix()]
        assert found.ok
        assert "do it: now" in file.read_text("utf-8")

    def test_a_target_may_lose(self, tmp_path: Path) -> None:
        file = write(tmp_path / "a.md", name="a")
        assert {d.target for d in agentconv.check(file, targets=["openai"]).diagnostics} == {"openai"}


class TestMerge:
    def test_both_sides(self, tmp_path: Path) -> None:
        base = write(tmp_path / "base.md")
        ours = write(tmp_path / "ours.md", about="Tidies code")
        theirs = write(tmp_path / "theirs.md", prompt="Tidy up well.")
        merged = agentconv.merge(ours, theirs, base=base)
        assert merged.ok
        assert merged.text == AGENT.format(name="tidy", about="Tidies code", prompt="Tidy up well.")

    def test_a_conflict_is_left_to_a_person(self, tmp_path: Path) -> None:
        base = write(tmp_path / "base.md")
        ours = write(tmp_path / "ours.md", prompt="Tidy this.")
        theirs = write(tmp_path / "theirs.md", prompt="Tidy that.")
        merged = agentconv.merge(ours, theirs, base=base)
        assert not merged.ok
        assert merged.conflicts == ("prompt",)
        assert merged.text is not None
        assert "<<<<<<<" in merged.text

    def test_versions(self, tmp_path: Path) -> None:
        old, new = write(tmp_path / "old.md"), write(tmp_path / "new.md", about="Tidies code")
        merged = agentconv.merge(old, new, target="openai")
        assert merged.text is not None
        assert "Tidies code" in merged.text
        with pytest.raises(UsageError, match="cannot bump"):
            agentconv.merge(old, new, bump="minor")

    @pytest.mark.parametrize(
        ("number", "base", "said"),
        [(1, None, "at least two"), (1, "b.md", "two files, ours and theirs, not 1"), (3, "b.md", "not 3")],
    )
    def test_numbers_that_make_no_sense(self, number: int, base: str | None, said: str) -> None:
        with pytest.raises(UsageError, match=said):
            agentconv.merge(*["a.md"] * number, base=base)

    def test_a_union_has_no_base(self) -> None:
        with pytest.raises(UsageError, match="without a base"):
            agentconv.merge("a.md", "b.md", base="c.md", union=True)

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        merged = agentconv.merge(tmp_path / "a.md", tmp_path / "b.md")
        assert (merged.text, merged.ok) == (None, False)
        assert {d.code for d in merged.diagnostics} == {"not-found"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write(tmp_path / "agents" / "tidy.md")
    manifest = 'name = "shop"\nversion = "1.0.0"\nsources = ["agents"]\n[targets.codex]\n[targets.openai]\n'
    (tmp_path / "agentconv.toml").write_text(manifest, "utf-8")
    return tmp_path


class TestRelease:
    def test_from_a_manifest_to_a_project_and_back(self, project: Path) -> None:
        built = agentconv.build(project, project / "dist")
        assert (built.name, built.version, built.ok, built.written) == ("shop", "1.0.0", True, True)
        bundle = project / "dist" / "shop-1.0.0"
        assert sorted(p.relative_to(bundle).as_posix() for p in bundle.rglob("*") if p.is_file()) == [
            *built.files
        ]
        for name, sha256 in built.archives.items():
            assert agentconv.verify(project / "dist" / name, sha256=sha256).ok
        into = project / "into"
        into.mkdir()
        plan = agentconv.install(bundle, "codex", into, dry=True)
        assert plan.written == (".codex/agents/tidy.toml",)
        assert not [*into.iterdir()]
        assert agentconv.install(bundle, "codex", into).ok
        again = agentconv.install(bundle, "codex", into)
        assert (again.written, again.unchanged) == ((), (".codex/agents/tidy.toml",))
        file = into / ".codex/agents/tidy.toml"
        file.write_text("mine = 1\n", "utf-8")
        kept = agentconv.install(bundle, "codex", into)
        assert (kept.kept, kept.ok) == ((".codex/agents/tidy.toml",), False)
        assert agentconv.install(bundle, "codex", into, force=True).ok
        assert agentconv.install(bundle, "codex", into, uninstall=True).removed == (
            ".codex/agents/tidy.toml",
        )
        assert not file.exists()

    def test_only_some_targets(self, project: Path) -> None:
        built = agentconv.build(project / "agentconv.toml", project / "dist", targets=["openai"])
        assert {name.split(".")[0] for name in built.files if "/" in name} >= {"targets/openai"} or built.ok
        assert not [name for name in built.files if "codex" in name]
        with pytest.raises(UsageError, match="no target 'kilo'; it has codex, openai"):
            agentconv.build(project, project / "dist", targets=["kilo"])

    def test_a_planted_byte(self, project: Path) -> None:
        agentconv.build(project, project / "dist")
        (file,) = (project / "dist" / "shop-1.0.0").rglob("tidy.toml")
        file.write_text(file.read_text("utf-8") + "# more\n", "utf-8")
        bad = agentconv.verify(project / "dist" / "shop-1.0.0")
        assert (bad.good, bad.ok) == ((), False)
        assert not agentconv.install(project / "dist" / "shop-1.0.0", "codex", project).written

    def test_there_is_no_manifest(self, tmp_path: Path) -> None:
        built = agentconv.build(tmp_path, tmp_path / "dist")
        assert (built.ok, built.written, [d.code for d in built.diagnostics]) == (False, False, ["not-found"])
        assert not (tmp_path / "dist").exists()


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: agentconv.check(None), "'sources' takes a path, not NoneType"),  # type: ignore[arg-type]
        (lambda: agentconv.check("a", targets="codex"), r"'targets' takes several texts: \['codex'\]"),
        (lambda: agentconv.verify("a", sha="0"), "a bundle is held against sha256, .* not 'sha'"),
        (lambda: agentconv.batch([], "codex"), r"'targets' takes several texts: \['codex'\]"),
    ],
)
def test_a_value_of_another_type_is_told(call: object, said: str) -> None:
    assert callable(call)
    with pytest.raises(TypeError, match=said):
        call()
