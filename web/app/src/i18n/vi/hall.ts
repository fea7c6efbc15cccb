export const hall = { title: '' } as const;
