export const left = {
  title: {
    left: 'Đã rời phòng họp',
    elsewhere: 'Điểm cầu này đã vào phòng từ nơi khác',
    restart: 'Máy chủ đang khởi động lại',
    removed: 'Điểm cầu này đã được mời ra khỏi phòng',
    ended: 'Hội nghị đã kết thúc',
    lost: 'Mất kết nối tới phòng họp',
  },
  body: {
    left: 'Camera và micrô của điểm cầu này đã tắt. Hội nghị vẫn tiếp tục.',
    elsewhere:
      'Cùng tài khoản này vừa vào phòng trên một máy hoặc cửa sổ khác, nên ở đây đã ngắt. Camera và micrô ở máy này đã tắt.',
    restart:
      'Hội nghị tạm ngắt ở mọi điểm cầu và sẽ tự nối lại. Không mất dữ liệu nào trên máy chủ; tin nhắn trong phòng thì không giữ lại.',
    removed:
      'Chủ trì hoặc thư ký đã mời điểm cầu này ra. Nếu cần vào lại, hãy liên hệ thư ký hội nghị trước.',
    ended: 'Phòng đã đóng. Camera và micrô của điểm cầu này đã tắt.',
    lost: 'Đường truyền gián đoạn quá lâu. Camera và micrô đã tắt; hội nghị ở các điểm cầu khác không bị ảnh hưởng.',
  },
  auto: 'Tự vào lại sau {{seconds}} giây.',
  waiting: 'Máy chủ chưa trả lời. Thử lại sau {{seconds}} giây (lần {{attempt}}).',
  trying: 'Đang thử nối lại…',
  stop: 'Không tự vào lại',
  stopped: 'Đã dừng tự vào lại.',
  rejoin: 'Vào lại phòng',
  check: 'Kiểm tra thiết bị và đường truyền',
  rooms: 'Về danh sách phòng',
} as const;
