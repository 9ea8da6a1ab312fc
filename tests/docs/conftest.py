"""The projects that pages show are no tests."""

collect_ignore = ["projects"]
