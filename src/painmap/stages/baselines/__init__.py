"""What came in against what the analyst accepted as right: counts, comparison, the accepted file."""
