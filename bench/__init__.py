"""Measured comparisons, side by side in one run on the same pages. `make bench` prints them."""
