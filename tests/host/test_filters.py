"""A filter of a third party: whatever it does is an agent, nothing, or one failure that names it."""

from pathlib import Path

import pytest

from agentconv import Agent, Filter, Filtering, Option, Tool, Tools, with_fields
from agentconv.diagnostics import Report
from agentconv.errors import PluginFailed, UsageError
from agentconv.host.filters import ProvidedFilter, check_filter
from agentconv.host.registry import Registry
from tests.host.broken import good

AGENT = Agent(
    "a", description="d", prompt="p", tools=Tools((Tool("read"),)), mcp_servers={"s": {"args": ["x"]}}
)

FILTERS = """
from agentconv import Agent, Filter, Option, hookimpl, with_fields
{classes}
@hookimpl
def agentconv_filters():
    return [{names}]
"""
ONE = """
class {cls}(Filter):
    name = "{name}"
    about = "Of the tests."
    {more}
    def apply(self, agent, filtering):
        {body}
"""


def filter_file(body: str = "return agent", *names: str, more: str = "") -> str:
    """The text of a plugin with filters that all do the same."""
    found = names or ("mine",)
    classes = {name: f"F{number}" for number, name in enumerate(found)}
    texts = [ONE.format(cls=cls, name=name, body=body, more=more) for name, cls in classes.items()]
    return FILTERS.format(classes="".join(texts), names=", ".join(classes.values()))


def provided(body: str, tmp_path: Path) -> ProvidedFilter:
    (tmp_path / "mine.py").write_text(filter_file(body))
    return Registry().filter(str(tmp_path / "mine.py"))


BROKEN = {
    "raise ValueError('no')": "ValueError: no",
    "return 'text'": "gave 'text', which is no Agent",
    "return [agent]": "which is no Agent",
    "return with_fields(agent, {'prompt': 3})": "prompt is not",
    "return with_fields(agent, {'name': '../x'})": "which is not safe",
    "object.__setattr__(agent, 'prompt', 'other')\n        return agent": "changed the agent",
    "agent.mcp_servers['s']['args'].append('y')\n        return agent": "TypeError",
    "dict.pop(agent.mcp_servers, 's')\n        return None": "changed the agent",
    "filtering.report.add('other/code', 'x')\n        return agent": "a code of another format",
    "filtering.options['limit']\n        return agent": "KeyError: 'limit'",
    "return self.apply(agent, filtering)": "calls itself without end",
    "raise SystemExit(3)": "wanted to exit with status 3",
}


@pytest.mark.parametrize("body", BROKEN)
def test_what_a_filter_does_wrong_names_it(body: str, tmp_path: Path) -> None:
    with pytest.raises(PluginFailed) as failed:
        provided(body, tmp_path).apply(AGENT, {}, "", Report())
    assert BROKEN[body] in str(failed.value)
    assert "the filter 'mine' of " in str(failed.value)
    assert (
        Agent("a", description="d", prompt="p", tools=AGENT.tools, mcp_servers={"s": {"args": ["x"]}})
        == AGENT
    )


