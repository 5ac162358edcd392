"""Work on exchanges that is done by itself: each module registers its jobs."""
