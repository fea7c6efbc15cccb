import type { Texts } from '../texts';
import type { vi } from '../vi';
export const check: Texts<(typeof vi)['check']> = { title: '' };