def test_what_a_filter_prints_is_caught_and_said_once(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.py").write_text(filter_file("import os; os.write(1, b'out'); return agent"))
    registry = Registry()
    one = registry.filter(str(tmp_path / "mine.py"))
    for _ in range(3):
        assert one.apply(AGENT, {}, "", Report()) == AGENT
    assert capfd.readouterr().out == ""
    (said,) = [d for d in registry.take() if "prints" in d.message]
    assert (said.code, "'out'" in said.message) == ("plugin-failed", True)


def test_a_finding_of_a_filter_says_whose_it_is(tmp_path: Path) -> None:
    report = Report()
    body = "filtering.add('mine/odd', 'odd', 'prompt', hint='h')\n        return agent"
    provided(body, tmp_path).apply(AGENT, {}, "", report)
    (found,) = report.diagnostics
    assert (found.code, found.filter, found.agent, found.field, found.hint) == (
        "mine/odd",
        "mine",
        "a",
        "prompt",
        "h",
    )


def test_options_are_the_filters_own(tmp_path: Path) -> None:
    options = {"words": ("x",)}
    body = "filtering.options['words'] = (); return agent"
    provided(body, tmp_path).apply(AGENT, options, "", Report())
    assert options == {"words": ("x",)}


def test_a_file_with_several_filters_says_which(tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_text(filter_file("return agent", "one", "two"))
    assert Registry().filter(f"{path}:two").name == "two"
    with pytest.raises(UsageError, match=r"adds several filters: say which of .*:one, .*:two"):
        Registry().filter(str(path))
    with pytest.raises(UsageError, match="adds no filter 'three'; there are "):
        Registry().filter(f"{path}:three")
    with pytest.raises(UsageError, match="there is no such file"):
        Registry().filter(f"{tmp_path}/other.py:two")
    with pytest.raises(PluginFailed, match="adds no format"):
        Registry().get(str(path))
    assert [f.name for f in Registry(files=(str(path),)).filters() if f.is_file] == ["one", "two"]


def test_filters_come_from_plugins(use) -> None:  # type: ignore[no-untyped-def]
    registry = use(one=filter_file("return agent", "alpha", "beta"), two=good("two"))
    assert [f.name for f in registry.filters()] == ["alpha", "beta"]
    assert "one" in registry.filter("beta").provider
    assert "two" in registry.names()
    with pytest.raises(UsageError, match="unknown filter 'alfa'; did you mean 'alpha'"):
        registry.filter("alfa")
    assert registry.take() == ()


def test_without_plugins_there_is_no_filter() -> None:
    with pytest.raises(UsageError, match="there is none"):
        Registry(plugins=False).filter("alpha")


def test_of_two_filters_with_one_name_nobody_has_it(use) -> None:  # type: ignore[no-untyped-def]
    registry = use(one=filter_file("return agent", "same"), two=filter_file("return None", "same"))
    with pytest.raises(PluginFailed, match=r"claimed by .*one.* and by .*two"):
        registry.filter("same")


def test_the_plugin_that_is_called_like_a_filter_has_it(use) -> None:  # type: ignore[no-untyped-def]
    registry = use(one=filter_file("return agent", "same"), same=filter_file("return None", "same"))
    assert "same" in registry.filter("same").provider
    assert [f.plugin for f in registry.filters()] == ["same"]


def test_a_filter_and_a_format_have_different_names(use) -> None:  # type: ignore[no-untyped-def]
    registry = use(one=good("same"), two=filter_file("return agent", "same"))
    registry.names()
    assert ["claimed by" in d.message for d in registry.take()] == [True]


class Fine(Filter):
    """A filter in which nothing is wrong."""

    name = "fine"
    about = "Nothing."

    def apply(self, agent: Agent, filtering: Filtering) -> Agent | None:
        return with_fields(agent, {"prompt": "x"})


WRONG = {
    "name": ("Fine Filter", "lower case words"),
    "about": ("", "what it does"),
    "apply": (Filter.apply, "lacks apply"),
    "options": ([], "takes a tuple of Option"),
}


@pytest.mark.parametrize("fact", WRONG)
def test_what_a_filter_says_of_itself_is_checked(fact: str) -> None:
    value, why = WRONG[fact]
    with pytest.raises((TypeError, ValueError), match=why):
        check_filter(type("Wrong", (Fine,), {fact: value}))


def test_a_filter_is_called_like_no_format() -> None:
    with pytest.raises(ValueError, match="called like a format"):
        check_filter(type("Wrong", (Fine,), {"name": "claude"}))


OPTIONS = {
    "called": Option("Big Name", "x"),
    "say what it does": Option("x", " "),
    "of the kind": Option("x", "x", "words"),
    "choices": Option("x", "x", "number", choices=("a",)),
    "has a pattern": Option("x", "x", pattern="("),
    "its default is": Option("x", "x", "number", "three"),
}


@pytest.mark.parametrize("why", OPTIONS)
def test_the_options_of_a_filter_are_checked(why: str) -> None:
    with pytest.raises((TypeError, ValueError), match=why):
        check_filter(type("Wrong", (Fine,), {"options": (OPTIONS[why],)}))
    with pytest.raises(ValueError, match="twice"):
        check_filter(type("Wrong", (Fine,), {"options": (Option("x", "x"), Option("x", "y"))}))


def test_the_digest_is_that_of_the_code(tmp_path: Path) -> None:
    first = provided("return agent", tmp_path).digest()
    assert first == provided("return agent", tmp_path).digest()
    assert first != provided("return  agent", tmp_path).digest()
