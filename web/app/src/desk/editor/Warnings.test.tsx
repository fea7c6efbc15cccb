import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { renderPage } from '../../test/render';
import type { Warning } from '../types';
import { Warnings } from './Warnings';

const warning = (part: Partial<Warning>): Warning => ({ kind: 'unit_ended', excused: false, ...part });

it('names the units that are there no longer, the first few of many', () => {
  const units = ['Xã Một', 'Xã Hai', 'Xã Ba', 'Xã Bốn', 'Xã Năm', 'Xã Sáu', 'Xã Bảy'];
  renderPage(<Warnings warnings={[warning({ units })]} />, '/');
  screen.getByText(/: Xã Một, Xã Hai, Xã Ba, Xã Bốn, Xã Năm và 2 đơn vị khác\. Hãy thay/);
});

it('tells a weekend from a holiday', () => {
  renderPage(<Warnings warnings={[warning({ kind: 'day_off' })]} />, '/');
  expect(screen.getByTestId('warnings').textContent).toContain('cuối tuần');
});
