"""Docker Agent."""
