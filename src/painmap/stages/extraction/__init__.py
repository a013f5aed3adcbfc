"""Pain points of a table of any origin: file in, three files out (`painmap extract`)."""
