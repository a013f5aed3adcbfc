"""Internal `ReportData` → public: the allowed sections, primary suppression, no free text of the inside.

Counts of 1 to `threshold - 1` (people and appeals) become «X» with everything computed from them; zeros
stay. Nothing here formats. Secondary suppression is not done yet: a single hidden item beside an exact
total can be found by subtraction, which is why an edition stays a draft until it is released.
"""

from painmap.disclosure.publish import to_public

__all__ = ["to_public"]
