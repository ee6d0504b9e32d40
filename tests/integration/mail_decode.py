"""Prints what a mail program makes of a message: mail_decode.py FILE HEADER|body. No line may be over 78 characters."""

import email
import email.policy
import sys

with open(sys.argv[1], "rb") as file:
    raw = file.read()
assert all(len(line) <= 78 for line in raw.split(b"\r\n")), "a long line"
assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r"), "bare line ends"
message = email.message_from_bytes(raw, policy=email.policy.default)
assert not message.defects, message.defects
if sys.argv[2] == "body":
    sys.stdout.buffer.write(message.get_payload(decode=True))
elif sys.argv[2] == "names":
    print(" ".join(message.keys()))
else:
    sys.stdout.buffer.write((str(message[sys.argv[2]]) + "\n").encode())
