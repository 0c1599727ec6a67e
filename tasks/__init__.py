"""How hard to try: what is worth another try, and the one task that works off a chunk."""
