"""The written forms of a paper's number, symbol and date: every expression that reads them.

Where an expression says *bare*, it is for a text without marks and capitals (`fold`, or `skeleton`
where places in the text must stay); all others read a text as it is written.
"""
