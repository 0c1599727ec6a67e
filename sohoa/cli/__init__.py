"""The command line: one module per command. Nothing here imports Prefect until a run starts."""
