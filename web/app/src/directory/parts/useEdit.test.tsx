import { TextInput } from '@mantine/core';
import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { call } from '../../api/client';
import { renderPage, user } from '../../test/render';
import { EditFrame, tell } from './EditFrame';
import { differing, formPath, useEdit } from './useEdit';

interface Thing {
  version: number;
  name: string;
  note: string;
}

function Page({ item }: { item: Thing }) {
  const edit = useEdit<Thing, { name: string; note: string }>({
    item,
    toForm: (one) => ({ name: one?.name ?? '', note: one?.note ?? '' }),
    save: (body, version) => call<Thing>('/things/1', { method: 'PUT', version, body }),
    reload: () => call<Thing>('/things/1'),
    onSaved: () => undefined,
  });
  return (
    <EditFrame edit={edit} labels={{ name: 'Name', note: 'Note' }} may>
      <TextInput label="Name" {...edit.form.getInputProps('name')} />
      <TextInput label="Note" {...edit.form.getInputProps('note')} />
    </EditFrame>
  );
}

const mine = { version: 3, name: 'An', note: 'old' };
const theirs = { version: 4, name: 'An', note: 'theirs' };

/** The server: it takes version 4 only, and keeps what it was given. */
function server() {
  const taken: { version: string | null; body: unknown }[] = [];
  const answer = (body: object, status = 200) =>
    Promise.resolve(new Response(JSON.stringify(body), { status }));
  vi.spyOn(globalThis, 'fetch').mockImplementation((_, init) => {
    if (init?.method !== 'PUT') return answer(theirs);
    const version = new Headers(init.headers).get('If-Match');
    if (version !== '"4"') return answer({ code: 'stale', status: 412, currentVersion: 4 }, 412);
    const body = JSON.parse(init.body as string) as object;
    taken.push({ version, body });
    return answer({ ...body, version: 5 });
  });
  return taken;
}

async function collide() {
  renderPage(<Page item={mine} />, '/x');
  await user.clear(screen.getByLabelText('Name'));
  await user.type(screen.getByLabelText('Name'), 'Bình');
  await user.click(screen.getByTestId('save'));
  return screen.findByTestId('stale');
}

describe('useEdit', () => {
  it('keeps what was typed when another was faster, and tells what they changed', async () => {
    server();
    const told = await collide();
    expect(told.textContent).toContain('theirs');
    expect(told.textContent).not.toContain('Bình');
    expect(screen.getByLabelText<HTMLInputElement>('Name').value).toBe('Bình');
  });
  it('saves over the other one’s change when asked to', async () => {
    const taken = server();
    await collide();
    await user.click(screen.getByText('Lưu nội dung của tôi'));
    await waitFor(() => expect(taken).toEqual([{ version: '"4"', body: { name: 'Bình', note: 'old' } }]));
    await waitFor(() => expect(screen.queryByTestId('stale')).toBeNull());
  });
  it('takes the other one’s state when asked to', async () => {
    server();
    await collide();
    await user.click(screen.getByText('Bỏ của tôi, lấy bản mới'));
    expect(screen.getByLabelText<HTMLInputElement>('Name').value).toBe('An');
    expect(screen.getByLabelText<HTMLInputElement>('Note').value).toBe('theirs');
  });
});

describe('places and values', () => {
  it('names places as the form does', () =>
    expect(formPath('roles[10].unit.code')).toBe('roles.10.unit.code'));
  it('tells which fields differ', () =>
    expect(differing({ a: 1, b: { vi: 'x' } }, { a: 1, b: { vi: 'y' } })).toEqual(['b']));
  it.each([
    [{ vi: 'Xã', en: 'Commune' }, 'Xã'],
    [[{ role: 'chair' }, { role: 'guest' }], 'chair; guest'],
    [{ label: 'Sở Nội vụ', value: 'x' }, 'Sở Nội vụ'],
    [null, ''],
    [200000, '200000'],
  ])('tells %j', (value, told) => expect(tell(value)).toBe(told));
});
