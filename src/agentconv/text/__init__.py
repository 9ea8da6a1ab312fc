"""Texts before anyone knows what they are: decoded, positions found, made visible, shortened."""
