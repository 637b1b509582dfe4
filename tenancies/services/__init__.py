"""What changes a case file. Each function checks the right and the state, writes, and leaves a line in the journal."""
