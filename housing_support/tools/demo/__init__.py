"""The invented world of the demonstration: the founding article's story, with dates that follow the calendar."""
