export const left = { title: '' } as const;
