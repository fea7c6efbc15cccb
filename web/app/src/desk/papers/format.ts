import { number } from '../../format/number';
import type { Language } from '../../i18n';
import type { PaperFile } from './types';

/** Bytes as "12,5 MB", or "640 KB" below one megabyte. */
export function sizeText(bytes: number, language: Language): string {
  if (bytes >= 1_000_000) return `${number(bytes / 1_000_000, language, 1)} MB`;
  return `${number(Math.max(1, Math.round(bytes / 1000)), language)} KB`;
}

/** The kind of a file as people call it. */
export const kindText = ({ kind }: Pick<PaperFile, 'kind'>) => (kind === 'jpeg' ? 'JPG' : kind.toUpperCase());
