"""Experts, what they have done, their consent; and municipal offers."""
