from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from filelock import FileLock

from knowledge.embeddings import ChosenEmbedding, choose_embedding
from knowledge.errors import IndexUnavailable
from knowledge.index import BATCH, REBUILD, Index, UpdateReport
from tests.fakes.embedding import LEXICAL, WordEmbedding, chosen
from tests.fakes.passages import passage

ARDOUR = passage("installs ardour", line=1)
JACK = passage("starts jackd", line=5)
LIMITS = passage("sets memlock limits", path="roles/realtime/tasks/main.yml", role="realtime")
SPAWN = multiprocessing.get_context("spawn")


@pytest.fixture
def words():
    return WordEmbedding()


@pytest.fixture
def index(tmp_path, words):
    return Index(tmp_path / "index", chosen(words))


def test_passages_come_back_as_they_went_in(index):
    odd = passage("Größe \0 {{ x }}\r\n\t日本 🎛", path="roles/ü/README.md", line=7, role="")
    assert index.update("/a", [JACK, odd, ARDOUR]) == UpdateReport(added=3, removed=0, kept=0)
    assert index.passages("/a") == (ARDOUR, JACK, odd)


def test_an_update_touches_only_what_changed(index, words):
    index.update("/a", [ARDOUR, JACK])
    words.asked.clear()
    assert index.update("/a", [ARDOUR, LIMITS]) == UpdateReport(added=1, removed=1, kept=1)
    assert words.asked == [LIMITS.text]
    assert index.passages("/a") == (ARDOUR, LIMITS)


def test_an_update_without_change_writes_nothing(index):
    index.update("/a", [ARDOUR])
    before = index.generation
    assert index.update("/a", [ARDOUR]) == UpdateReport(added=0, removed=0, kept=1)
    assert index.generation == before


def test_text_that_only_moved_is_not_embedded_again(index, words):
    index.update("/a", [ARDOUR])
    words.asked.clear()
    moved = ARDOUR.model_copy(update={"line": 40, "end_line": 41})
    assert index.update("/a", [moved]) == UpdateReport(added=1, removed=1, kept=0)
    assert words.asked == []
    assert index.passages("/a") == (moved,)
    assert index.search("/a", "installs ardour", limit=1)[0].score == pytest.approx(1, abs=1e-6)


def test_equal_text_in_two_places_is_two_passages_embedded_once(index, words):
    twin = ARDOUR.model_copy(update={"path": "roles/studio/tasks/main.yml", "role": "studio"})
    assert index.update("/a", [ARDOUR, twin, ARDOUR]) == UpdateReport(added=2, removed=0, kept=0)
    assert index.passages("/a") == (ARDOUR, twin)
    assert words.asked == [ARDOUR.text]


def test_scopes_do_not_mix_but_share_embeddings(index, words):
    index.update("/a", [ARDOUR])
    words.asked.clear()
    index.update("/b", [ARDOUR, JACK])
    assert words.asked == [JACK.text]
    index.update("/a", [])
    assert index.passages("/a") == ()
    assert index.search("/a", "installs ardour", limit=5) == ()
    assert index.passages("/b") == (ARDOUR, JACK)
    assert len(index.search("/b", "installs ardour", limit=5)) == 2


def test_a_small_scope_is_found_among_many_passages(index):
    index.update("/large", (passage(f"task number {number}", line=number + 1) for number in range(2 * BATCH + 10)))
    for number in range(10):
        index.update(f"/small{number}", [ARDOUR, JACK])
        found = index.search(f"/small{number}", "task number ardour", limit=10)
        assert [passage.text for passage in found] == [ARDOUR.text, JACK.text]
    assert len(index.passages("/large")) == 2 * BATCH + 10


def test_progress_is_told_after_each_batch(index):
    heard = []
    many = [passage(f"task {number}", line=number + 1) for number in range(BATCH + 1)]
    index.update("/a", many, lambda done, whole: heard.append((done, whole)))
    assert heard == [(BATCH, BATCH + 1), (BATCH + 1, BATCH + 1)]


def test_search_ranks_by_similarity(index):
    index.update("/a", [ARDOUR, JACK, LIMITS])
    first, *rest = index.search("/a", "sets limits", limit=3)
    assert first.model_copy(update={"score": 0.0}) == LIMITS
    assert first.score > max(found.score for found in rest)


def test_asking_creates_nothing(tmp_path, index):
    assert index.passages("/a") == ()
    assert index.search("/a", "anything", limit=3) == ()
    assert list(tmp_path.iterdir()) == []


def test_another_embedding_has_its_own_passages(tmp_path, index, words):
    index.update("/a", [ARDOUR])
    other = Index(tmp_path / "index", chosen(WordEmbedding("other")))
    assert other.passages("/a") == ()
    assert other.update("/a", [ARDOUR]).added == 1
    assert index.passages("/a") == (ARDOUR,)


