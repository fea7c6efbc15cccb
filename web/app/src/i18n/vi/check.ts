export const check = { title: '' } as const;
