"""The registry of an agency's problems as people change it, and how they judge what is assigned to it."""
