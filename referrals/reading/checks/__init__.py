"""What is checked beside a candidacy: each check says what it finds, from which figures, by which text. It warns, and
never blocks: the committee alone decides."""
