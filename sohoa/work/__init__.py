"""The pool: worker processes, and the functions they run. Stands above the stations."""
