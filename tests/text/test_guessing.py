"""The encoding that is proposed for a text which is not UTF-8 is one that reads it rightly."""

from __future__ import annotations

import codecs

import pytest

from lmtui.text.guessing import guess_encoding, guess_wide

TEXTS = {
    "English": "It’s “fine” – really… said the old owl’s friend.",
    "French": "Le garçon était déjà là, l’été où Noël fut fêté à l’hôtel. Où êtes-vous allé ? Ça coûte cher.",
    "German": "Der Bär läuft über die Straße. Schöne Grüße aus München und Köln, müde Vögel.",
    "Spanish": "El niño comió mañana. ¿Dónde está el corazón? ¡Qué día más bonito! Años y años.",
    "Danish": "Den lille pige på gården så en rød høne. Æblet blev spist på øen.",
    "Polish": "Zażółć gęślą jaźń. Wlazł kotek na płotek i mruga, ładna to piosenka niedługa.",
    "Czech": "Příliš žluťoučký kůň úpěl ďábelské ódy. Byl jednou jeden král, který měl tři dcery.",
    "Turkish": "Pijamalı hasta yağız şoföre çabucak güvendi. Bir varmış bir yokmuş, küçük çocuğun ışığı.",
    "Russian": "Жили-были старик со старухой. И была у них курочка ряба. Снесла курочка яичко не простое.",
    "Ukrainian": "Жив собі дід та баба, і була в них курочка ряба. Її яйце не просте, а золоте.",
    "Greek": "Μια φορά κι έναν καιρό ήταν ένας βασιλιάς που είχε τρεις κόρες.",
    "Hebrew": "היה היה פעם מלך אחד ולו שלוש בנות. השועל והעורב ישבו על העץ.",
    "Arabic": "كان يا ما كان في قديم الزمان ملك له ثلاث بنات.",
    "Thai": "กาลครั้งหนึ่งนานมาแล้ว มีพระราชาองค์หนึ่ง",
    "Japanese": "むかしむかし、あるところに、おじいさんとおばあさんが住んでいました。山へ柴刈りに行きました。",
    "Korean": "옛날 옛적에 호랑이가 살았습니다. 떡 하나 주면 안 잡아먹지. 할머니가 산을 넘어갔어요.",
    "Chinese": "从前有一只狐狸，它看见一棵葡萄树。葡萄很高，它跳了又跳，还是够不到。",
    "Taiwanese": "從前有一隻狐狸，牠看見一棵葡萄樹。葡萄很高，牠跳了又跳，還是夠不到。",
}
IN = [
    *(
        ("English", "cp1252"),
        ("French", "cp1252"),
        ("French", "latin-1"),
        ("French", "mac-roman"),
        ("French", "cp850"),
    ),
    *(
        ("German", "cp1252"),
        ("German", "cp850"),
        ("Spanish", "cp1252"),
        ("Danish", "latin-1"),
        ("Danish", "mac-roman"),
    ),
    *(("Polish", "cp1250"), ("Polish", "iso8859-2"), ("Czech", "cp1250"), ("Turkish", "cp1254")),
    *(("Russian", "cp1251"), ("Russian", "koi8-r"), ("Russian", "cp866"), ("Ukrainian", "cp1251")),
    *(("Greek", "cp1253"), ("Hebrew", "cp1255"), ("Arabic", "cp1256"), ("Thai", "cp874")),
    *(("Japanese", "shift_jis"), ("Japanese", "euc_jp"), ("Korean", "euc_kr")),
    *(("Chinese", "gb18030"), ("Chinese", "gbk"), ("Taiwanese", "big5")),
]


@pytest.mark.parametrize(("language", "encoding"), IN)
@pytest.mark.parametrize("times", [1, 200])
def test_the_guess_reads_the_text_rightly(language: str, encoding: str, times: int) -> None:
    data = f"{TEXTS[language]}\n".encode(encoding, "replace") * times
    guess = guess_encoding(b"plain lines come first\n" * 1000 + data)
    assert guess
    assert data.decode(guess.encoding) == data.decode(encoding)
    assert codecs.lookup(guess.encoding)
    assert guess.title.isprintable()


@pytest.mark.parametrize("data", [b"caf\xe9", b"the caf\xe9 and the na\xefve\n", b"\x93hi\x94"])
def test_a_few_western_bytes_are_taken_for_windows_1252(data: bytes) -> None:
    guess = guess_encoding(data)
    assert guess
    assert guess.encoding == "cp1252"


@pytest.mark.parametrize("data", [b"", b"plain", bytes(range(128, 256)), b"\xff\xfe\x81\x90 \x8d\x9d\xf8"])
def test_there_is_no_guess_at_what_looks_like_nothing(data: bytes) -> None:
    assert guess_encoding(data) is None


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_units_of_two_and_four_bytes_are_known_by_their_nul_bytes(language: str, encoding: str) -> None:
    guess = guess_wide(f"{TEXTS[language]}\n".encode(encoding))
    assert guess
    assert guess.encoding == encoding


@pytest.mark.parametrize(
    "data", [b"a\0b", bytes(100), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(200)), b"abc\0" + bytes(range(256))]
)
def test_binary_data_is_not_taken_for_text(data: bytes) -> None:
    assert guess_wide(data) is None
