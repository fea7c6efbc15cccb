import { number } from '../../format/number';
import type { Language } from '../../i18n';
import type { PaperFile } from './types';

const mega = 1024 * 1024;

/** Bytes, as file managers count them: "12,5 MB", "640 KB" below one megabyte, "2 GB" from one gigabyte. */
export function sizeText(bytes: number, language: Language): string {
  if (bytes >= 1024 * mega) return `${number(bytes / (1024 * mega), language, 1)} GB`;
  if (bytes >= mega) return `${number(bytes / mega, language, 1)} MB`;
  return `${number(Math.ceil(bytes / 1024), language)} KB`;
}

/** The kind of a file as people call it. */
export const kindText = ({ kind }: Pick<PaperFile, 'kind'>) => (kind === 'jpeg' ? 'JPG' : kind.toUpperCase());
