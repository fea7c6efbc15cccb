import { screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { renderPage, user } from '../../test/render';
import type { ImportReport } from '../types';
import { ImportSteps } from './ImportSteps';

const report = (part: Partial<ImportReport>): ImportReport => ({
  dryRun: true,
  applied: false,
  created: 0,
  updated: 0,
  unchanged: 0,
  succeeded: 0,
  errors: [],
  ...part,
});

async function choose(answer: ImportReport) {
  const send = vi.fn((_: Blob, dryRun: boolean) =>
    Promise.resolve(dryRun ? answer : { ...answer, dryRun: false, applied: true }),
  );
  const done = vi.fn();
  const { container } = renderPage(<ImportSteps send={send} onDone={done} />, '/x');
  const field = container.querySelector<HTMLInputElement>('input[type="file"]');
  if (!field) throw new Error('no field for a file');
  await user.upload(field, new File(['name,unit_code\n'], 'people.csv', { type: 'text/csv' }));
  await user.click(screen.getByText('Kiểm tra tệp'));
  await screen.findByTestId('import-report');
  return { send, done };
}

describe('import', () => {
  it('shows errors by line and offers nothing to confirm', async () => {
    const { send } = await choose(
      report({
        errors: [{ line: 3, column: 'mail', reason: 'directory.mail', message: 'Địa chỉ chưa đúng' }],
      }),
    );
    expect(screen.getByRole('row', { name: /3 mail Địa chỉ chưa đúng/ })).toBeTruthy();
    expect(screen.queryByTestId('import-confirm')).toBeNull();
    expect(send).toHaveBeenCalledTimes(1);
    expect(send.mock.calls[0]?.[1]).toBe(true);
  });
  it('changes something only after one has agreed', async () => {
    const { send, done } = await choose(report({ created: 2 }));
    expect(done).not.toHaveBeenCalled();
    await user.click(screen.getByTestId('import-confirm'));
    await screen.findByText('Đã nhập xong');
    expect(send.mock.calls.map(([, dryRun]) => dryRun)).toEqual([true, false]);
    expect(done).toHaveBeenCalledOnce();
  });
});
