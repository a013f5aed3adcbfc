"""A questionnaire to be filled in: a page to print, and the same questions as an XLSForm."""

from painmap.report.questionnaire.mark import mark_of
from painmap.report.questionnaire.page import page
from painmap.report.questionnaire.xlsform import xlsform

__all__ = ["mark_of", "page", "xlsform"]
