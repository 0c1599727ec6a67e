"""Errors of papers that may be state secrets: nothing here says what such a paper is about."""

from __future__ import annotations

from sohoa.domain.failure import N_, ItemError


class SecrecyMarkError(ItemError):
    """A mark of secrecy was read on a page, and nobody has said that it is none."""

    code = "SECRECY-001"
    what = N_("a mark of secrecy was read on it: {mark}. What was made of the scan is deleted.")
    remedy = N_(
        "Look at the paper now. If it is secret: take the scan out of the box and hand paper and "
        "scan to the officer in charge of state secrets (Law 29/2018/QH14); no copy, no mail. If "
        "it is not: write why into a column `confirmed` of its row in the batch list, enter the "
        "row if there is none, and run the batch again (what stood there before this question "
        "does not count)."
    )


class SecretByListError(ItemError):
    """List or register says that the paper is secret: nothing of it is read."""

    code = "SECRECY-002"
    what = N_("batch list or register says that the paper is secret: its scan was not opened.")
    remedy = N_(
        "If it is: take the scan out of the box and hand paper and scan to the officer in charge "
        "of state secrets (Law 29/2018/QH14); no copy, no mail. If it is not: correct the list or "
        "the register, and run the batch again."
    )


#: Detail of what was read before it turned out to be a secret paper of the register: the digest of
#: all secret papers as they were then. Until they change, or a list names its paper, it stays shut.
READ_AMONG = "among"
#: What leaves nothing of its document behind.
SECRET_CODES = frozenset({SecrecyMarkError.code, SecretByListError.code})
