"""Agents of clients that have taken up Claude Code's form: a head and a prompt.

The form is the same, the meaning is not: what a list that is absent or empty gives, what tools are called,
and which keys count differs from client to client. `family` has what they share, `asked` those whose clients
were read, and `told` those of which only documentation and adapters tell; these are read and never written.
"""
