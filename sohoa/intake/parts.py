"""Parts of files, and files that are joined, as candidates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sohoa.domain.places import Piece, pieces_of, place_of
from sohoa.intake.inbox import Candidate, Share


def candidate_of(
    chosen: Sequence[tuple[Candidate, tuple[int, ...]]],
    *,
    left_out: Sequence[int] = (),
    doubtful: Sequence[int] = (),
) -> Candidate | None:
    """Make one document of files and folders, or of pages of them: none said are all.

    Of a folder the pages are files, which have to be there; else there is no such document. Whether
    a file has the pages is found out when it is opened.
    """
    paths, pages, of_pages = [], [], 0
    for whole, own in chosen:
        if not whole.paths:
            return None
        if not whole.is_folder:
            paths.append(whole.paths[0])
            pages.append(own)
            continue
        if own and max(own) > len(whole.paths):
            return None
        taken = [whole.paths[page - 1] for page in own] or whole.paths
        paths.extend(taken)
        pages.extend(() for _path in taken)
        of_pages += len(whole.paths) if own else 0
    share = Share(
        tuple(whole.source_name for whole, _own in chosen),
        tuple(whole.place for whole, _own in chosen if whole.place),
        tuple(pages),
        tuple(left_out),
        tuple(doubtful),
        of_pages,
    )
    place = place_of(Piece(whole.source_name, own) for whole, own in chosen)
    return Candidate(place, tuple(paths), place=chosen[0][0].place, share=share)


def lying_at(place: str, found: Mapping[str, Candidate]) -> Candidate | None:
    """Give what lies at the place of a document, by the files and folders of its box.

    `found` names them; `None` where one is missing, or must not be touched.
    """
    if place in found:
        return found[place]
    pieces = pieces_of(place)
    if any(piece.name not in found for piece in pieces):
        return None
    return candidate_of([(found[piece.name], piece.pages) for piece in pieces])
