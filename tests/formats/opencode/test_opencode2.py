"""Files that only OpenCode 2 reads: its keys alone, its rules as a list, and Code Mode no wider than fetching."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from agentconv.api import read
from agentconv.formats.opencode.rules import ACTION_ONLY, Rule
from agentconv.formats.opencode.second import NATIVE, as_list, is_second, rules_for, rules_in, said_by
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.model.agent import Value
from agentconv.writing.convert import Conversion, convert_documents
from tests.conftest import FIXTURES

REGISTRY = Registry(plugins=False)
OWN = FIXTURES / "opencode"


def of(path: Path, text: str) -> Document:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    (found,) = read(path, registry=REGISTRY).documents
    return found


def written(document: Document) -> Conversion:
    return convert_documents([document], "opencode-2", REGISTRY)


def head_of(text: str) -> dict[str, Value]:
    found: dict[str, Value] = yaml.safe_load(text.removeprefix("---\n").partition("\n---\n")[0])
    return found


@pytest.mark.parametrize("path", sorted(OWN.glob("*.md")), ids=lambda p: p.stem)
def test_no_key_makes_it_a_file_of_version_1(path: Path) -> None:
    for document in read(path, format="opencode", registry=REGISTRY).documents:
        for file in written(document).files:
            assert head_of(file.text).keys() <= NATIVE


def test_a_file_of_version_2_stays_as_it_is_and_one_of_version_1_does_not(tmp_path: Path) -> None:
    text = (OWN / "second.md").read_text("utf-8")
    (file,) = written(of(tmp_path / ".opencode/agents/a.md", text)).files
    assert file.text == text
    older = "---\nmode: subagent\npermission:\n  '*': deny\n---\nDo it.\n"
    (file,) = written(of(tmp_path / ".opencode/agents/b.md", older)).files
    assert head_of(file.text) == {"mode": "subagent", "permissions": as_list([Rule("*", "*", "deny")])}


@pytest.mark.parametrize(
    ("head", "wanted"),
    [
        ("model: a/b\nvariant: high\n", {"model": "a/b#high"}),
        ("model: a/b\nvariant: 'so so'\n", {"model": "a/b"}),
        ("temperature: 0.5\ntop_p: 1\n", {"request": {"body": {"temperature": 0.5, "top_p": 1.0}}}),
        ("options: {seed: 7}\ntemperature: 1\n", {"request": {"body": {"seed": 7, "temperature": 1.0}}}),
        ("color: accent\n", {}),
        ("color: '#112233'\nhidden: true\n", {"color": "#112233", "hidden": True}),
        ("disable: false\nnumber: 3\n", {}),
    ],
)
def test_keys_are_those_of_the_second(tmp_path: Path, head: str, wanted: dict[str, Value]) -> None:
    document = of(tmp_path / ".opencode/agents/a.md", f"---\nmode: subagent\n{head}---\nDo it.\n")
    (file,) = written(document).files
    assert head_of(file.text) == {"mode": "subagent", **wanted}


def test_the_name_is_the_files_and_none_of_the_clients_own(tmp_path: Path) -> None:
    made = written(
        of(tmp_path / "agents/x.md", "---\nname: Plan\ndescription: d\nmodel: opus\n---\nDo it.\n")
    )
    (file,) = made.files
    assert file.path == ".opencode/agents/plan-agent.md"
    assert "name" in {d.field for d in made.diagnostics}
    assert "name" not in head_of(file.text)


@pytest.mark.parametrize(
    ("rules", "more"),
    [
        ([Rule("*", "*", "deny"), Rule("gh_*", "*", "ask")], []),
        ([Rule("*", "*", "deny"), Rule("webfetch", "*", "ask")], [Rule("execute", "*", "ask")]),
        ([Rule("webfetch", "*", "deny")], [Rule("execute", "*", "deny")]),
        ([Rule("webfetch", "http://a*", "deny")], [Rule("execute", "*", "deny")]),
        ([Rule("webfetch", "*", "deny"), Rule("execute", "*", "ask")], []),
        ([Rule("edit", "*", "deny")], []),
    ],
)
def test_code_mode_may_what_fetching_may(rules: list[Rule], more: list[Rule]) -> None:
    assert rules_for(rules) == [*rules, *more]
    assert said_by(rules_for(rules)) == rules


RULES = st.builds(
    Rule,
    st.sampled_from(["*", "read", "edit", "bash", "task", "webfetch", "gh_*", "execute", "todowrite"]),
    st.sampled_from(["*", "git *", "a"]),
    st.sampled_from(["allow", "ask", "deny"]),
).filter(lambda rule: rule.pattern == "*" or rule.key not in ACTION_ONLY)


@given(st.lists(RULES, max_size=6))
def test_rules_come_back_as_they_were_said(rules: list[Rule]) -> None:
    found = rules_for(rules)
    assert rules_in(as_list(found)) == found
    assert rules_for(said_by(found)) == found


def test_what_cannot_be_called_is_told(tmp_path: Path) -> None:
    text = "---\nmode: subagent\npermission:\n  '*': deny\n  gh_push: ask\n{}---\nDo it.\n"
    plain, fetching = text.format(""), text.format("  webfetch: ask\n")
    told = [
        {d.code for d in written(of(tmp_path / ".opencode/agents/a.md", t)).diagnostics}
        for t in (plain, fetching)
    ]
    assert told == [{"setting-ignored"}, set()]


def test_rules_in_a_file_of_the_other_version_are_told(tmp_path: Path) -> None:
    head = "---\ndescription: d\n{}permissions: [{{action: '*', resource: '*', effect: deny}}]\n---\nDo it.\n"
    for extra, told in (("", False), ("cache: {}\n", False), ("name: b\n", True), ("temperature: 1\n", True)):
        path = tmp_path / ".opencode" / "agents" / "a.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(head.format(extra), encoding="utf-8")
        result = read(path, registry=REGISTRY)
        assert ("restriction-ignored" in {d.code for d in result.diagnostics}) is told
        assert [document.agent.tools.allow for document in result.documents] == [()]


def test_settings_are_of_the_second_without_a_key_of_the_first() -> None:
    assert is_second({"agents": {}, "permissions": []})
    assert not is_second({"agents": {}, "permission": {}})
