"""The one place that opens, owns and writes files."""
