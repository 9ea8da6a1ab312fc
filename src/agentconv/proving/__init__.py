"""Asking the vendors' own clients: which agents they load, and what they make of each.

`agentconv.proving.run.prove` is the call behind `agentconv prove`; `finding.find` finds a client, and
`asking.ask` asks one of a lot of agents. Nothing here is imported before that command runs.
"""
