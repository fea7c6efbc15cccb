/** One text for each stable error code of the API, and for what goes wrong before an answer comes. */
export const errors = {
  network: 'Không kết nối được máy chủ. Kiểm tra dây mạng hoặc Wi-Fi của máy này rồi thử lại.',
  timeout: 'Máy chủ trả lời quá chậm. Hãy thử lại sau ít phút.',
  invalid_credentials:
    'Tên đăng nhập hoặc mật khẩu chưa đúng. Kiểm tra phím Caps Lock và bộ gõ tiếng Việt rồi thử lại.',
  account_locked: 'Tài khoản tạm khóa vì nhập sai mật khẩu nhiều lần.',
  unauthenticated: 'Phiên làm việc đã hết hạn. Hãy đăng nhập lại.',
  forbidden: 'Tài khoản này không có quyền làm việc đó. Chủ trì hoặc quản trị hệ thống có thể cấp quyền.',
  not_found: 'Không tìm thấy. Có thể mục này đã được xóa hoặc đổi tên.',
  stale: 'Người khác vừa sửa mục này. Nội dung bạn nhập chưa được lưu và vẫn còn trên màn hình.',
  conflict: 'Có người vừa thay đổi mục này. Tải lại trang để xem bản mới nhất.',
  limit_exceeded: 'Đã vượt giới hạn cho phép.',
  rate_limited: 'Thao tác quá nhanh. Chờ một lát rồi thử lại.',
  invalid: 'Dữ liệu gửi lên chưa hợp lệ. Kiểm tra lại rồi thử lại.',
  unavailable: 'Máy chủ đang khởi động lại hoặc quá tải. Hãy thử lại sau ít phút.',
  internal: 'Máy chủ gặp lỗi. Việc vừa làm chưa được ghi nhận; hãy thử lại.',
  withRequest: '{{message}} (mã yêu cầu {{id}})',
} as const;
