"""`painmap inspect`: what an unknown export is, and a draft of its format file."""
