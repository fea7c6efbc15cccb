import { cleanup, configure } from '@testing-library/react';
import { afterEach, vi } from 'vitest';
import i18next from '../i18n';

// How long a busy machine may take, not how long a page should.
configure({ asyncUtilTimeout: 15_000 });

afterEach(async () => {
  cleanup();
  vi.useRealTimers();
  await i18next.changeLanguage('vi');
  localStorage.clear();
  sessionStorage.clear();
});
