export const guide = {
  title: 'Hướng dẫn sử dụng',
  contents: 'Trong trang này',
  sections: {
    join: {
      title: 'Vào phòng họp',
      text: [
        'Mở địa chỉ của máy chủ bằng Chrome, Edge, Cốc Cốc hoặc Firefox, đăng nhập bằng tài khoản của điểm cầu.',
        'Lần đầu, hãy vào Phòng họp thử: phòng này luôn mở và có sẵn vài điểm cầu mẫu để thử.',
        'Tìm phòng bằng tên xã, phường hoặc cơ quan; gõ không dấu cũng được. Bấm “Vào phòng”.',
        'Ở trang kiểm tra, cho phép trình duyệt dùng camera và micrô khi được hỏi, xem từng mục đã “Đạt” chưa, rồi bấm “Vào phòng họp”.',
        'Trước hội nghị chính thức, cán bộ kỹ thuật nên vào sớm 60 phút để thông đường truyền.',
      ],
    },
    hall: {
      title: 'Trong phòng họp',
      text: [
        'Micrô tắt khi mới vào. Chỉ bật khi được chủ trì mời phát biểu. Khi có tiếng của điểm cầu này, khung hình viền xanh.',
        'Bấm “Giơ tay” để xin phát biểu. Số cạnh bàn tay là thứ tự trong hàng chờ.',
        '“Người nói” cho một hình lớn và một dải hình nhỏ; “Lưới” cho nhiều hình bằng nhau, chia thành trang. Bấm vào một hình để ghim hình đó lên lớn, bấm lần nữa để bỏ ghim.',
        '“Trình chiếu” đưa màn hình hoặc một cửa sổ lên cho mọi điểm cầu xem. Muốn có tiếng của video, chọn “Chia sẻ âm thanh hệ thống” trong hộp của trình duyệt.',
        'Bảng “Điểm cầu” cho biết ai đang trong phòng, micrô và đường truyền của từng nơi.',
        'Chủ trì và thư ký có thêm nút “Tắt tiếng tất cả”, tắt micrô hoặc mời ra từng điểm cầu. Không ai bật được micrô của nơi khác.',
      ],
    },
    keys: {
      title: 'Phím tắt',
      text: [
        'M micrô · V camera · S trình chiếu · H giơ tay · G đổi bố cục · P điểm cầu · C tin nhắn · D thiết bị · F toàn màn hình · L rời phòng · ? bảng phím tắt.',
        'PageUp, PageDown lật trang. Phím mũi tên di chuyển giữa các hình và nút, Enter để bấm. Shift M tắt tiếng tất cả (chủ trì, thư ký).',
        'Phím một chữ tắt được trong bảng phím tắt của phòng họp.',
      ],
    },
    trouble: {
      title: 'Khi gặp trục trặc',
      text: [
        'Không có hình của mình: bấm biểu tượng ổ khóa cạnh địa chỉ trang, cho phép camera; đóng Zalo, Zoom, Teams đang giữ camera; rút camera ra cắm lại.',
        'Nơi khác không nghe thấy: xem nút Micrô có đang xanh không; mở “Thêm”, “Thiết bị” và chọn đúng micrô; kiểm tra công tắc trên micrô.',
        'Không nghe thấy nơi khác: bấm “Bấm để nghe” nếu có; tăng âm lượng máy và tăng âm; chọn đúng loa trong “Thiết bị”.',
        'Tiếng vọng, tiếng hú: giảm âm lượng loa, đưa micrô ra xa loa, chỉ bật một micrô trong một phòng.',
        'Hình giật, đứng: mở “Thêm”, “Đường truyền” xem số gói mất; chuyển từ Wi-Fi sang dây; đổi sang “Người nói”; tắt camera nếu đường lên hẹp.',
        'Mất kết nối: không cần bấm gì, phần mềm tự nối lại. Nếu quá lâu sẽ hiện trang cho biết lý do và nút vào lại.',
      ],
    },
    rights: {
      title: 'Quyền và an toàn',
      text: [
        'Mỗi người một tài khoản; tài khoản khóa tạm sau nhiều lần nhập sai mật khẩu.',
        'Không đưa bí mật nhà nước lên hệ thống này, kể cả khi trình chiếu và nhắn tin.',
        'Cần thêm quyền, hãy liên hệ thư ký hội nghị hoặc quản trị đơn vị.',
      ],
    },
  },
} as const;
