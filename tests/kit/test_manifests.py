"""Manifests of packages: what is written is read back, and what no row covers stays with its tool."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentconv.formats import MANIFESTS, PACKAGED, SCHEMAS
from agentconv.host.registry import Registry
from agentconv.kit.manifests import FIELDS, Fact, Manifest, merged, people, texts, unsaid
from agentconv.kit.packaged import Packaged
from agentconv.model.package import Package

REGISTRY = Registry(plugins=False)


def packaged(name: str) -> Packaged:
    found = REGISTRY.get(name)
    assert isinstance(found, Packaged)
    return found


FORMATS = [packaged(name) for name in sorted(PACKAGED)]
WORDS = st.text("abcdefgh xyz-.", min_size=1, max_size=12).map(str.strip).filter(bool)
URLS = WORDS.map(lambda word: f"https://example.org/{word}")
PACKAGES = st.builds(
    Package,
    st.from_regex(r"[a-z][a-z0-9]{0,9}(-[a-z0-9]{1,5})?", fullmatch=True),
    st.none() | WORDS,
    st.none() | WORDS,
    st.lists(WORDS, max_size=1).map(tuple),
    st.none() | WORDS,
    st.none() | URLS,
    st.lists(WORDS, max_size=3).map(tuple),
    st.none() | URLS,
    st.none() | WORDS,
    st.none() | WORDS,
)
"""What a package may say of itself."""


@pytest.mark.parametrize("fmt", FORMATS, ids=lambda f: f.name)
@given(package=PACKAGES)
def test_a_manifest_says_again_what_it_was_made_of(fmt: Packaged, package: Package) -> None:
    native = fmt.manifest_of(package, {})
    back = fmt.package_from(native, "")
    assert back is not None
    assert back.extensions == {}
    known = {row.attr for row in fmt.manifest.rows}
    assert {d.field for d in unsaid(package, back)} <= {*FIELDS} - known
    assert fmt.manifest_of(back, {}) == native


@pytest.mark.parametrize("fmt", [f for f in FORMATS if f.listing], ids=lambda f: f.name)
@given(package=PACKAGES)
def test_a_list_says_again_what_it_was_made_of(fmt: Packaged, package: Package) -> None:
    assert fmt.listing is not None
    native = fmt.listing.of(package, fmt.name, [fmt.listing.entry_of(package, fmt.name, "plugins/x/")])
    back = fmt.collection_from(native)
    assert back is not None
    assert fmt.listing.of(back, fmt.name, []) | {"plugins": native["plugins"]} == native
    (entry,) = native["plugins"]  # type: ignore[misc]
    again = fmt.entry_from(entry, "")  # type: ignore[arg-type]
    assert again is not None
    assert fmt.listing.entry_of(again, fmt.name, "plugins/x/") == entry


TOOL = Manifest(
    (
        Fact("name", "name"),
        Fact("author", "authors"),
        Fact(("interface", "displayName"), "display_name"),
        Fact("tags", "keywords", read_only=True),
    ),
    frozenset({"skills"}),
    person=frozenset({"email"}),
)


def test_what_no_row_covers_stays_with_its_tool_and_parts_do_not() -> None:
    values: dict[str, Any] = {
        "name": "kit",
        "skills": "./skills/",
        "interface": {"displayName": "Kit", "brandColor": "#f00"},
        "apps": [1],
    }
    found = TOOL.read(values, "tool")
    assert found == {
        "name": "kit",
        "display_name": "Kit",
        "extensions": {"tool": {"interface": {"brandColor": "#f00"}, "apps": [1]}},
    }
    back = TOOL.write(Package(**found), found["extensions"]["tool"])
    assert back == {"name": "kit", "interface": {"displayName": "Kit", "brandColor": "#f00"}, "apps": [1]}


def test_a_value_of_a_wrong_type_is_no_extension_either() -> None:
    assert TOOL.read({"name": 5, "author": 7}, "tool") == {}


def test_a_closed_manifest_takes_known_keys_only() -> None:
    closed = Manifest((Fact("name", "name"),), more=frozenset({"logo"}))
    assert closed.write(Package("kit"), {"logo": "a.png", "color": "red"}) == {"name": "kit", "logo": "a.png"}


@pytest.mark.parametrize(
    ("author", "names", "contacts", "written"),
    [
        ("Ann", ("Ann",), {}, {"name": "Ann"}),
        (
            {"name": "Ann", "email": "a@b"},
            ("Ann",),
            {"Ann": {"email": "a@b"}},
            {"name": "Ann", "email": "a@b"},
        ),
        ({"name": "Ann", "url": "u"}, ("Ann",), {"Ann": {"url": "u"}}, {"name": "Ann"}),
        ([{"name": "Ann"}, "Ben"], ("Ann", "Ben"), {}, {"name": "Ann, Ben"}),
    ],
)
def test_people(author: Any, names: tuple[str, ...], contacts: Any, written: Any) -> None:
    package = Package("", **TOOL.read({"author": author}, "tool"))
    assert (package.authors, package.contacts) == (names, contacts)
    assert TOOL.write(package, {})["author"] == written


def test_another_spelling_is_read_and_not_written() -> None:
    package = Package("kit", **TOOL.read({"tags": ["a"]}, "tool"))
    assert package.keywords == ("a",)
    assert TOOL.write(package, {}) == {"name": "kit"}


def test_the_first_that_says_something_counts() -> None:
    first = Package("kit", license="MIT", extensions={"a": {"x": 1}})
    second = Package("other", "2.0", license="BSD", extensions={"a": {"x": 2, "y": 3}, "b": {"z": 1}})
    whole = merged([first, second])
    assert (whole.name, whole.version, whole.license) == ("kit", "2.0", "MIT")
    assert whole.extensions == {"a": {"x": 1, "y": 3}, "b": {"z": 1}}


def test_texts_and_names_however_they_are_said() -> None:
    assert texts("one") == ("one",)
    assert texts(["one", 2]) == ("one",)
    assert texts(None) == ()
    assert people({"name": " Ann "}, ["Ben", {"name": 1}], None, "Ann") == ("Ann", "Ben")


def test_every_manifest_is_where_its_format_writes_it_or_a_further_place() -> None:
    for fmt in FORMATS:
        if fmt.manifest_path != "plugin.json":
            assert MANIFESTS[fmt.manifest_path] == fmt.name
        else:
            schema = str(fmt.manifest_of(Package("kit"), {})["$schema"])
            assert [name for start, name in SCHEMAS.items() if schema.startswith(start)] == [fmt.name]
