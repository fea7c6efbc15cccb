import type { components } from '../../api/schema.gen';

type Schemas = components['schemas'];

export type OwnDocument = Schemas['DocumentItem'];
export type Folder = Schemas['DocumentFolderItem'];
export type Holding = Schemas['DocumentFoldersOutputBody'];
export type Found = Schemas['DocumentsOutputBody'];
export type Trash = Schemas['DocumentTrashOutputBody'];
