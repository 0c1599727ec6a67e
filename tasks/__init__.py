"""How hard to try: one thin Prefect task per station, each a chunk of work."""
