"""The auditor's sample: how many records, which ones, the sheet, what the filled sheet proves.

Nothing here asks a catalogue: records are handed in.
"""
