export const calls = {
  title: 'Có cuộc gọi',
  to: '{{by}} gọi {{name}}',
  answer: 'Trả lời',
  answerKey: 'Trả lời (bấm OK)',
  open: 'Mở phiên thử',
} as const;
