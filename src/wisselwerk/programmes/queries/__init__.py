"""Questions about programmes and projects."""
