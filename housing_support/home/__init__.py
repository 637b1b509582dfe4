"""« Accueil »: what waits for each role today, as a worklist."""
