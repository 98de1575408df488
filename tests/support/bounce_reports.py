"""Reports of mail servers about mails of ours (RFC 3464)."""

OURS = "<7b1c@papenburg.portal.example>"
STATUS = "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 Zoe is unknown"
WHOLE = f"Content-Type: message/rfc822\n\nMessage-ID: {OURS}\nSubject: Neues\n\nGuten Tag"
HEAD = f"Content-Type: text/rfc822-headers\n\nSubject: Neues\nMessage-ID: {OURS}\n"


def a_report(status: str = STATUS, original: str = WHOLE) -> bytes:
    """That the mail OURS could not be delivered."""
    told = f"Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; zoe@x.example\n{status}\n"
    parts = (
        "Content-Type: text/plain\n\nSorry!",
        f"Content-Type: message/delivery-status\n\n{told}",
        original,
    )
    body = "".join(f"--b\n{part}\n" for part in parts)
    kind = "multipart/report; report-type=delivery-status; boundary=b"
    return f"From: <>\nContent-Type: {kind}\n\n{body}--b--\n".encode()
