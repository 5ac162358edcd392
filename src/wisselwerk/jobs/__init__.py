"""Work that has to be done again and again by itself: what there is, when it last ran, and how that went."""