def test_without_embedding_passages_are_kept_and_nothing_is_searched(tmp_path):
    index = Index(tmp_path, LEXICAL)
    assert index.update("/a", [ARDOUR, JACK]).added == 2
    assert index.passages("/a") == (ARDOUR, JACK)
    assert index.search("/a", "ardour", limit=3) == ()


def test_rebuild_empties_the_index(index):
    index.update("/a", [ARDOUR])
    index.rebuild()
    assert index.passages("/a") == ()
    assert index.update("/a", [ARDOUR]).added == 1


def write(folder, scope, texts):
    passages = [passage(text, line=number + 1) for number, text in enumerate(texts)]
    Index(Path(folder), chosen(WordEmbedding())).update(scope, passages)


def in_another_process(function, *arguments):
    process = SPAWN.Process(target=function, args=arguments)
    process.start()
    process.join()
    assert process.exitcode == 0


def test_a_reader_sees_what_another_process_writes_and_rebuilds(tmp_path, index):
    index.update("/a", [ARDOUR])
    assert len(index.search("/a", "ardour", limit=5)) == 1
    in_another_process(write, tmp_path / "index", "/a", ["installs zynaddsubfx", "starts qjackctl"])
    assert [found.text for found in index.search("/a", "zynaddsubfx", limit=1)] == ["installs zynaddsubfx"]
    in_another_process(rebuild, tmp_path / "index")
    assert index.passages("/a") == ()


def rebuild(folder):
    Index(Path(folder), chosen(WordEmbedding())).rebuild()


