"""`painmap trend`: a table of many monthly series tested for change, and what was found in each."""
