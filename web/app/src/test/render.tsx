import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactNode } from 'react';
import { MemoryRouter, Route, Routes } from 'react-router';
import { vi } from 'vitest';
import '../i18n';
import { theme } from '../theme/theme';

/** Presses and types without waiting between keys. */
export const user = userEvent.setup({ delay: null });

/** Shows a page at an address, with its path pattern; every other address shows itself. */
export function renderPage(page: ReactNode, at: string, path = at.split('?')[0]) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  return render(
    <MantineProvider theme={theme} env="test">
      <QueryClientProvider client={client}>
        <MemoryRouter initialEntries={[at]}>
          <Routes>
            <Route path={path} element={page} />
            <Route path="*" element={<p>elsewhere</p>} />
          </Routes>
        </MemoryRouter>
      </QueryClientProvider>
    </MantineProvider>,
  );
}

interface Answer {
  status?: number;
  body?: unknown;
}

/** Answers the API by "METHOD path" (without the query); anything else is 404. */
export function serve(answers: Record<string, Answer | ((query: URLSearchParams) => Answer)>) {
  return vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
    const address = input instanceof Request ? input.url : input.toString();
    const url = new URL(address, 'http://server.test');
    const known = answers[`${init?.method ?? 'GET'} ${url.pathname.replace('/api/v1', '')}`];
    const { status = 200, body } =
      typeof known === 'function' ? known(url.searchParams) : (known ?? { status: 404 });
    const text = status === 204 ? null : JSON.stringify(body ?? {});
    return Promise.resolve(new Response(text, { status }));
  });
}
