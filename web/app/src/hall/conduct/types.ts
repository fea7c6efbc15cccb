import type { components } from '../../api/schema.gen';

type Schemas = components['schemas'];

/** The state of a live meeting, whole; streams tell the parts that have changed. */
export type View = Schemas['ConductViewBody'];
export type Mine = Schemas['MineView'];
export type Floor = NonNullable<View['floor']>;
export type FloorRequest = Floor['waiting'][number];
export type Turn = Floor['turns'][number];
export type Motion = NonNullable<View['motions']>[number];
export type Roll = NonNullable<View['roll']>;
export type Command = Omit<Schemas['ConductCommandBody'], 'id' | '$schema'>;
export type Choice = 'for' | 'against' | 'other';
export type Mark = 'in_room' | 'online' | 'late' | 'excused' | 'unexcused' | 'substitute';
