"""When: the plan's phases as Prefect flows, and the command line that starts them."""
