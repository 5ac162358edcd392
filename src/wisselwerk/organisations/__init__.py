"""Municipalities, partner governments, institutions, funders, country teams; countries."""
