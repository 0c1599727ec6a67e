"""Reports: the plan's progress as an auditor wants to read it, in HTML and in a workbook.

Pure functions over rows; nothing here opens the catalogue. Nothing is imported here: `sohoa
status` takes one sentence from it and must not wait for a spreadsheet library.
"""
