"""Runs as the workspace knows them: their records, their progress, watching and stopping them."""
