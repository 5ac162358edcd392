"""The public site and the workspace."""
