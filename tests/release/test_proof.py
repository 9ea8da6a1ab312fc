"""A bundle holds what its agents give, each file in its place, or nothing of it is taken."""

from pathlib import Path

import pytest

from agentconv import templates
from agentconv.diagnostics import Report
from agentconv.errors import Problem, UsageError
from agentconv.host.registry import Registry
from agentconv.release import build, install, proof
from agentconv.release.verify import verify
from tests.release.planted import PLANTED, as_archive, listed_anew
from tests.release.projects import built

OF_OTHERS = frozenset({"a target of nobody"})
"""A format that is not installed is no fault of the target that is: `verify` says that it cannot tell."""


def _refused(bundle: Path, target: str, into: Path) -> Report | None:
    """Why a bundle is not installed; None when it is."""
    report = Report()
    request = install.InstallRequest(str(bundle), target, into, force=True)
    try:
        return None if install.run(request, Registry(plugins=False), report) else report
    except UsageError:
        return report


@pytest.mark.parametrize("what", PLANTED)
def test_what_is_planted_is_refused_and_nothing_written(what: str, project: Path, tmp_path: Path) -> None:
    honest = built(project).entries
    bundle = as_archive(listed_anew(honest, PLANTED[what]), tmp_path / "b.zip")
    report = Report()
    assert verify([str(bundle)], Registry(plugins=False), report) == []
    assert report.errors()
    for target in ("claude", "openai", "prompts"):
        into = tmp_path / target
        into.mkdir()
        found = _refused(bundle, target, into)
        assert (found is None) == (what in OF_OTHERS)
        assert (found is None) == bool(list(into.rglob("*")))


def test_what_was_built_is_good_whole_in_parts_and_as_a_folder(project: Path, tmp_path: Path) -> None:
    made = built(project)
    for name, data in made.archives.items():
        (tmp_path / name).write_bytes(data)
    for path, data in made.entries.items():
        place = tmp_path / "folder" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    bundles = [str(tmp_path / name) for name in (*made.archives, "folder")]
    report = Report()
    assert len(verify(bundles, Registry(plugins=False), report)) == len(bundles)
    assert not report.errors()


def test_every_option_of_a_manifest_can_be_written_again(project: Path) -> None:
    (project / "t.j2").write_text(
        "Before {{ name | upper }}.\n{% for s in agent.authors %}{{ s }}{% endfor %}\n{{ prompt }}",
        encoding="utf-8",
    )
    (project / "agentconv.toml").write_text(
        'name = "a"\nversion = "1"\nauthors = ["A"]\nlicense = "MIT"\nsources = ["agents/s*.md", "agents"]\n'
        "[targets.claude]\nscope = 'user'\nmodel = 'opus'\n[targets.openai]\nshorten = true\ncarry = true\n"
        "[targets.openai.models]\nsonnet = 'gpt-x'\n[targets.prompts]\ntemplate = 't.j2'\n[targets.codex]\n"
        "allow-wider = true\n[targets.claude-plugin]\n[targets.agents-md]\nallow-wider = true\n[targets.agentspec]\n"
        "allow-wider = true\n[agents.reviewer.targets.codex]\nmodel = 'gpt-special'\n"
        "[agents.scribe]\ndescription = 'Another.'\n",
        encoding="utf-8",
    )
    made = built(project)
    proof.prove(made.facts, made.entries, Registry(plugins=False))


KEPT = {
    "roomodes": ("agents/.roomodes", "roo", "customModes:\n"
                 "- {slug: a, name: A, roleDefinition: Do it., groups: [read]} # kept\n"
                 "- {slug: b, name: B, roleDefinition: Do it., groups: [read]}\n"),
    "comments": ("agents/a.md", "claude", "---\n# why\nname: a\ndescription: D\ntools: Read\n---\nDo it.\n"),
    "no name": (".claude/skills/An Own+Name/SKILL.md", "skill", "---\ndescription: D\n---\nDo it.\n"),
    "no YAML": ("agents/a.md", "claude", "---\nname: a\ndescription: D: x: y\ntools: Read\n---\nDo it.\n"),
}  # fmt: skip


@pytest.mark.parametrize("what", KEPT)
@pytest.mark.parametrize("more", ["", "[agents.'{}']\ndescription = 'Another.'\n"])
def test_the_text_of_a_source_is_kept_and_held_against_its_agent(
    what: str, more: str, tmp_path: Path
) -> None:
    path, target, text = KEPT[what]
    more = more.format("An Own+Name" if what == "no name" else "a")
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text(text, encoding="utf-8")
    manifest = f'name = "k"\nversion = "1"\nsources = ["{path}"]\n[targets.{target}]\n{more}'
    (tmp_path / "agentconv.toml").write_text(manifest, encoding="utf-8")
    made = built(tmp_path)
    proof.prove(made.facts, made.entries, Registry(plugins=False))
    (kept,) = [p for p in made.entries if p.startswith("targets/")]
    for old, new in ((b"Read", b"Bash"), (b"read]", b"command]"), (b"Do it.", b"Do that.")):
        if old in made.entries[kept]:
            changed = {**made.entries, kept: made.entries[kept].replace(old, new, 1)}
            with pytest.raises(Problem, match=r"says other than|more power"):
                proof.prove(made.facts, changed, Registry(plugins=False))


UNBOUNDED = [
    "{% for i in range(99999) %}{{ prompt }}{% endfor %}", "{{ prompt * 999 }}", "{{ 'x' ** 9 }}", "{{ '%9d' % 1 }}",
    "{{ 'x'.ljust(999) }}", "{{ prompt | center(999999) }}", "{{ prompt | join(prompt) }}", "{{ prompt ~ prompt }}",
    "{% for a in prompt %}{% for b in prompt %}{% endfor %}{% endfor %}", "{% macro m() %}{{ m() }}{% endmacro %}",
    "{% for a in prompt recursive %}{% endfor %}", "{% include 'x' %}", "{% set x = prompt %}", "{{", "x" * 99_999,
]  # fmt: skip


@pytest.mark.parametrize("template", UNBOUNDED, ids=range(len(UNBOUNDED)))
def test_a_template_that_may_take_any_time_is_not_run_for_a_stranger(template: str, project: Path) -> None:
    made = built(project)
    options = {**made.facts["options"], "prompts": {"template": template}}
    facts = {**made.facts, "options": options}
    with pytest.raises(Problem, match="is not run for a stranger"):
        proof.prove(facts, made.entries, Registry(plugins=False))
    (project / "t.j2").write_text(template, encoding="utf-8")
    manifest = project / "agentconv.toml"
    text = manifest.read_text("utf-8").replace("[targets.prompts]", "[targets.prompts]\ntemplate = 't.j2'")
    manifest.write_text(text, encoding="utf-8")
    report = Report()
    try:
        found = build.load_manifest(project, Registry(plugins=False), report)
        assert found is not None
        assert build.build(found, project, Registry(plugins=False), report) is None
        assert report.errors()
    except UsageError:
        pass


def test_the_template_that_comes_with_agentconv_is_one_that_is_run(project: Path) -> None:
    (project / "t.j2").write_text(templates.load(templates.DEFAULT), encoding="utf-8")
    manifest = project / "agentconv.toml"
    text = manifest.read_text("utf-8").replace("[targets.prompts]", "[targets.prompts]\ntemplate = 't.j2'")
    manifest.write_text(text, encoding="utf-8")
    made = built(project)
    proof.prove(made.facts, made.entries, Registry(plugins=False))
