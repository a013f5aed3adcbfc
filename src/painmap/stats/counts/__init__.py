"""The counts engine: monthly series, their layouts, and the regression that many share."""
