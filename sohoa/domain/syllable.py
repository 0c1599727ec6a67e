"""Vietnamese syllables: which written words the language can have at all.

Vietnamese is written syllable by syllable, and a syllable is an onset, a rhyme and a tone,
each from a short closed list. Text that was decoded with the wrong table or misread by a
machine breaks these rules in most of its words, so the share of legal syllables says, with
no dictionary, whether a text is Vietnamese. The lists are those of the school orthography
(chữ quốc ngữ); they allow some 16,600 written forms, of which about 7,000 are in use: a
legal syllable is a possible one, not necessarily a word.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache, lru_cache

from sohoa.domain.vietnamese import nfc

_GRAVE, _ACUTE, _TILDE, _HOOK, _DOT = "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"
_TONES = (_GRAVE, _ACUTE, _TILDE, _HOOK, _DOT)
#: A syllable that ends in a stop takes the rising or the heavy tone, and no other.
_STOP_TONES = (_ACUTE, _DOT)
_STOPS = ("c", "ch", "p", "t")

_ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
#: Lips already closed do not round again: `bo`, but no `boa` (loan words aside).
_LABIALS = frozenset({"b", "m", "p", "ph", "v"})

_PLAIN_RHYMES = (
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây "
    "e ec em en eng eo ep et ê êch êm ên ênh êp êt êu "
    "i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu y "
    "o oc oi om on ong oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt "
    "u ua uc ui um un ung up ut uôc uôi uôm uôn uông uôt "
    "ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu"
)
#: Rhymes that begin with a glide written `o` or `u`.
_ROUNDED_RHYMES = (
    "oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet "
    "uân uâng uât uây uê uêch uênh uêt uơ uy uya uych uyên uyêt uynh uyp uyt uyu"
)
#: After `qu` the glide is in the onset; after no onset at all `i…` may be written `y…`.
_AFTER_QU = (
    "a ac ach ai an ang anh ao at au ay ăc ăm ăn ăng ăp ăt ân âng ât âu ây e en eo et ê êch "
    "ên ênh êt êu i inh it ich ơ y ych yên yêt ynh yt yu ôc"
)
_WITHOUT_ONSET = "yêm yên yêng yêt yêu"
#: The rhymes an onset leaves out, by their first letter: c/k, g/gh, ng/ngh, gi.
_BARRED_FIRST = {
    "k": "aăâoôơuư",
    "gh": "aăâoôơuư",
    "ngh": "aăâoôơuư",
    "c": "iyeê",
    "ng": "iyeê",
    "g": "yeê",  # `gì`, `gìn`, `giếng`: there the i of `gi` is that of the rhyme
    "gi": "iy",
}
#: Where both the old and the new school place the tone: `hòa` and `hoà`, `thúy` and `thuý`.
_EITHER = ("oa", "oe", "uy")
_MARKED_VOWELS = "ăâêôơư"


@lru_cache(maxsize=1 << 16)
def is_syllable(word: str) -> bool:
    """Say whether a word can be a Vietnamese syllable, whatever its case and Unicode form.

    >>> [is_syllable(word) for word in ("nghiệp", "HOÀ", "hòa", "GiÊy", "ngiệp", "một")]
    [True, True, True, False, False, True]
    """
    return nfc(word).lower() in _syllables()


def legal_share(words: Collection[str]) -> float:
    """The share of words that are legal syllables, 0 to 1; of no words it is 0."""
    return sum(map(is_syllable, words)) / len(words) if words else 0.0


@cache
def _syllables() -> frozenset[str]:
    return frozenset(
        nfc(onset + toned)
        for onset in ("", *_ONSETS.split())
        for rhyme in _rhymes_after(onset)
        for toned in _with_tones(rhyme)
    )


def _rhymes_after(onset: str) -> list[str]:
    if onset == "qu":
        return _AFTER_QU.split()
    rhymes = _PLAIN_RHYMES.split()
    if onset not in _LABIALS:
        rhymes += _ROUNDED_RHYMES.split()
    if not onset:
        rhymes += _WITHOUT_ONSET.split()
    barred = _BARRED_FIRST.get(onset, "")
    # `gìa` for `già` is a slip that the rhyme `ia` after g would let pass.
    return [rhyme for rhyme in rhymes if rhyme[0] not in barred and (onset, rhyme) != ("g", "ia")]


def _with_tones(rhyme: str) -> list[str]:
    stopped = rhyme.endswith(_STOPS)
    toned = [] if stopped else [rhyme]
    for place in _tone_places(rhyme):
        toned += [_put(rhyme, place, tone) for tone in (_STOP_TONES if stopped else _TONES)]
    return toned


def _tone_places(rhyme: str) -> tuple[int, ...]:
    """Find the places where the tone may stand: on the vowel that carries the syllable."""
    vowels = len(rhyme.rstrip("cghmnpt"))
    marked = [place for place in range(vowels) if rhyme[place] in _MARKED_VOWELS]
    if marked:
        return (marked[-1],)
    if rhyme in _EITHER:
        return (0, 1)
    open_pair = vowels == len(rhyme) == 2  # noqa: PLR2004 - `ai`, `ua`: two vowels, no coda
    return (0,) if vowels == 1 or open_pair else (1,)


def _put(rhyme: str, place: int, tone: str) -> str:
    return rhyme[:place] + nfc(rhyme[place] + tone) + rhyme[place + 1 :]
