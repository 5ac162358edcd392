"""Wisselwerk: from a question in a partner municipality to the right colleague."""

__version__ = "0.1.0"
