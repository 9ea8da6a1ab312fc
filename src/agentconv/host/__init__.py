"""Who provides formats: the built-in ones by name, third parties' packages on a miss."""
