"""Every word that is ever recorded of a paper or a document can be shown to a person."""

from __future__ import annotations

import pytest
from everything_samples import fill

from sohoa.catalogue.reader import CatalogueReader
from sohoa.catalogue.writer import Catalogue
from sohoa.cli.changes_view import act_label, print_history
from sohoa.domain.two_times import Act, SubjectKind


def test_the_history_of_whatever_happened_is_shown(tmp_path, capsys):
    """Of each document and paper of an office in which everything has happened once."""
    url = f"sqlite:///{tmp_path / 'catalogue.sqlite3'}"
    with Catalogue.open(url) as catalogue:
        fill(catalogue, tmp_path)
    with CatalogueReader.open(url) as reader:
        for kind, subjects in (
            (SubjectKind.DOCUMENT, ("hop.1", "hop.2", "hop.1.2")),
            (SubjectKind.PAPER, ("SO-000001", "SO-000002", "SO-000003")),
        ):
            for subject in subjects:
                said = reader.history(kind, subject)
                assert said, subject
                print_history(said)
    assert "SHA-256" in capsys.readouterr().out


@pytest.mark.parametrize("act", Act)
def test_every_act_has_a_word(act):
    """Whatever it was."""
    assert act_label(act)
