export const guide = { title: '' } as const;
