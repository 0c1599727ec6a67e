"""Values and rules of the domain: standard library only, no files and no clock."""
