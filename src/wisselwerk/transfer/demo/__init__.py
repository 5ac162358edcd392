"""The demonstration: real programmes, invented people and needs, all marked as such."""
