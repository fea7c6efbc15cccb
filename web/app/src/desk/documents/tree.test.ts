import { expect, it } from 'vitest';
import { isWithin, pathName, pathTo, treeOf } from './tree';
import type { Folder } from './types';

const folder = (id: string, name: string, parentId?: string): Folder => ({
  id,
  name,
  parentId,
  version: 1,
  documents: 0,
});
const folders = [folder('a', 'Giao ban'), folder('b', 'Mẫu'), folder('c', 'Tháng 11', 'a')];

it('folders stand in each other', () => {
  const [first, second] = treeOf(folders);
  expect(first?.children.map(({ id }) => id)).toEqual(['c']);
  expect(second?.children).toEqual([]);
});

it('a folder is told with those it is in', () => {
  expect(pathName(folders, 'c')).toBe('Giao ban / Tháng 11');
  expect(pathTo(folders, 'gone')).toEqual([]);
});

it('a folder is in itself and in what is around it', () => {
  expect(isWithin(folders, 'c', 'a')).toBe(true);
  expect(isWithin(folders, 'c', 'c')).toBe(true);
  expect(isWithin(folders, 'a', 'c')).toBe(false);
  expect(isWithin(folders, '', 'a')).toBe(false);
});
