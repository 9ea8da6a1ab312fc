"""The schemas that editors get: valid ones, that take what the client takes and refuse what it refuses."""

import json
from collections.abc import Iterator

import jsonschema
import pytest
from click.testing import CliRunner

from agentconv.cli import group
from agentconv.containers.base import BODY
from agentconv.diagnostics import Report
from agentconv.host.registry import Registry
from agentconv.kit.codecs import exact
from agentconv.kit.format import Format, Writing
from agentconv.kit.key_schema import schema_of
from agentconv.model.agent import Value
from agentconv.reading.sources import load
from agentconv.writing.convert import start
from agentconv.writing.options import Options
from tests.conftest import ROOT

REGISTRY = Registry(plugins=False)
FORMATS = [
    p.format for p in REGISTRY.all() if p.format.reads and p.format.fields and not p.format.schema_name
]


def validator(fmt: Format) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(schema_of(fmt))


def natives(fmt: Format) -> Iterator[dict[str, Value]]:
    """The native values of each agent in the fixtures of a format."""
    folder = ROOT / "fixtures" / fmt.name
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if not path.is_file():
            continue
        for document in load([path.as_posix()], REGISTRY, Report(), format=fmt.name).documents:
            native = fmt.encode(document.agent, writing(fmt))
            if native.keys() >= {*fmt.required}:
                yield native


def writing(fmt: Format) -> Writing:
    return start(fmt.name, REGISTRY, Options())[1]


@pytest.mark.parametrize("fmt", FORMATS, ids=lambda f: f.name)
def test_a_schema_is_valid_and_takes_what_is_written(fmt: Format) -> None:
    schema = schema_of(fmt)
    jsonschema.Draft202012Validator.check_schema(schema)
    json.dumps(schema)
    check = validator(fmt)
    # Docker Agent's toolsets are gathered from all agents of a file: one agent's own are no file's yet.
    for native in natives(fmt) if fmt.writes and fmt.name != "docker-agent" else ():
        values = {key: exact(value) for key, value in native.items() if key != BODY}
        assert [f"{e.json_path}: {e.message}" for e in check.iter_errors(values)] == []


@pytest.mark.parametrize("fmt", FORMATS, ids=lambda f: f.name)
def test_it_refuses_what_the_keys_say_that_the_client_refuses(fmt: Format) -> None:
    check = validator(fmt)
    odd: list[Value] = [[], {}, "", "odd word", 3, 2.5, True, None, ["a"], {"a": "b"}, [{"a": 1}]]
    for key, told in fmt.keys.items():
        if key == BODY:
            continue
        for value in odd:
            errors = [*check.iter_errors({key: value})]
            wrong = any(e.absolute_path and e.absolute_path[0] == key for e in errors)
            if wrong:
                assert not told.fits(value), f"{key}: {value!r}"
    if fmt.closed:
        assert [*check.iter_errors({"no-such-key": 1})]
    for key in fmt.required:
        if key != BODY:
            assert any(repr(key) in e.message for e in check.iter_errors({}))


def test_the_command_prints_the_schema_of_a_format() -> None:
    done = CliRunner().invoke(group, ["schema", "claude"])
    assert json.loads(done.output) == schema_of(REGISTRY.get("claude"))
    strange = CliRunner().invoke(group, ["schema", "claudee"])
    assert strange.exit_code == 2
    assert "did you mean 'claude'" in strange.output
