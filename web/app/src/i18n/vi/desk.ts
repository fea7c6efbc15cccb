export const desk = {
  home: 'Trang chủ',
  calendar: 'Lịch họp',
  meetings: 'Cuộc họp',
  invitations: 'Giấy mời của tôi',
  clear: 'Xóa lựa chọn',
  findNone: 'Không tìm thấy',
  findFailed: 'Chưa tìm được, hãy thử lại',
  noRightTitle: 'Anh, chị không có quyền xem trang này',
  gone: 'Không có cuộc họp này',
  goneBody:
    'Cuộc họp đã bị xóa, đang được soạn lại sau khi hoãn, hoặc anh, chị không thuộc thành phần tham dự. Nếu cần, hãy hỏi thư ký cuộc họp.',
  toMeetings: 'Về danh sách cuộc họp',
  toMeeting: 'Về cuộc họp',
  failed: 'Chưa tải được',
  noPlan: 'Chỉ thư ký và chủ trì được tạo cuộc họp. Nếu cần, hãy nhờ quản trị đơn vị giao vai trò.',
  confirm: 'Xác nhận',
  enter: 'Vào họp',
} as const;
