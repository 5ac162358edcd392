"""Programmes and projects: who pays, where, for which goals."""
