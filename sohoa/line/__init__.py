"""The line of steps that a batch passes: one file a step, one list, one engine."""
