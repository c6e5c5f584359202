"""Keys, signed notes and checkpoints: the published examples, key files, and everything malformed."""

from __future__ import annotations

import os
import resource
import signal
from hashlib import sha256
from pathlib import Path

import pytest

from ledger.errors import AlreadyDone, LedgerError, Misuse, Tampered, Unknown, Unreadable
from ledger.proof import key, merkle
from ledger.proof.checkpoint import Checkpoint, checkpoint, entry_proof, opened, proof_of_entry
from ledger.proof.note import Note, cosignature, line, read, time_of

# C2SP signed-note, the example of its verifier keys (https://c2sp.org/signed-note)
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE = (
    "This is an example message.\n\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
# The test log of transparency-dev/tessera (testdata/log, Apache-2.0): its key, the words that are its leaves, some of its checkpoints
LOG_KEY = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
WORDS = ["one", "two", "three", "four", "five", "six", "seven", "eit", "nain", "ten", "ileven", "twelf", "threeten", "fourten", "fivten"]
LOG = {
    0: "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU= "
    "M9e0lhxJACzE1KoUdqKuPa+9p6R7dSW8BlEvrg/noo8FkGg6PbJoRNOcdjqjOq89wVvTA60eubCc4oufo5BvIVEgtQc=",
    3: "Wqx3HImawpLnS/Gv4ubjAvi1WIOy0b8Ze0amvqbavKk= "
    "M9e0lvAQRtH832pk2RTbeSeZMkp4FZSdJYFBUjO5SKxuRbywPUF3cx+HUrb50kjd3rUWW/fj53Wj1dwcwh9bGQnqVAg=",
    6: "a6sWvsc2eEzmj72vah7mZ5dwFltivehh2b11qwlp5Jg= "
    "M9e0ln+nHSdGSHEZBcjvqyYDXDbG8WxDwCDjbbGAMv/NTynAtJWhckSXIpuwpN3yJ4PTtzUbD34YGqIZr6RgJRn16gU=",
    11: "Yok1cS5VdokGLBy73BC2I16b3atss6KBN9jnIi6Fz/A= "
    "M9e0lqbRtWirJwbUy4w3VrK2RyzfW8P+OIkc8t6b6AVG/tQd1Q2SN+uCLYzNNFnf/PhzeCdURSGQe1MRnohCxPu21wg=",
    15: "rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs= "
    "M9e0luh4jTG+UMBqOUo9/q+yAEvx1ilBEniMvjf1zfcBOhg+CKubMt53MvIt/uEWP6zdkdIQzd/fmwlM/dlPWF74ewI=",
}
WORD = "correct horse"
SEED = bytes(range(32))
NAME = "topsheet/00112233445566778899aabbccddeeff"


def of_the_log(size: int) -> bytes:
    root, signature = LOG[size].split()
    return f"example.com/log/testdata\n{size}\n{root}\n\n— example.com/log/testdata {signature}\n".encode()


@pytest.fixture
def signer(tmp_path: Path) -> key.Signer:
    return key.create(tmp_path / "log.key", name=NAME, seed=SEED, passphrase=None)


def test_the_published_note_is_signed_by_the_published_key() -> None:
    note = read(EXAMPLE.encode())
    assert note.by(key.verifier(EXAMPLE_KEY))
    assert str(note) == EXAMPLE
    assert key.verifier(EXAMPLE_KEY).vkey == EXAMPLE_KEY


@pytest.mark.parametrize("size", LOG)
def test_the_checkpoints_of_a_published_log_hold(size: int) -> None:
    found, note = opened(of_the_log(size))
    assert (found.origin, found.size) == ("example.com/log/testdata", size)
    assert note.by(key.verifier(LOG_KEY))
    leaves = [sha256(b"\x00" + word.encode()).digest() for word in WORDS]
    assert merkle.root(leaves[:size]) == found.root
    assert str(note).encode() == of_the_log(size)


def test_a_signature_over_another_text_is_refused_and_one_of_an_unknown_key_ignored() -> None:
    moved = of_the_log(3).replace(b"\n3\n", b"\n4\n")
    with pytest.raises(Tampered, match="is not over this text"):
        read(moved).by(key.verifier(LOG_KEY))
    assert read(of_the_log(3)).by(key.verifier(EXAMPLE_KEY)) is None


def test_a_witness_signs_the_time_with_the_text(signer: key.Signer) -> None:
    witness = signer.named("witness.example/w1")
    head = Checkpoint(NAME, 1, bytes(32))
    note = head.note.signed(signer).joined([cosignature(witness, 1679315147, head.text)])
    again = read(str(note).encode())
    signature = again.by(witness.verifier.cosigner())
    assert signature and time_of(signature) == 1679315147 and len(signature) == 72
    assert witness.private.public_key().public_bytes_raw() == witness.verifier.public
    message = b"cosignature/v1\ntime 1679315147\n" + head.text.encode()
    assert witness.verifier.accepts(signature[8:], message)
    assert again.by(witness.verifier) is None, "a key signs under another id than it cosigns"
    assert again.joined([line(str(again.lines[1]).rstrip("\n"))]) == again, "a key signs a note once"


def test_a_cosignature_with_another_time_is_refused(signer: key.Signer) -> None:
    head = Checkpoint(NAME, 1, bytes(32))
    made = cosignature(signer, 1679315147, head.text)
    other = Note(head.text).joined([type(made)(made.name, made.id, (1679315148).to_bytes(8) + made.signature[8:])])
    with pytest.raises(Tampered):
        other.by(signer.verifier.cosigner())


def test_a_key_file_is_its_owners_alone_and_says_its_verifier_key(tmp_path: Path) -> None:
    path = tmp_path / "own.key"
    made = key.create(path, name="bank.example/ruiz", seed=SEED, passphrase=WORD)
    assert path.stat().st_mode & 0o777 == 0o600
    assert key.shown(path) == made.verifier
    assert "ENCRYPTED" in path.read_text(encoding="utf-8")
    again = key.opened(path, WORD)
    assert made.verifier.accepts(again.sign(b"x"), b"x")
    assert not made.verifier.accepts(again.sign(b"x"), b"y")
    with pytest.raises(Misuse, match="is locked with a passphrase"):
        key.opened(path, None)
    with pytest.raises(Misuse, match="The passphrase does not open"):
        key.opened(path, "battery")
    with pytest.raises(AlreadyDone, match="A key is never overwritten"):
        key.create(path, name="x", seed=SEED, passphrase=None)


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path, signer: key.Signer) -> None:
    path = tmp_path / "log.key"
    for mode in (0o640, 0o604, 0o620, 0o602):
        path.chmod(mode)
        with pytest.raises(Misuse, match="can be read or changed by others"):
            key.opened(path, None)
    path.chmod(0o600)
    assert key.opened(path, None).verifier == signer.verifier


