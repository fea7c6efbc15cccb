const sitePrefix = 'Điểm cầu ';
const unitKinds = /^(Tỉnh|Thành phố|Quận|Huyện|Thị xã|Xã|Phường|Thị trấn|Đặc khu)\s+/u;

/** The name a room bears on screen: "Điểm cầu Chiêm Hóa" for the unit "Xã Chiêm Hóa". */
export function siteName(unit: string): string {
  const trimmed = unit.trim();
  if (trimmed === '' || trimmed.startsWith(sitePrefix.trim())) return trimmed;
  return sitePrefix + trimmed.replace(unitKinds, '');
}

const marks = /\p{Diacritic}/gu;

/** A text without case or diacritics, so that "chiem hoa" finds "Chiêm Hoá" and "Chiêm Hóa". */
export function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(marks, '')
    .replaceAll('đ', 'd')
    .replaceAll('Đ', 'D')
    .toLowerCase()
    .trim();
}
