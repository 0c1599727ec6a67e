"""Station 5: a signed document gets its place in the archive and its entry in the catalogue."""
