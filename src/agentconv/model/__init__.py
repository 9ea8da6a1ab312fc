"""What an agent is: values without a format, a text or a place."""
