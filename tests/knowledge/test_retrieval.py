from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.embeddings import choose_embedding
from knowledge.index import Index
from knowledge.retrieval import RANK_CONSTANT, HybridRetriever, LexicalRanking, fuse, terms
from tests.fakes.embedding import LEXICAL, WordEmbedding, chosen
from tests.fakes.passages import passage

ARDOUR = passage("Task: installs the digital audio workstation ardour with the package module", line=1)
GROUP = passage("Task: adds the user to the group audio so that realtime scheduling is allowed", line=9)
LIMITS = passage(
    "Variable realtime_memlock sets how much memory may be locked", path="roles/realtime/defaults/main.yml"
)
NGINX = passage("Handler: restarts the web server nginx", path="roles/web/handlers/main.yml", role="web")
ALL = (ARDOUR, GROUP, LIMITS, NGINX)


@pytest.fixture
def lexical(tmp_path):
    index = Index(tmp_path, LEXICAL)
    index.update("/a", ALL)
    return HybridRetriever(index, "/a")


@pytest.fixture(scope="module")
def hybrid(tmp_path_factory):
    index = Index(tmp_path_factory.mktemp("index"), choose_embedding())
    index.update("/a", ALL)
    return HybridRetriever(index, "/a")


def texts(passages):
    return [passage.text for passage in passages]


def test_a_name_is_found_by_the_lexical_ranking(lexical):
    assert texts(lexical.retrieve("install ardour", limit=1)) == [ARDOUR.text]


def test_a_meaning_is_found_by_the_dense_ranking(hybrid):
    assert LexicalRanking(ALL).rank("music production program", limit=1) == []
    assert texts(hybrid.retrieve("music production program", limit=1)) == [ARDOUR.text]


def test_both_rankings_count(hybrid):
    first, second, *_ = hybrid.retrieve("install ardour and add the user to the audio group", limit=4)
    assert {first.text, second.text} == {ARDOUR.text, GROUP.text}
    assert first.score >= second.score > 0


@pytest.mark.parametrize("query", ["bake a chocolate cake with strawberries", "the of and", "", "  \n", "?!", "\0"])
def test_a_query_without_matches_finds_nothing(lexical, hybrid, query):
    assert lexical.retrieve(query, limit=5) == ()
    assert hybrid.retrieve(query, limit=5) == ()


def test_a_query_that_is_no_text_is_no_trouble(hybrid):
    assert texts(hybrid.retrieve("nginx \udcff", limit=1)) == [NGINX.text]


def test_no_more_than_the_limit(hybrid):
    assert len(hybrid.retrieve("realtime audio user", limit=2)) == 2
    assert hybrid.retrieve("realtime audio user", limit=0) == ()


def test_an_empty_scope_finds_nothing(tmp_path):
    assert HybridRetriever(Index(tmp_path, chosen(WordEmbedding())), "/a").retrieve("ardour", limit=5) == ()


def test_other_scopes_are_not_searched(tmp_path):
    index = Index(tmp_path, chosen(WordEmbedding()))
    index.update("/a", [NGINX])
    index.update("/b", [ARDOUR])
    assert texts(HybridRetriever(index, "/a").retrieve("ardour nginx", limit=5)) == [NGINX.text]


def test_a_retriever_sees_later_updates(tmp_path):
    index = Index(tmp_path, LEXICAL)
    retriever = HybridRetriever(index, "/a")
    index.update("/a", [NGINX])
    assert retriever.retrieve("ardour", limit=5) == ()
    index.update("/a", [NGINX, ARDOUR])
    assert texts(retriever.retrieve("ardour", limit=5)) == [ARDOUR.text]


def test_near_duplicates_of_one_role_are_collapsed_those_of_another_are_kept(tmp_path):
    index = Index(tmp_path, LEXICAL)
    again = ARDOUR.model_copy(update={"text": ARDOUR.text + ".", "line": 30})
    elsewhere = ARDOUR.model_copy(update={"role": "studio", "path": "roles/studio/tasks/main.yml"})
    index.update("/a", [ARDOUR, again, elsewhere])
    found = HybridRetriever(index, "/a").retrieve("ardour", limit=5)
    assert sorted(passage.role for passage in found) == ["audio", "studio"]


def test_terms_are_identifiers_and_their_parts():
    assert terms("ansible.builtin.package: {{ audio_packages }}") == [
        "ansible.builtin.package", "ansible", "builtin", "package", "audio_packages", "audio", "package",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("plural", "singular"),
    [
        ("packages", "package"),
        ("libraries", "library"),
        ("groups", "group"),
        ("access", "access"),
        ("status", "status"),
    ],
)
def test_plurals_are_cut(plural, singular):
    assert terms(plural) == [singular]


def test_roles_and_paths_are_searched_too():
    assert texts(LexicalRanking(ALL).rank("web", limit=1)) == [NGINX.text]
    assert texts(LexicalRanking(ALL).rank("defaults", limit=1)) == [LIMITS.text]


def test_fusion_adds_reciprocal_ranks():
    fused = fuse(([ARDOUR, GROUP], [GROUP, LIMITS]))
    assert texts(fused) == [GROUP.text, ARDOUR.text, LIMITS.text]
    assert [found.score for found in fused] == [
        pytest.approx(1 / (RANK_CONSTANT + 2) + 1 / (RANK_CONSTANT + 1)),
        pytest.approx(1 / (RANK_CONSTANT + 1)),
        pytest.approx(1 / (RANK_CONSTANT + 2)),
    ]


@given(st.permutations(ALL), st.permutations(ALL))
def test_fusion_loses_nothing_and_is_symmetric_in_its_scores(one, other):
    assert {found.text for found in fuse((one, other))} == set(texts(ALL))
    assert {(found.text, found.score) for found in fuse((one, other))} == {
        (found.text, found.score) for found in fuse((other, one))
    }


@given(st.text(), st.lists(st.text(), max_size=5))
def test_no_text_breaks_the_lexical_ranking(query, documents):
    found = LexicalRanking([passage(document, line=number + 1) for number, document in enumerate(documents)])
    assert len(found.rank(query, limit=3)) <= 3
