import { number } from '../../format/number';
import type { Language } from '../../i18n';
import type { PaperFile } from './types';

const mega = 1024 * 1024;

/** Bytes, as file managers count them: "12,5 MB", or "640 KB" below one megabyte. */
export function sizeText(bytes: number, language: Language): string {
  if (bytes >= mega) return `${number(bytes / mega, language, 1)} MB`;
  return `${number(Math.max(1, Math.round(bytes / 1024)), language)} KB`;
}

/** The kind of a file as people call it. */
export const kindText = ({ kind }: Pick<PaperFile, 'kind'>) => (kind === 'jpeg' ? 'JPG' : kind.toUpperCase());
