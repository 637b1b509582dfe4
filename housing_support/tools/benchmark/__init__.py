"""What each page costs, in CPU of the Django process, against a bare signed-in view of the same process."""
