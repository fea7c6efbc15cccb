import type { Texts } from '../texts';
import type { vi } from '../vi';
export const guide: Texts<(typeof vi)['guide']> = { title: '' };
