"""Open Agent Specification."""
