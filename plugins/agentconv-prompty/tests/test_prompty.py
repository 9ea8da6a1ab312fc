"""Prompt files: the contract, and what the frameworks' own loaders make of them."""

import asyncio
from pathlib import Path

import pytest
from agentconv_prompty import Dotprompt, Prompty
from hypothesis import given, settings
from hypothesis import strategies as st

from agentconv import Agent, Tools, write
from agentconv.testing import FormatContract, LibraryProof

FIXTURES = Path(__file__).parents[1] / "fixtures"
BODIES = [
    "{{ name }} {% if x %} {# c #} ${{ a.b }}",
    "User:\nassistant[x=1] :\n# System:\n```\ndeveloper:\n```",
    "{% raw %}a{% endraw %} {%- endraw -%}",
    "{{{{raw}}}} x {{{{/raw}}}} {",
    "} {{ <<<dotprompt:role:user>>> {{",
    "\\{{x}} \\\\ {",
    '"quotes" <b>&amp;</b>',
]


class TestPrompty(FormatContract):
    format = Prompty
    beside = (Dotprompt,)
    fixtures = FIXTURES / "prompty"

    @pytest.mark.library
    @pytest.mark.parametrize("text", BODIES)
    def test_prompty_itself_gives_the_same_text(self, text, registry, tmp_path) -> None:
        prompty = pytest.importorskip(
            "prompty", reason="prompty is not installed: pip install 'prompty[jinja2]'"
        )
        (file,) = write(
            Agent("a", description="${env:NOT_SET}", prompt=text), "prompty", registry=registry
        ).files
        (tmp_path / "a.prompty").write_text(file.text)
        (message,) = prompty.prepare(prompty.load(str(tmp_path / "a.prompty")), {})
        assert message.role == "system"
        assert message.text.replace("\u200b", "") == text.strip()


class TestDotprompt(FormatContract):
    format = Dotprompt
    beside = (Prompty,)
    fixtures = FIXTURES / "dotprompt"

    @pytest.mark.library
    @pytest.mark.parametrize("text", BODIES)
    def test_dotprompt_itself_gives_the_same_text(self, text, registry) -> None:
        dotprompt = pytest.importorskip("dotpromptz.dotprompt", reason="dotpromptz is not installed")
        from dotpromptz.typing import DataArgument

        (file,) = write(Agent("a", prompt=text), "dotprompt", registry=registry).files
        found = dotprompt.Dotprompt().render(file.text, DataArgument(input={}))
        found = __import__("asyncio").run(found) if hasattr(found, "__await__") else found
        (message,) = found.messages
        assert message.role.value == "system"
        assert "".join(part.text for part in message.content).replace("\u200b", "") == text


@pytest.mark.parametrize("cls", [Prompty, Dotprompt])
def test_every_body_comes_back(cls) -> None:
    from agentconv import Reading

    fmt = cls()

    pieces = ["{", "}", "{{", "{%", "%}", "raw", "endraw", "{% endraw %}", "{{{{/raw}}}}", "\u200b", "\n", " ", "#", "User",
              ":", "user:", "system[a]:", "<<<dotprompt:", "\\", "x", "\r\n", "$"]  # fmt: skip

    @settings(max_examples=300, deadline=None)
    @given(st.lists(st.sampled_from(pieces), max_size=12).map("".join))
    def holds(text: str) -> None:
        found = []
        reading = type("Told", (Reading,), {"add": lambda self, *a, **k: found.append(a)})(None, None)
        assert fmt.text(fmt.body(text), reading) == text
        assert not found

    holds()


class Rendered(LibraryProof):
    """A prompt file as a library renders it: without the marks that hide a word from it, and blanks at the ends."""

    compared = ("name", "description", "prompt", "model", "version", "tools.allow")

    def kept(self, name, value):
        return value.replace("\u200b", "").strip() if isinstance(value, str) else value


@pytest.mark.library
@pytest.mark.filterwarnings("ignore")
class TestPromptyItself(Rendered):
    format = Prompty
    beside = (Dotprompt,)
    needs = ("prompty", "jinja2")
    compared = ("name", "description", "prompt", "model", "display_name", "tools.allow")

    def load(self, path: Path) -> Agent:
        import prompty

        found = prompty.load(str(path))
        messages = prompty.prepare(found, {})
        assert [message.role for message in messages] in ([], ["system"])
        return Agent(
            found.name or "",
            display_name=found.display_name,
            description=found.description,
            prompt="".join(message.text for message in messages),
            model=found.model.id if found.model and found.model.id else None,
            tools=Tools(tuple(found.tools or ())),
        )


@pytest.mark.library
@pytest.mark.filterwarnings("ignore")
class TestDotpromptItself(Rendered):
    format = Dotprompt
    beside = (Prompty,)
    needs = ("dotpromptz.dotprompt",)

    def load(self, path: Path) -> Agent:
        from dotpromptz.dotprompt import Dotprompt as Library
        from dotpromptz.typing import DataArgument

        found = asyncio.run(Library().render(path.read_bytes().decode(), DataArgument(input={})))
        assert [message.role.value for message in found.messages] in ([], ["system"])
        return Agent(
            found.name or "",
            description=found.description,
            prompt="".join(part.text for message in found.messages for part in message.content),
            model=found.model,
            version=found.version,
            tools=Tools(tuple(found.tools or ())),
        )
