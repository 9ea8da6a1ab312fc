"""A manifest is read as its schema says, and what is wrong is told with its place."""

import jsonschema
import pytest

from agentconv.diagnostics import Report
from agentconv.host.registry import Registry
from agentconv.release import manifest, manifest_keys
from agentconv.text.source import Source
from tests.release.projects import TEXT

TARGETS = Registry(plugins=False).names()


def parsed(text: str) -> tuple[manifest.Manifest | None, list[str]]:
    report = Report()
    found = manifest.parse(Source("agentconv.toml", text), TARGETS, report)
    return found, [f"{d} ({d.hint})" for d in report.diagnostics]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (TEXT.replace("license =", "licence ="), "5:1: error[unknown-key]: the manifest has no key 'licence' (did you mean 'license'?)"),
        (TEXT.replace("sources =", "#"), "error[missing-key]: the manifest needs 'sources'"),
        (TEXT.replace('version = "1.4.0"', "version = 1.4"), "3:11: error[wrong-type]: 'version' takes text in quotes"),
        (TEXT.replace("[targets.claude]", "[targets.claud]"), "error[unknown-key]: there is no target 'claud' (did you mean 'claude'?)"),
        (TEXT.replace("exclude =", "exlude ="), "error[unknown-key]: [targets.openai] has no key 'exlude' (did you mean 'exclude'?)"),
        (TEXT.replace('"acme-agents"', '"Acme/../x"'), "error[unsafe-name]"),
        (TEXT.replace('"1.4.0"', '"../1"'), "error[wrong-type]: the version"),
        ("name = ", "error[syntax]"),
    ],
)  # fmt: skip
def test_a_wrong_manifest_is_told_with_its_place(text: str, wanted: str) -> None:
    found, lines = parsed(text)
    assert found is None
    assert any(wanted in line for line in lines), lines


def test_the_schema_takes_what_the_reader_takes() -> None:
    import tomllib

    validator = jsonschema.Draft202012Validator(manifest_keys.schema())
    validator.validate(tomllib.loads(TEXT))
    for wrong in (TEXT.replace("license =", "licence ="), TEXT.replace("sources =", "#")):
        assert not validator.is_valid(tomllib.loads(wrong))
