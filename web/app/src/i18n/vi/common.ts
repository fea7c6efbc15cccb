export const common = {
  product: 'GiaoBan',
  tagline: 'Họp trực tuyến của tỉnh',
  loading: 'Đang tải…',
  retry: 'Thử lại',
  back: 'Quay lại',
  close: 'Đóng',
  cancel: 'Hủy',
  language: 'Ngôn ngữ',
  guide: 'Hướng dẫn',
  rooms: 'Phòng họp',
  account: 'Tài khoản',
  logOut: 'Đăng xuất',
  skipToContent: 'Tới nội dung chính',
  version: 'Phiên bản {{version}}',
  role: {
    chair: 'Chủ trì',
    secretary: 'Thư ký',
    delegate: 'Đại biểu',
    guest: 'Khách mời',
    technician: 'Cán bộ kỹ thuật',
    unit_admin: 'Quản trị đơn vị',
    admin: 'Quản trị hệ thống',
    leader: 'Lãnh đạo',
  },
  notFound: {
    title: 'Không có trang này',
    body: 'Địa chỉ có thể gõ nhầm hoặc trang đã chuyển đi. Anh, chị có thể về danh sách phòng họp.',
    action: 'Về danh sách phòng họp',
  },
  crash: {
    title: 'Trang gặp lỗi',
    body: 'Phần mềm gặp lỗi ngoài dự kiến. Dữ liệu trên máy chủ không bị ảnh hưởng. Hãy tải lại trang; nếu vẫn lỗi, báo cán bộ kỹ thuật dòng chữ dưới đây.',
    action: 'Tải lại trang',
  },
  support: {
    oldTitle: 'Trình duyệt này quá cũ',
    oldBody:
      'GiaoBan cần Chrome, Edge hoặc Cốc Cốc 109 trở lên, Firefox 104 trở lên, hoặc Safari 16 trở lên. Hãy nhờ cán bộ kỹ thuật cập nhật trình duyệt rồi mở lại trang này.',
    insecureTitle: 'Trang chưa được mở qua kết nối bảo mật',
    insecureBody:
      'Trình duyệt chỉ cho dùng camera và micrô khi địa chỉ bắt đầu bằng https://. Hãy mở lại bằng địa chỉ https, hoặc nhờ cán bộ kỹ thuật cài chứng thư cho máy chủ. Vẫn có thể vào phòng để xem và nghe.',
  },
} as const;
