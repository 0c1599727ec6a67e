"""What the words mean: values and rules, standard library only, no files and no clock."""
