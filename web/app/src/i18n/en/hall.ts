import type { Texts } from '../texts';
import type { vi } from '../vi';
export const hall: Texts<(typeof vi)['hall']> = { title: '' };
