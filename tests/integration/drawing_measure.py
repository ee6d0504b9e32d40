"""drawing_measure.py SVG FONT [EXTRA]: is each text of a drawing's boxes, as rsvg-convert draws it in the font, no wider
than its box allows? EXTRA points more than the drawing's size make it fail. Prints those that are too wide."""

import re
import struct
import subprocess
import sys
import zlib

ROW, WIDTH, BOX_TEXT = 60, 260, 186  # the box less its left margin: 196 - 10


def pixels(png):
    """Rows of grey values of an RGBA image of 8 bits, on white."""
    at, data, size = 8, b"", None
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        body = png[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            size = struct.unpack(">II", body[:8])
            assert body[8:10] == b"\x08\x06"
        elif kind == b"IDAT":
            data += body
        at += length + 12
    raw, stride, rows, before = zlib.decompress(data), size[0] * 4, [], bytes(size[0] * 4)
    for y in range(size[1]):
        kind, line = raw[y * (stride + 1)], bytearray(raw[y * (stride + 1) + 1 : (y + 1) * (stride + 1)])
        for x in range(stride):
            left = line[x - 4] if x >= 4 else 0
            up, corner = before[x], before[x - 4] if x >= 4 else 0
            if kind == 1:
                add = left
            elif kind == 2:
                add = up
            elif kind == 3:
                add = (left + up) // 2
            elif kind == 4:
                guess = left + up - corner
                add = min((left, up, corner), key=lambda v: abs(guess - v))
            else:
                add = 0
            line[x] = (line[x] + add) & 255
        rows.append(line[3::4])  # how opaque it is
        before = bytes(line)
    return rows


def main():
    font, extra = sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 0
    with open(sys.argv[1], encoding="utf-8") as file:
        texts = re.findall(r'<text class="([ct])"[^>]*>(.*?)</text>', file.read())
    assert len(texts) > 20
    body = "".join(
        f'<text x="0" y="{i * ROW + 40}" font-size="{(9 if kind == "c" else 12) + extra}">{text}</text>'
        for i, (kind, text) in enumerate(texts)
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{len(texts) * ROW}" '
        f'font-family="{font}">{body}</svg>'
    )
    png = subprocess.run(["rsvg-convert"], input=svg.encode(), stdout=subprocess.PIPE, check=True).stdout
    rows, bad = pixels(png), 0
    for i, (_, text) in enumerate(texts):
        right = max((x for row in rows[i * ROW : (i + 1) * ROW] for x in range(WIDTH) if row[x] > 40), default=-1)
        if right < 0 or right > BOX_TEXT:
            print(f"{right} px: {text}")
            bad += 1
    sys.exit(bad > 0)


main()
