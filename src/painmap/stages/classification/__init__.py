"""`painmap classify`: topics of the texts of any table, learnt from labelled texts or from titles alone."""
