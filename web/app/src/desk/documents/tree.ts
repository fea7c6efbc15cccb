import type { Folder } from './types';

/** A folder with what is in it. */
export interface Branch extends Folder {
  children: Branch[];
}

/** The tree of folders, in their order. */
export function treeOf(folders: Folder[], parentId = ''): Branch[] {
  return folders
    .filter((folder) => (folder.parentId ?? '') === parentId)
    .map((folder) => ({ ...folder, children: treeOf(folders, folder.id) }));
}

/** The way from the top to a folder, itself the last; empty at the top and for one that is not there. */
export function pathTo(folders: Folder[], id: string): Folder[] {
  const folder = folders.find((one) => one.id === id);
  return folder ? [...pathTo(folders, folder.parentId ?? ''), folder] : [];
}

/** Whether a folder is another one or somewhere in it. */
export const isWithin = (folders: Folder[], id: string, outer: string) =>
  pathTo(folders, id).some((folder) => folder.id === outer);

/** A folder's name with those it is in, to tell two of one name apart. */
export const pathName = (folders: Folder[], id: string) =>
  pathTo(folders, id)
    .map(({ name }) => name)
    .join(' / ');
