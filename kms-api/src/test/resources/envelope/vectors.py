"""Makes the test vectors of ENVELOPE.md anew: a second implementation, from that text alone.

Needs Python 3.8 and the package "cryptography". Writes the .bin files beside this one; they must
come out as they are.
"""

import hashlib
import hmac
import pathlib
import struct

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FRAME = 65536
PAGE = 4096
HERE = pathlib.Path(__file__).parent


def plaintext(size):
    return bytes((i * 7 + (i >> 8)) & 0xFF for i in range(size))


def canonical(context):
    if not context:
        return b""
    entries = sorted((k.encode(), v.encode()) for k, v in context.items())
    text = struct.pack(">I", len(entries))
    for pair in entries:
        for part in pair:
            text += struct.pack(">I", len(part)) + part
    return text


def ciphertext(backend, key_id, version, blob):
    """A wrapped data key without a list of context keys."""
    b, k, v = backend.encode(), key_id.encode(), version.encode()
    return (
        b"KMS\x01\x02"
        + struct.pack(">B", len(b)) + b
        + struct.pack(">H", len(k)) + k
        + struct.pack(">B", len(v)) + v
        + struct.pack(">I", len(blob)) + blob
    )


def wrapped_list(entries):
    return bytes([len(entries)]) + b"".join(struct.pack(">H", len(e)) + e for e in entries)


def slot(pages, generation, wrapped):
    start = struct.pack(">QI", generation, len(wrapped)) + wrapped
    start += bytes(pages * PAGE - 32 - len(start))
    return start + hashlib.sha256(start).digest()


def hmac256(key, data):
    return hmac.new(key, data, hashlib.sha256).digest()


def message(data_key, message_id, context, wrapped, data, flags=0, pages=0, slots=()):
    bound = b"KMSE" + bytes([1, 1, flags])
    transcript = hashlib.sha256(bound + message_id + canonical(context)).digest()
    extracted = hmac256(message_id, data_key)
    payload = hmac256(extracted, b"kms-envelope/1 payload" + transcript + b"\x01")
    commitment = hmac256(extracted, b"kms-envelope/1 commitment" + transcript + b"\x01")
    out = bound + bytes([pages]) + message_id + commitment
    if pages == 0:
        out += struct.pack(">I", len(wrapped)) + wrapped
    else:
        out += bytes(PAGE - len(out)) + b"".join(slots)
    gcm = AESGCM(payload)
    count = max(1, -(-len(data) // FRAME))
    for i in range(count):
        nonce = bytes(7) + struct.pack(">IB", i, 1 if i == count - 1 else 0)
        out += gcm.encrypt(nonce, data[i * FRAME : (i + 1) * FRAME], None)
    return out


def main():
    key = bytes(range(32))
    identity = bytes(range(100, 132))
    clear = ciphertext("clear", "k1", "", key)
    other = ciphertext("other", "region/key", "7", bytes([0xAA]) * 48)
    context = {"service": "api", "env": "prod"}
    one = wrapped_list([clear])
    two = wrapped_list([other, clear])
    files = {
        "empty": message(key, identity, {}, one, b""),
        "short": message(key, identity, context, one, plaintext(11)),
        "two-keys": message(key, identity, context, two, plaintext(11)),
        "one-full-frame": message(key, identity, context, one, plaintext(FRAME)),
        "two-frames": message(key, identity, context, one, plaintext(FRAME + 1)),
        "shared-key": message(key, identity, context, one, plaintext(11), flags=1),
        "file": message(
            key, identity, context, one, plaintext(11), pages=2,
            slots=(slot(2, 1, one), bytes(2 * PAGE)),
        ),
        "file-after-rewrap": message(
            key, identity, context, two, plaintext(11), pages=2,
            slots=(bytes(2 * PAGE), slot(2, 2, two)),
        ),
        "file-after-crash": message(
            key, identity, context, two, plaintext(11), pages=2,
            slots=(slot(2, 1, wrapped_list([other])), slot(2, 2, two)),
        ),
    }
    for name, content in files.items():
        (HERE / (name + ".bin")).write_bytes(content)


main()
