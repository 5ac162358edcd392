"""Needs and the shortlists made for them."""
