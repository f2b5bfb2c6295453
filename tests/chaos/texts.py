"""Made-up reports, each different by its number: English, Malay and Indonesian, with names and days."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class _Words:
    head: str
    sentences: tuple[str, ...]


_EN = _Words(
    "PENANG, March {day} (Bernama) -- Ferry number {number} reached the new pier on Monday and Tuesday.",
    (
        "Captain Farah Iskandar of the Northern Straits Ferry Company counted {count} passengers on {day} March 2026.",
        "The Harbour Heritage Trust expects {count} travellers a day by the end of June.",
        '"We closed this pier in November 2019 and people never stopped asking for it," she told reporters yesterday.',
        "Services from Butterworth to Medan in Indonesia may resume next week.",
        "Its chairman, Leong Wai Kit, said {count} tonnes of steel were used between 3 and {day} January.",
    ),
)
_MS = _Words(
    "KANGAR, {day} Mac (Bernama) -- Feri nombor {number} selamat berlabuh di Kuala Perlis pada Isnin dan Selasa.",
    (
        "Kapten Hazlan Omar berkata seramai {count} penumpang menyertai percubaan pada 9 hingga {day} haribulan.",
        "Menurut beliau, perkhidmatan tetap dari Langkawi akan bermula minggu depan.",
        "Ketua Persatuan Nelayan Muara Perlis, Rokiah Saad, meminta lampu suar dibaiki sebelum April.",
        "Kerja yang bermula pada Oktober 2024 itu menelan belanja RM{count} juta.",
        '"Kami memilih waktu malam kerana ombak lebih tenang," katanya pada sidang media semalam.',
    ),
)
_ID = _Words(
    "JAKARTA, {day} Maret (Antara) -- Kapal nomor {number} tiba di Pelabuhan Tanjung Priok pada Senin dan Selasa.",
    (
        "Kepala pelabuhan, Siti Rahmawati, mengatakan {count} penumpang turun pada tanggal {day} Maret 2026.",
        "Perusahaan Pelayaran Nusantara Raya akan membuka rute ke Surabaya pekan depan.",
        "Menurut Budi Santoso, pembangunan dermaga menghabiskan Rp{count} miliar sejak Agustus 2023.",
        '"Cuaca pada hari Jumat lalu sangat buruk," ujarnya kepada wartawan kemarin.',
        "Wali Kota Medan dijadwalkan hadir pada {day} April mendatang.",
    ),
)
_LEAST, _MOST = 300, 4000


def report(number: int, rng: random.Random) -> str:
    """The report of that number, of 0.3 to 4 kB."""
    words = rng.choice((_EN, _MS, _ID))

    def filled(sentence: str) -> str:
        return sentence.format(number=number, day=rng.randint(10, 28), count=rng.randint(20, 9000))

    length = min(_MOST - 300, round(rng.lognormvariate(6.5, 0.7)))
    paragraphs = [filled(words.head)]
    while sum(map(len, paragraphs)) < max(length, _LEAST):
        paragraphs.append(filled(rng.choice(words.sentences)))
    return "\n\n".join(paragraphs) + "\n"
