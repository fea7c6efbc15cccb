import type { components } from '../../api/schema.gen';

type Schemas = components['schemas'];

export type Paper = Schemas['PaperItem'];
export type PaperDetail = Schemas['PaperOutputBody'];
export type PaperFile = Schemas['PaperFileItem'];
export type PaperState = Paper['state'];
export type PaperStep = Schemas['PaperStepItem'];
export type PaperMove = Schemas['PaperActionInputBody']['action'];
export type PaperWrite = Schemas['PaperWrite'];
export type PaperView = Schemas['PaperViewOutputBody'];
export type Note = Schemas['PaperNoteItem'];
export type NoteWrite = Schemas['PaperNoteWrite'];
export type Area = Schemas['Area'];
