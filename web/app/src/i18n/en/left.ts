import type { Texts } from '../texts';
import type { vi } from '../vi';
export const left: Texts<(typeof vi)['left']> = { title: '' };