def test_two_writers_wait_for_each_other(tmp_path, index):
    texts = [f"task {number}" for number in range(BATCH)]
    writers = [SPAWN.Process(target=write, args=(tmp_path / "index", scope, texts)) for scope in ("/a", "/b")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert len(index.passages("/a")) == len(index.passages("/b")) == BATCH


class SlowEmbedding(WordEmbedding):
    """Tells when its second batch begins, and then takes too long."""

    def __init__(self, begun):
        super().__init__()
        self._begun = begun
        self._batches = 0

    def embed(self, texts):
        self._batches += 1
        if self._batches == 2:
            self._begun.set()
            time.sleep(600)
        return super().embed(texts)


def write_slowly(folder, begun):
    passages = [passage(f"task {number}", line=number + 1) for number in range(3 * BATCH)]
    Index(Path(folder), ChosenEmbedding((lambda: SlowEmbedding(begun),))).update("/a", passages)


@pytest.fixture
def slow_writer(tmp_path):
    """A process in the middle of an update: one batch written, two to go."""
    begun = SPAWN.Event()
    process = SPAWN.Process(target=write_slowly, args=(tmp_path / "index", begun))
    process.start()
    assert begun.wait(60)
    yield process
    process.kill()
    process.join()


def test_a_writer_at_work_keeps_writers_out_but_lets_readers_in(tmp_path, slow_writer):
    index = Index(tmp_path / "index", chosen(WordEmbedding()), wait=0.2)
    with pytest.raises(IndexUnavailable, match="another process") as caught:
        index.update("/a", [ARDOUR])
    assert "try again" in caught.value.hint
    with pytest.raises(IndexUnavailable, match="another process"):
        index.rebuild()
    assert len(index.passages("/a")) == BATCH


def test_after_a_killed_writer_the_next_goes_on_where_it_stopped(slow_writer, index):
    os.kill(slow_writer.pid, signal.SIGKILL)
    slow_writer.join()
    passages = [passage(f"task {number}", line=number + 1) for number in range(3 * BATCH)]
    assert index.update("/a", passages) == UpdateReport(added=2 * BATCH, removed=0, kept=BATCH)
    assert len(index.passages("/a")) == 3 * BATCH


def write_for_ever(folder):
    index = Index(Path(folder), chosen(WordEmbedding()))
    for turn in range(10_000):
        index.update("/a", [passage(f"turn {turn} task {number}", line=number + 1) for number in range(BATCH)])


@pytest.mark.parametrize("delay", [0.0, 0.05, 0.13])
def test_a_writer_killed_at_any_moment_leaves_a_usable_or_clearly_broken_index(tmp_path, index, delay):
    writer = SPAWN.Process(target=write_for_ever, args=(tmp_path / "index",))
    writer.start()
    while not index.generation:
        time.sleep(0.01)
    time.sleep(delay)
    writer.kill()
    writer.join()
    hint = ""
    try:
        index.update("/a", [ARDOUR])
    except IndexUnavailable as error:
        hint = error.hint
        index.rebuild()
        index.update("/a", [ARDOUR])
    assert hint in {"", REBUILD}
    assert index.passages("/a") == (ARDOUR,)
    assert [found.text for found in index.search("/a", "installs ardour", limit=3)] == [ARDOUR.text]


def test_a_reader_does_not_wait_for_ever(tmp_path, index, words):
    index.update("/a", [ARDOUR])
    impatient = Index(tmp_path / "index", chosen(words), wait=0.1)
    with FileLock(tmp_path / "index" / "store.lock"), pytest.raises(IndexUnavailable, match="another process"):
        impatient.passages("/a")


def damage_header(store):
    with (store / "chroma.sqlite3").open("r+b") as file:
        file.write(b"damaged" * 1000)


def cut_database(store):
    os.truncate(store / "chroma.sqlite3", 20_000)


def damage_vectors(store):
    for path in store.glob("*/index_metadata.pickle"):
        path.write_bytes(b"damaged")


@pytest.mark.parametrize("damage", [damage_header, cut_database, damage_vectors])
def test_a_damaged_store_is_reported_and_can_be_rebuilt(tmp_path, index, damage):
    many = [f"task {number}" for number in range(1100)]
    in_another_process(write, tmp_path / "index", "/a", many)
    damage(tmp_path / "index" / "chroma")
    for _ in range(2):
        with pytest.raises(IndexUnavailable, match="damaged") as caught:
            index.search("/a", "task 7", limit=3)
    assert "syncopate index --rebuild" in caught.value.hint
    index.rebuild()
    assert index.update("/a", [ARDOUR]).added == 1
    assert len(index.search("/a", "ardour", limit=3)) == 1


@pytest.mark.parametrize("place", ["index", "index/below"])
def test_a_file_in_the_place_of_the_folder_is_reported(tmp_path, words, place):
    (tmp_path / "index").write_text("in the way")
    index = Index(tmp_path / place, chosen(words))
    for use in (lambda: index.update("/a", [ARDOUR]), lambda: index.passages("/a"), index.rebuild):
        with pytest.raises(IndexUnavailable, match="can't be opened or written"):
            use()


def test_a_folder_where_nothing_can_be_made_is_reported(words):
    index = Index(Path("/proc/syncopate"), chosen(words))
    with pytest.raises(IndexUnavailable, match="can't be opened or written") as caught:
        index.update("/a", [ARDOUR])
    assert "writable" in caught.value.hint


def write_with_little_room(folder):
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
    try:
        write(folder, "/a", [f"task {number} " * 100 for number in range(2000)])
    except IndexUnavailable as error:
        raise SystemExit(
            0 if "can't be opened or written" in error.what and "room" in error.hint else str(error)
        ) from None
    raise SystemExit("it fitted")


def test_a_full_disk_is_reported(tmp_path):
    in_another_process(write_with_little_room, tmp_path / "index")


def test_chroma_settings_of_the_current_folder_are_not_obeyed(tmp_path):
    (tmp_path / ".env").write_text(
        "CHROMA_API_IMPL=chromadb.api.fastapi.FastAPI\nCHROMA_SERVER_HOST=192.0.2.1\nANONYMIZED_TELEMETRY=true\n"
        "CHROMA_PRODUCT_TELEMETRY_IMPL=nowhere.Spy\nCHROMA_OTEL_COLLECTION_ENDPOINT=http://192.0.2.1:4317\n"
        "CHROMA_OTEL_GRANULARITY=all\n"
    )
    assert run_below(tmp_path).returncode == 0


def test_settings_that_chroma_can_not_read_are_reported(tmp_path):
    (tmp_path / ".env").write_text("CHROMA_SERVER_NOFILE=many\n")
    completed = run_below(tmp_path)
    assert completed.returncode == 1
    assert f"IndexUnavailable: {tmp_path / '.env'}: Chroma can't read its settings" in completed.stderr


def run_below(folder):
    code = (
        "import socket\n"
        "from pathlib import Path\n"
        "from tests.knowledge import test_index\n"
        "socket.socket.connect = None\n"
        "index = test_index.Index(Path('index'), test_index.chosen(test_index.WordEmbedding()))\n"
        "index.update('/a', [test_index.ARDOUR])\n"
        "assert index.passages('/a') == (test_index.ARDOUR,)\n"
    )
    root = Path(__file__).parents[2]
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env={"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_nothing_reaches_for_the_network(tmp_path, monkeypatch):
    def connect(self, address):
        raise AssertionError(f"connected to {address}")

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket, "getaddrinfo", connect)
    index = Index(tmp_path, choose_embedding())
    index.update("/a", [ARDOUR, JACK])
    assert index.search("/a", "a digital audio workstation", limit=1)
