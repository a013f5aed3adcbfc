"""The static index over agencies and periods; it knows public reports only, and touches no file."""

from painmap.site.index import AgencyEntry, FileEntry, ReportEntry, index

__all__ = ["AgencyEntry", "FileEntry", "ReportEntry", "index"]
