"""What a paper says of itself: its fields, found on its pages by layouts that are data."""
