"""What an unknown export is: its table, what its columns hold, and a draft of its format file.

Nothing here opens `params/` or writes; whether a column is personal is judged above, in `stages`.
"""
