"""The commands of ``python -m data``: one module a group of commands, each with ``register(commands)``.

Heavy libraries are imported by the functions that need them: ``ensure`` runs at every start and must be quick.
"""
