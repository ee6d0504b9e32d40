"""A name server that does wrong: dns_server.py ADDRESS MODE, until it is ended. Prints "ready" when it listens.

silent     answers nothing
garbage    answers bytes that are no message
wrong-id   answers another question
servfail   says that it failed
unknown    says that there is no such name
truncated  says that the answer is too long for UDP, and nobody listens on TCP
late       answers after three seconds: 127.0.0.1 for every name
right      answers at once
"""

import socket
import struct
import sys
import threading
import time

SERVFAIL, NO_NAME, NO_ERROR, TRUNCATED = 2, 3, 0, 0x0200
TYPE_A = 1


def question_of(request):
    """The question of a request, as it stands in it."""
    end = 12
    while request[end]:
        end += request[end] + 1
    return request[12 : end + 5]


def header(request, flags, answers, number=None):
    number = struct.unpack("!H", request[:2])[0] if number is None else number
    return struct.pack("!HHHHHH", number, 0x8180 | flags, 1, answers, 0, 0)


def right(request, number=None):
    question = question_of(request)
    if struct.unpack("!H", question[-4:-2])[0] != TYPE_A:
        return header(request, NO_ERROR, 0, number) + question
    record = b"\xc0\x0c" + struct.pack("!HHIH", TYPE_A, 1, 60, 4) + bytes([127, 0, 0, 1])
    return header(request, NO_ERROR, 1, number) + question + record


ANSWERS = {
    "silent": lambda request: None,
    "garbage": lambda request: request[:2] + bytes(range(255)) * 2,
    "wrong-id": lambda request: right(request, struct.unpack("!H", request[:2])[0] ^ 0xFFFF),
    "servfail": lambda request: header(request, SERVFAIL, 0) + question_of(request),
    "unknown": lambda request: header(request, NO_NAME, 0) + question_of(request),
    "truncated": lambda request: header(request, TRUNCATED, 0) + question_of(request),
    "late": right,
    "right": right,
}


def main():
    address, mode = sys.argv[1:]
    listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listener.bind((address, 53))
    print("ready", flush=True)

    def answer(request, sender):
        if mode == "late":
            time.sleep(3)
        message = ANSWERS[mode](request)
        if message is not None:
            listener.sendto(message, sender)

    while True:
        request, sender = listener.recvfrom(4096)
        threading.Thread(target=answer, args=(request, sender), daemon=True).start()


main()
