"""Tables of any origin, for the verbs that work on any file: opened and written by kind."""
