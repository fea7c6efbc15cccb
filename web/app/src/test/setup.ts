import { cleanup, configure } from '@testing-library/react';
import { afterEach } from 'vitest';

// How long a busy machine may take, not how long a page should.
configure({ asyncUtilTimeout: 15_000 });

afterEach(() => {
  cleanup();
  localStorage.clear();
  sessionStorage.clear();
});
