"""`painmap deidentify`: any table without personal data, and what was masked in it."""
