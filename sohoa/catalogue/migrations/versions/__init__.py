"""One module per revision, in order; never changed once released."""
