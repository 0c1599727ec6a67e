"""What a person asks for: one module each, `f(workspace, request)` to a typed result.

Doors (`sohoa.cli`, `flows`, later pages) only translate: what is typed into a request, and a result
into a screen, JSON or a state. Nothing here knows Prefect or click.
"""
