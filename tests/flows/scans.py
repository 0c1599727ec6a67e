"""Made-up scans for the flow tests: pages with a few lines, drawn at once."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

_FONT = "/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf"
_LINES = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Số: {number}",
    "Bình Dương, ngày 05 tháng 3 năm 2019",
    "QUYẾT ĐỊNH",
    "Về việc cấp giấy phép tổ chức biểu diễn nghệ thuật",
    "Trang {page}",
)


def draw_scan(path: Path, number: str = "20/QĐ", *, page: int = 1, dpi: int = 200) -> Path:
    """Draw a page of a decision, in colour, and save it as the name's ending says."""
    width, height = round(8.27 * dpi), round(11.69 * dpi)
    image = Image.new("RGB", (width, height), (250, 249, 245))
    pen, font = ImageDraw.Draw(image), ImageFont.truetype(_FONT, round(dpi / 5))
    for row, line in enumerate(_LINES):
        text = line.format(number=number, page=page)
        pen.text((dpi, dpi + row * dpi // 2), text, fill=(20, 20, 40), font=font)
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path, dpi=(dpi, dpi))
    return path
