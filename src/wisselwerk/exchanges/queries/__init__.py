"""Every read that is more than a lookup, by what it is about: import from the modules."""
