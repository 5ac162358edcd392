"""Every write to exchanges and what belongs to them."""

from wisselwerk.exchanges.actions.moving import move_on

__all__ = ["move_on"]
