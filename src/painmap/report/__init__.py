"""Words and pictures of a report: sections, figures, tables, templates, HTML and PDF. Computes no figures."""