@pytest.mark.usefixtures("signer")
def test_a_key_file_that_is_a_link_or_a_folder_or_of_another_user_is_refused(tmp_path: Path) -> None:
    link = tmp_path / "link.key"
    link.symlink_to(tmp_path / "log.key")
    with pytest.raises(Misuse, match=r"is a link, which somebody may point elsewhere. Give the key file itself: .*log.key"):
        key.opened(link, None)
    with pytest.raises(Unknown, match="There is no key file"):
        key.shown(tmp_path)
    if os.geteuid() == 0:  # nobody else can give a file away
        os.chown(tmp_path / "log.key", 1, 1)
        with pytest.raises(Misuse, match="belongs to another user of this computer"):
            key.opened(tmp_path / "log.key", None)


def test_a_key_that_could_not_be_written_leaves_no_file_behind(tmp_path: Path) -> None:
    path = tmp_path / "half.key"
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20, hard))
    try:
        with pytest.raises(Misuse, match=r"half\.key cannot be written: File too large\. No key was made\."):
            key.create(path, name=NAME, seed=SEED, passphrase=None)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert not path.exists()
    key.create(path, name=NAME, seed=SEED, passphrase=None)


def test_a_key_file_that_was_changed_is_refused(tmp_path: Path) -> None:
    path, other = tmp_path / "log.key", tmp_path / "other.key"
    key.create(path, name=NAME, seed=SEED, passphrase=None)
    key.create(other, name=NAME, seed=bytes(32), passphrase=None)
    first, _, rest = path.read_text(encoding="utf-8").partition("\n")
    path.write_text(f"{first}\n{other.read_text(encoding='utf-8').partition(chr(10))[2]}", encoding="utf-8")
    with pytest.raises(Tampered, match="and its private key makes"):
        key.opened(path, None)
    path.write_text(f"{first}\nnonsense\n", encoding="utf-8")
    with pytest.raises(Unreadable, match="holds no private key that can be read"):
        key.opened(path, None)
    path.write_text(rest, encoding="utf-8")
    with pytest.raises(Unreadable, match="its first line is no verifier key"):
        key.shown(path)
    with pytest.raises(Unknown, match="There is no key file"):
        key.shown(tmp_path / "none.key")
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

    pem = generate_private_key(SECP256R1()).private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    path.write_bytes(first.encode() + b"\n" + pem)
    with pytest.raises(Unreadable, match="holds a key of another kind"):
        key.opened(path, None)


@pytest.mark.parametrize("name", ["", "two words", "a+b", "x" * 256, "tab\t"])
def test_a_name_that_no_note_can_hold_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="cannot name a key"):
        key.create(tmp_path / "own.key", name=name, seed=SEED, passphrase=None)


