"""Slides, paper, workbook and picture files for a committee."""
