"""Outgoing mail: written in the transaction of what it tells, delivered afterwards, tried again until it arrives."""