def test_an_empty_passphrase_is_not_taken_for_none(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="The passphrase is empty"):
        key.create(tmp_path / "own.key", name="x", seed=SEED, passphrase="")


WRONG_KEYS = ["", "example.com/foo", EXAMPLE_KEY[:-4], EXAMPLE_KEY.replace("+Ae", "+Ce"), EXAMPLE_KEY.replace("foo", "f o")]


@pytest.mark.parametrize("text", WRONG_KEYS)
def test_what_is_no_verifier_key_is_refused(text: str) -> None:
    with pytest.raises(Misuse, match="is not a verifier key"):
        key.verifier(text)


def test_a_verifier_key_with_the_id_of_another_is_refused() -> None:
    with pytest.raises(Misuse, match="and its name and key make"):
        key.verifier(EXAMPLE_KEY.replace("530d903a", "530d903b"))


BODY = "topsheet/aa\n3\nWqx3HImawpLnS/Gv4ubjAvi1WIOy0b8Ze0amvqbavKk=\n"
LONG = b"x" * (1 << 20) + b"\n"
NO_CHECKPOINT = "is no checkpoint: it must have three lines, an origin, a size and a root"
NO_ROOT = "is not a root of 32 bytes in base64"
NO_NOTE = "is no signed note: it holds a control character"
NO_LINES = "signature lines follow its last empty line"
NO_SIGNATURE = "has a line that is no signature"
MALFORMED = [
    (b"", NO_NOTE),
    (b"topsheet/aa\n3\n", NO_CHECKPOINT),
    (BODY.encode()[:-1], NO_NOTE),
    (BODY.replace("\n", "\r\n").encode(), NO_NOTE),
    (BODY.replace("\n3\n", "\n03\n").encode(), NO_CHECKPOINT),
    (BODY.replace("\n3\n", "\n-3\n").encode(), NO_CHECKPOINT),
    (BODY.replace("\n3\n", "\n3.0\n").encode(), NO_CHECKPOINT),
    (BODY.replace("vKk=", "v").encode(), NO_ROOT),
    (BODY.replace("vKk=", "vKl=").encode(), NO_ROOT),
    (BODY.encode() + b"more\n", NO_CHECKPOINT),
    (BODY.encode() + b"\n", NO_LINES),
    (BODY.encode() + b"\n- x AAAAAAAA\n", NO_SIGNATURE),
    (BODY.encode() + "\n— two words AAAAAAAA\n".encode(), NO_SIGNATURE),
    (BODY.encode() + "\n— x AA\n".encode(), NO_SIGNATURE),
    (BODY.encode() + "\n— x !!!!AAAA\n".encode(), NO_SIGNATURE),
    (BODY.encode() + b"\n" + "— x AAAAAAAA\n".encode() * 101, NO_LINES),
    (b"\xff\xfe" + BODY.encode(), "is not text, so it is no signed note"),
    (LONG + BODY.encode(), "bytes, and a note has at most"),
]


@pytest.mark.parametrize(("content", "why"), MALFORMED, ids=range(len(MALFORMED)))
def test_a_malformed_checkpoint_is_refused_with_a_sentence(content: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=rf"^A file .*{why}"):
        opened(content, "A file")


def test_any_change_of_one_byte_is_refused_or_seen() -> None:
    whole, verifier = of_the_log(3), key.verifier(LOG_KEY)
    head, _ = opened(whole)
    for n in range(len(whole)):
        changed = whole[:n] + bytes([whole[n] ^ 1]) + whole[n + 1 :]
        try:
            found, note = opened(changed)
            assert not note.by(verifier) or found == head, changed
        except (Unreadable, Tampered):
            pass


def test_a_proof_of_an_entry_is_read_as_it_was_written() -> None:
    leaves = [sha256(b"\x00" + word.encode()).digest() for word in WORDS]
    tree = merkle.Tree(leaves)
    head, note = opened(of_the_log(11))
    written = entry_proof(6, tree.inclusion(6, 11), note).encode()
    index, proof, again = proof_of_entry(written)
    assert (index, again) == (6, note)
    assert merkle.included(leaves[6], index, head.size, proof, checkpoint(again).root)
    extra = written.replace(b"\nindex", b"\nextra AAAA\nindex")
    assert proof_of_entry(extra) == (index, proof, note)
    spoiled = ((b"index 6", b"index 06"), (b"=\n", b"\n"), (b"\n\n", b"\n"), (b"c2sp", b"c3sp"), (b"index", b"place"))
    for wrong in (b"", b"x", *(written.replace(old, new, 1) for old, new in spoiled)):
        with pytest.raises(Unreadable, match=r"is no proof of an entry: it must begin|is no signed note"):
            proof_of_entry(wrong)


def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="cannot be written"):
        key.create(tmp_path / "gone" / "own.key", name="x", seed=SEED, passphrase=None)
    assert not list(tmp_path.iterdir())
