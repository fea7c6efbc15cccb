export const feeds = {
  title: 'Liên kết lịch',
  about:
    'Thêm lịch họp của mình vào Outlook, Thunderbird hoặc điện thoại bằng một liên kết riêng. Ai có liên kết đều xem được lịch, không cần đăng nhập.',
  aboutRoom:
    'Theo dõi lịch của phòng này trong phần mềm lịch. Ai có liên kết đều xem được lịch của phòng, không cần đăng nhập.',
  detail: 'Liên kết cho thấy',
  details: { busy: 'Chỉ giờ bận', titles: 'Tên cuộc họp và địa điểm' },
  detailHints: {
    busy: 'Không lộ tên cuộc họp. Nên chọn khi đưa cho người khác hoặc treo ngoài cửa phòng.',
    titles: 'Mọi cuộc họp trong lịch, có tên và địa điểm.',
  },
  make: 'Tạo liên kết',
  made: 'Đã tạo liên kết',
  once: 'Hãy chép ngay: liên kết chỉ hiện một lần này. Mất thì thu hồi và tạo liên kết khác.',
  link: 'Liên kết',
  copy: 'Chép liên kết',
  copied: 'Đã chép',
  done: 'Xong',
  mine: 'Lịch của tôi',
  ofRoom: 'Phòng {{room}}',
  createdAt: 'tạo {{time}}',
  usedAt: 'dùng lần cuối {{time}}',
  unused: 'chưa dùng lần nào',
  revoke: 'Thu hồi',
  revokeBody: 'Phần mềm lịch đang dùng liên kết này sẽ không nhận được lịch nữa. Không lấy lại được.',
} as const;
