"""The night's head of the ledger goes by mail to those who keep it outside the house."""

from __future__ import annotations

from sohoa.language import _
from sohoa.ledger.head import Head
from sohoa.mail import send_mail
from sohoa.reports.numbers_and_dates import count_text, instant_text
from sohoa.settings import Settings
from sohoa.use_cases.kept_heads import heads_as_signed
from sohoa.work.head_signing import HEAD_FILE, SIGNATURE_FILE, signature_path
from sohoa.workspace import Workspace


def mail_head(workspace: Workspace, settings: Settings, head: Head, *, office: str) -> bool:
    """Send a head, and its signature if it has one; says whether there was anybody to send it to.

    Raises:
        MailError: The server did not take it; the next night sends a head that covers this one.
        OSError: The signature cannot be read.
    """
    recipients = settings.ledger.witness_mail
    if not settings.mail.is_on or not recipients:
        return False
    attached = {f"{head.file_stem}{HEAD_FILE}": head.content}
    signature = signature_path(workspace, head)
    if signature.exists() and head in heads_as_signed(workspace):
        attached[f"{head.file_stem}{SIGNATURE_FILE}"] = signature.read_bytes()
    when = instant_text(head.at)
    text = _(
        "Please keep this mail: it holds no data of persons or records.\n\n{line}\n\n"
        "This line stands for the {count} entries of the digitization ledger of {office} at {when}."
        " Whoever keeps it can tell for ever whether anything before it was rewritten:"
        " sohoa audit --head FILE"
    )
    send_mail(
        settings.mail.model_copy(update={"recipients": recipients}),
        subject=_("Sohoa, head of the ledger, {when}").format(when=when),
        text=text.format(line=head.line, count=count_text(head.size), office=office, when=when),
        attached=attached,
    )
    return True
