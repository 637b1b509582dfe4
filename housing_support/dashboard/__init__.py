"""« Pilotage »: figures against targets and commitments, each of which opens the list of exactly that many rows."""
