"""The verifier's own Ed25519: the vectors of RFC 8032, a second implementation, and the corners where implementations differ."""

from __future__ import annotations

import hashlib
import time

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.proof import topsheet_verify as verifier

# RFC 8032 7.1: secret key, public key, message, signature.
VECTORS = (
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
)
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
MESSAGE = b"topsheet"


def agrees(public: bytes, message: bytes, signature: bytes) -> bool:
    """What `cryptography` (OpenSSL) says."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


@pytest.mark.parametrize(("secret", "public", "message", "signature"), VECTORS)
def test_the_vectors_of_rfc_8032(secret: str, public: str, message: str, signature: str):
    assert Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret)).public_key().public_bytes_raw().hex() == public
    assert verifier.ed25519(bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature))
    assert not verifier.ed25519(bytes.fromhex(public), bytes.fromhex(message) + b"!", bytes.fromhex(signature))


@settings(max_examples=25, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=80), st.integers(0, 511))
def test_it_says_what_openssl_says_of_a_signature_and_of_one_changed_bit(seed: bytes, message: bytes, bit: int):
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = key.public_key().public_bytes_raw(), key.sign(message)
    assert verifier.ed25519(public, message, signature)
    changed = (int.from_bytes(signature, "little") ^ 1 << bit).to_bytes(64, "little")
    assert not verifier.ed25519(public, message, changed)
    assert not agrees(public, message, changed)
    other = (int.from_bytes(public, "little") ^ 1 << bit % 256).to_bytes(32, "little")
    assert not verifier.ed25519(other, message, signature)


def test_s_that_is_not_below_the_order_is_refused():
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    public, signature = key.public_key().public_bytes_raw(), key.sign(MESSAGE)
    s = int.from_bytes(signature[32:], "little")
    malleable = signature[:32] + (s + L).to_bytes(32, "little")
    assert verifier.ed25519(public, MESSAGE, signature)
    assert not verifier.ed25519(public, MESSAGE, malleable)
    assert not agrees(public, MESSAGE, malleable)


@pytest.mark.parametrize("y", [0, 1, P - 1, P, P + 1])
@pytest.mark.parametrize("sign", [0, 1])
def test_a_key_of_small_order_or_in_another_form_is_refused(y: int, sign: int):
    """With such a key, R = the neutral point and S = 0 may fit a text that nobody signed; OpenSSL lets some of them pass."""
    public = (y | sign << 255).to_bytes(32, "little")
    neutral = (1).to_bytes(32, "little") + bytes(32)
    assert not any(verifier.ed25519(public, b"%d" % n, neutral) for n in range(16))


def test_openssl_takes_a_key_of_small_order_and_the_verifier_does_not():
    public, forged = (1).to_bytes(32, "little"), (1).to_bytes(32, "little") + bytes(32)
    assert agrees(public, MESSAGE, forged)
    assert not verifier.ed25519(public, MESSAGE, forged)


def test_bytes_that_are_no_point_are_refused():
    found = [y for y in range(2, 40) if verifier.decoded(y.to_bytes(32, "little")) is None]
    assert found
    for y in found:
        public = y.to_bytes(32, "little")
        assert not verifier.ed25519(public, MESSAGE, bytes(64))
        assert not agrees(public, MESSAGE, bytes(64))


def test_r_in_a_form_that_is_not_canonical_is_refused():
    """R = the neutral point, once as y = 1 and once as y = p + 1: the same point, and one signature has one form."""
    a = 5
    point = verifier.encoded(verifier.times(verifier.base(), a))
    for form, good in ((1, True), (P + 1, False)):
        r = form.to_bytes(32, "little")
        h = int.from_bytes(hashlib.sha512(r + point + MESSAGE).digest(), "little") % L
        signature = r + (h * a % L).to_bytes(32, "little")
        assert verifier.ed25519(point, MESSAGE, signature) is good
        assert agrees(point, MESSAGE, signature) is good


def test_lengths_that_are_no_key_or_no_signature_are_refused():
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    public, signature = key.public_key().public_bytes_raw(), key.sign(MESSAGE)
    assert not verifier.ed25519(public[:31], MESSAGE, signature)
    assert not verifier.ed25519(public, MESSAGE, signature[:63])
    assert not verifier.ed25519(public, MESSAGE, signature + b"\0")


def test_a_signature_takes_less_than_50_milliseconds():
    key = Ed25519PrivateKey.from_private_bytes(bytes([9]) * 32)
    public, signature = key.public_key().public_bytes_raw(), key.sign(MESSAGE)
    verifier.ed25519(public, MESSAGE, signature)
    best = []
    for _ in range(5):
        started = time.perf_counter()
        assert verifier.ed25519(public, MESSAGE, signature)
        best.append(time.perf_counter() - started)
    assert min(best) < 0.05
