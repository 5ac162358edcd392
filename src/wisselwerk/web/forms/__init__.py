"""Forms: what a page takes in, checked before an action gets it."""
