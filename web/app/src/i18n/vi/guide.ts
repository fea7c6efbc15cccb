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
    recording: {
      title: 'Ghi hình cuộc họp',
      text: [
        'Người điều hành bấm “Ghi hình” ở đầu màn hình phòng họp, chọn ghi hình những ai rồi bấm “Bắt đầu ghi”. Mọi điểm cầu được báo trước khi ghi và thấy dấu “Đang ghi hình” suốt thời gian ghi; người vào sau cũng thấy.',
        '“Tạm dừng” khi trao đổi nội dung không ghi; đoạn đó được đánh dấu trong bản ghi. “Dừng ghi” hỏi lại một lần; dừng rồi thì không ghi tiếp vào bản đó được.',
        'Bản ghi vẫn tiếp tục khi người bật rời phòng, và tự ghi tiếp nếu máy chủ khởi động lại. Máy chủ sắp hết chỗ thì bản ghi dừng lại và người điều hành được báo; cuộc họp không bị ảnh hưởng.',
        'Không thấy nút bắt đầu: quy định của cuộc họp không cho ghi hình; thư ký sửa được ở trang cuộc họp.',
      ],
    },
    review: {
      title: 'Xem lại bản ghi',
      text: [
        'Mở “Bản ghi” trên thanh chức năng, hoặc mục “Bản ghi” ở trang cuộc họp. Tìm theo tên cuộc họp, ngày, đơn vị chủ trì.',
        'Dừng ghi xong là xem được ngay từ các tệp gốc. Máy chủ dựng tệp xem lại; trang cho biết đã dựng bao nhiêu phần trăm và mời chuyển sang khi xong.',
        'Chủ trì, thư ký trích một đoạn, chỉ tiếng, hoặc riêng một điểm cầu thành tệp ở mục “Trích đoạn và tệp riêng”; tệp được mã hóa và giữ đến ngày ghi bên cạnh.',
        '“Ghi chú theo thời điểm”: viết nhận xét hoặc ý kiến chỉ đạo tại chỗ đang xem, cho mọi người được xem hoặc chỉ cho mình. Ghi chú của mình sửa, xóa và hoàn tác được; chủ trì, thư ký bấm “Giao nhiệm vụ” để chuyển thành nhiệm vụ của cuộc họp.',
        'Cột “Diễn biến” có các nội dung chương trình, lượt phát biểu, biểu quyết, thông báo: bấm vào để tới đúng chỗ; tìm theo từ, theo loại, theo người phát biểu. Những đoạn không ghi được gạch chéo trên thanh và tự bỏ qua.',
        'Nút “CC” hoặc phím C bật, tắt phụ đề và chọn ngôn ngữ; lựa chọn được nhớ trên máy này. Có phụ đề thì ô tìm trong “Diễn biến” tìm cả trong lời nói. Chủ trì, thư ký đính kèm, thay, xóa phụ đề ở mục “Phụ đề”: mỗi ngôn ngữ một tệp WebVTT, thời gian tính từ đầu bản ghi, kể cả lúc tạm dừng. Nơi nào có dịch vụ nhận dạng tiếng nói thì có nút “Tạo phụ đề … bằng máy”; phụ đề đó được ghi rõ là do máy tạo.',
        'Phím cách để phát, dừng; mũi tên trái, phải lùi, tới 5 giây; J, L 10 giây; mũi tên lên, xuống đổi tốc độ; N, P sang nội dung sau, trước; S bỏ qua các đoạn im lặng dài hơn hai giây, nút cho biết bớt được bao lâu; F toàn màn hình; ? xem mọi phím.',
        'Lần sau mở lại, bản ghi tiếp tục từ chỗ đã xem. Địa chỉ trang có sẵn thời điểm đang xem để gửi cho người khác có quyền.',
        'Tên người xem hiện trên hình; ai xem đoạn nào được ghi vào nhật ký hệ thống. Chủ trì, thư ký chọn “Ai được xem”, tải tệp về và xem mã kiểm tra của từng tệp gốc.',
        'Mục “Lưu giữ” cho biết bản ghi được giữ đến bao giờ. Người điều hành cuộc họp đổi thời hạn; người có quyền đặt lệnh giữ theo yêu cầu pháp lý, khi đó không ai hủy được. Hết hạn, bản ghi hiện ở “Chờ hủy” để xác nhận; hủy trước hạn cần một người đề nghị và một người khác phê duyệt. Hủy rồi không khôi phục được, chỉ còn chứng nhận hủy. Bản sao lưu cơ sở dữ liệu lập trước đó vẫn giữ khóa đã bọc: thời hạn giữ bản sao lưu quyết định còn đọc được bản sao tệp đến bao giờ.',
      ],
    },
    papers: {
      title: 'Tài liệu họp và tài liệu của tôi',
      text: [
        '“Tài liệu cần làm” cho biết tài liệu nào đang chờ anh, chị chuẩn bị, hạn nộp và lý do nếu bị trả lại. Bấm “Tải tệp lên”, đánh dấu cam kết không chứa bí mật nhà nước rồi chọn tệp.',
        'Đứt mạng khi đang tải lên: phần đã gửi vẫn còn trên máy chủ. Có mạng lại là tự gửi tiếp; nếu đã đóng trang, mở lại và chọn đúng tệp đó.',
        'Khi đọc, mỗi trang mang tên người đọc và giờ mở. Bôi đen chữ để tô, gạch chân; bấm “Ghi chú” để viết. Ghi chú và đánh dấu chỉ riêng anh, chị thấy.',
        'Tệp Word, Excel, PowerPoint xem ngay trong trang nếu máy chủ cài LibreOffice; nếu không, trang sẽ đề nghị tải về.',
        '“Tài liệu của tôi” là kho riêng, chia thư mục, tìm không cần gõ dấu. Khi nộp tài liệu họp, bấm “Lấy từ tài liệu của tôi”; khi đọc tài liệu họp, bấm “Lưu vào tài liệu của tôi” để giữ một bản có dấu.',
        'Xóa nhầm thì bấm “Hoàn tác”, hoặc vào “Thùng rác” để khôi phục. Thùng rác vẫn tính vào dung lượng.',
      ],
    },
    terminal: {
      title: 'Thiết bị đầu cuối và phiên thử',
      text: [
        'Máy của phòng họp mở trang /terminal ở chế độ toàn màn hình (kiosk) của trình duyệt. Lần đầu, quản trị đơn vị mở Danh mục › Điểm cầu, chọn phòng, bấm “Ghép nối thiết bị” và nhập mã trên màn hình.',
        'Sau đó thiết bị tự hiện lịch họp, tự vào họp khi phòng mở với micrô tắt, tự vào lại khi mất điện hoặc mất mạng. Chỉ cần phím mũi tên và OK của điều khiển từ xa.',
        'Cán bộ kỹ thuật điều khiển thiết bị ở trang điểm cầu: chọn camera, micrô, loa, âm lượng, bố cục, vào họp lại, tải lại. Không ai bật được micrô từ xa.',
        'Phiên thử mở trước giờ họp 60 phút: bấm “Phiên thử” trên màn hình thiết bị hoặc ở trang cuộc họp, nói vài câu, phát tiếng chuông, đo đường truyền, rồi bấm “Sẵn sàng” hoặc “Báo trục trặc”.',
        'Thư ký và chủ trì xem mọi điểm cầu trên bảng phiên thử, gọi những nơi chưa sẵn sàng và xuất ra tệp CSV. Cuộc gọi hiện to và có chuông trên màn hình phòng họp (bấm OK để trả lời), trên trang dự họp của người ở điểm cầu và trên mọi trang của kỹ thuật; bảng cho biết đã hiện ở đâu, ai trả lời, hay sau một phút không ai trả lời.',
        'Khi đang họp, mở “Bàn kỹ thuật” ở trang cuộc họp: đường truyền của từng điểm cầu do máy chủ đo, nơi xấu nhất ở trên. Bấm vào một dòng để xem biểu đồ và điều khiển thiết bị của điểm cầu đó.',
        'Điểm cầu có đường truyền hẹp (theo danh mục) chỉ nhận và gửi những gì đường truyền tải được: tiếng trước, rồi trình chiếu, hình lớn, hình nhỏ. Hình không đủ chỗ ghi “Tạm dừng hình: đường truyền hẹp” và tự hiện lại; không cần bấm gì.',
        'Họp xong, “Chất lượng đường truyền” cho biết điểm cầu nào mất tiếng, mất hình, vắng hoặc đường truyền kém vào lúc nào; xuất ra CSV hoặc Excel. Micrô, camera tắt theo ý người dùng không bị tính.',
      ],
    },
    keys: {
      title: 'Phím tắt',
      text: [
        'M micrô · V camera · S trình chiếu · H giơ tay · G đổi bố cục · P điểm cầu · C tin nhắn · N ghi chú · D thiết bị · F toàn màn hình · L rời phòng · ? bảng phím tắt.',
        'PageUp, PageDown lật trang. Phím mũi tên di chuyển giữa các hình và nút, Enter để bấm. Shift M tắt tiếng tất cả (chủ trì, thư ký).',
        'Phím một chữ tắt được trong bảng phím tắt của phòng họp.',
      ],
    },
    letter: {
      title: 'Giấy mời, trả lời và sổ văn bản',
      text: [
        'Cuộc họp được duyệt, bấm “Phát hành giấy mời”: mở trang soạn giấy mời, bên cạnh là bản PDF dự thảo. Sửa xong bấm “Lưu” để làm tiếp sau; chưa lấy số.',
        'Phát hành thì số được lấy từ sổ của cơ quan ban hành, thư gửi tới từng nơi kèm lịch. Đổi giờ, địa điểm, hoãn hoặc hủy thì văn bản thay thế hoặc thông báo được gửi tự động.',
        'Nơi được mời xác nhận, báo vắng hoặc cử người dự thay ở trang “Giấy mời” hoặc theo liên kết trong thư. Trả lời trong lịch của hộp thư không được ghi nhận.',
        'Trang “Trả lời giấy mời” cho biết ai đã trả lời, thư nào chưa gửi được và vì sao; nhắc tất cả nơi chưa trả lời bằng hai lần bấm.',
        '“Sổ văn bản” liệt kê số đã cấp theo năm và cơ quan, văn bản nào đã thay thế, hoãn, hủy; xuất CSV. Đã cấp số trên giấy thì dùng “Tiếp số trên giấy”.',
        '“Liên kết lịch” trong trang cá nhân và trang điểm cầu đưa lịch họp vào Outlook, Thunderbird, điện thoại. Liên kết chỉ hiện một lần; ai có liên kết đều xem được, mất thì thu hồi.',
      ],
    },
    conduct: {
      title: 'Điều hành cuộc họp',
      text: [
        'Khai mạc ở trang cuộc họp. Trong phòng họp, nút “Vào nội dung đầu” và “Nội dung tiếp theo” ở trên cùng chạy chương trình; mọi điểm cầu thấy nội dung hiện tại và thời gian còn lại.',
        'Bấm Phát biểu để đăng ký phát biểu hoặc chất vấn, kèm nội dung nếu muốn. Chủ trì, thư ký thấy danh sách chờ và bấm Mời. Người được mời tự bật micrô; không ai bật hộ.',
        'Ba cách dùng micrô: thảo luận tự do, mỗi lúc một người, người được chủ trì mời. Máy chủ giữ đúng cách đã chọn, dù trang của điểm cầu làm gì.',
        'Trình bày: mở tài liệu đã phát hành cho mọi điểm cầu và lật trang cho tất cả. Mỗi điểm cầu lật riêng được, rồi bấm “Về trang đang trình bày”.',
        'Bố cục: ở bảng Trình bày, chủ trì hoặc thư ký chọn cho mọi điểm cầu, bấm một lần là đổi: người phát biểu, tài liệu và người phát biểu, lưới, các điểm cầu được chọn (tìm, thêm, xếp thứ tự), chủ trì và người phát biểu. “Hoàn tác” trả lại bố cục trước. Lưới tự lật trang thì mọi nơi cùng thấy một trang.',
        'Màn hình ai đang trình chiếu và tài liệu đang mở luôn ở hình lớn, bố cục nào cũng vậy. Dải tên cho biết ai đang nói, chức vụ, điểm cầu.',
        'Một điểm cầu muốn xem khác: bấm “Thêm”, “Màn hình này” hoặc phím G; cán bộ kỹ thuật đổi từ xa ở phần điều khiển thiết bị. Dòng trên cùng báo đang dùng bố cục riêng, kèm nút trở về bố cục của chủ trì. Tải lại trang vẫn giữ.',
        'Phòng có hai màn hình: bấm “Thêm”, “Màn hình này”, “Mở màn hình thứ hai”, kéo cửa sổ sang màn hình kia. Cửa sổ đó chỉ xem, không có tiếng, theo bố cục chủ trì đặt cho màn hình thứ hai, và tự thoát khi màn hình chính rời phòng.',
        'Biểu quyết: thêm nội dung, mở, kết thúc. Mỗi người (hoặc mỗi đơn vị) một phiếu, gửi rồi không đổi. Kết quả và danh sách hiện khi kết thúc.',
        'Điểm danh tự ghi theo kết nối; thư ký sửa được và gọi từng điểm cầu. Đủ hay chưa đủ số điểm cầu hiện ở đầu danh sách.',
        'Mất điện hay mất mạng không làm mất gì: hàng chờ, đồng hồ, biểu quyết và điểm danh còn nguyên khi kết nối lại. Chủ trì cử sẵn người điều hành thay ở mục Trình bày.',
      ],
    },
    floor: {
      title: 'Phát biểu, chất vấn, điểm danh',
      text: [
        'Bấm “Phát biểu”, chọn phát biểu hoặc chất vấn, ghi nội dung nếu muốn rồi bấm “Đăng ký”. Số thứ tự hiện ngay; đổi ý thì bấm “Rút”.',
        'Chủ trì, thư ký duyệt, đổi thứ tự (Alt cùng mũi tên lên, xuống), bỏ khỏi danh sách kèm lý do, hoặc bấm “Mời”. Người bị bỏ thấy lý do và đăng ký lại được.',
        'Lượt phát biểu có đồng hồ: tạm dừng, tiếp tục, thêm 1 phút, kết thúc. Chất vấn xong, bấm “Mời trả lời chất vấn” để mời người trả lời.',
        'Mở “Điểm danh” để xác nhận “Tôi có mặt tại phòng họp” hoặc “Tôi dự trực tuyến”. Khi chủ trì gọi điểm cầu của bạn, nút trả lời hiện trên màn hình.',
        'Thư ký xem theo điểm cầu hoặc từng người: ai trong phòng, đến muộn, báo vắng vì sao, ai dự thay; ghi lại bằng tay, gọi lần lượt từng điểm cầu và tải danh sách tham dự (Excel, PDF). Nhiều người ngồi trước một màn hình: thư ký hoặc kỹ thuật của điểm cầu ghi ghế, giờ vào, giờ rời và giờ trở lại của từng người. Số có mặt tối thiểu theo người tính trên mọi người được mời, kể cả người không đến.',
      ],
    },
    talk: {
      title: 'Tin nhắn, thông báo, ghi chú cá nhân',
      text: [
        'Tin nhắn trong cuộc họp có ba nơi gửi: mọi điểm cầu, bàn chủ trì, kỹ thuật. Tin gửi bàn chủ trì và kỹ thuật chỉ nơi nhận và người gửi đọc được; họ trả lời riêng cho bạn.',
        'Số cạnh tên mỗi nơi là tin chưa đọc. Vào lại phòng vẫn còn các tin trước.',
        'Chủ trì, thư ký gỡ tin kèm lý do, khóa tin nhắn của một người hoặc khóa tin nhắn chung. Khi bị khóa, bạn vẫn nhắn được cho bàn chủ trì.',
        'Dòng thông báo ở mọi điểm cầu do thư ký đặt trong mục “Trình bày”: hiện đến khi gỡ xuống hoặc trong số phút đã chọn.',
        '“Ghi chú” (phím N) là của riêng bạn cho từng nội dung và cho cả cuộc họp, tự lưu khi gõ; sau họp xem lại ở trang cuộc họp. Sửa cùng lúc trên hai máy thì trang hỏi giữ bản nào, không mất bản nào.',
      ],
    },
    ballots: {
      title: 'Biểu quyết và bỏ phiếu kín',
      text: [
        'Trước khi mở, bấm “Xem danh sách, trọng số phiếu” để biết ai có quyền biểu quyết và mỗi nơi mấy phiếu; 0 là không biểu quyết.',
        'Khi đang biểu quyết công khai, bàn chủ trì thấy nơi nào đã biểu quyết, nơi nào đã nhận phiếu, nơi nào chưa; chọn gì thì chỉ thấy khi kết thúc.',
        'Bỏ phiếu kín: không ai, kể cả người quản trị máy chủ, biết ai bỏ phiếu nào. Bàn chủ trì chỉ thấy số phiếu phát ra và thu về.',
        'Bỏ phiếu xong, bạn nhận một biên nhận. Giữ lại, không đưa cho ai. Khi kết thúc, bấm “Kiểm phiếu”: trang đếm lại từ các phiếu đã công bố và cho biết phiếu của bạn đã được tính đúng chưa.',
        'Bỏ phiếu kín cần mở trang bằng https. Mất mạng giữa chừng thì mở lại và bỏ tiếp bằng đúng trình duyệt đó.',
      ],
    },
    conclude: {
      title: 'Biên bản, kết luận, nhiệm vụ',
      text: [
        'Mở cuộc họp, bấm “Biên bản”, rồi “Lập dự thảo biên bản”: hệ thống viết sẵn năm phần theo Mẫu 1.9. Chỗ “……” là chỗ thư ký cần điền.',
        'Nội dung được tự động lưu. Nếu người khác vừa sửa, hai bản hiện cạnh nhau để chọn; mọi bản đều còn trong “Các phiên bản”.',
        '“Trình chủ tọa” gửi dự thảo đến chủ tọa. Chủ tọa “Thông qua” thì biên bản được cấp số và khóa lại; sau đó chỉ bổ sung, đính chính bằng phụ lục.',
        '“Kết luận, nhiệm vụ”: soạn thông báo theo Mẫu 1.4, giao nhiệm vụ cho đơn vị, rồi “Ban hành” trong 05 ngày làm việc. Thông báo gửi đến mọi nơi được mời. Thông báo có sai sót: bấm “Thay thế thông báo này”, sửa rồi ban hành; bản mới có số riêng và ghi rõ thay thế bản nào.',
        'Đơn vị thực hiện xem trang “Nhiệm vụ”, bấm “Bắt đầu”, “Báo cáo tiến độ”, “Hoàn thành”. Hệ thống tự nhắc trước hạn 3 ngày, đúng ngày đến hạn và khi quá hạn; thư ký có thể bấm “Đôn đốc” bất cứ lúc nào.',
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
    plan: {
      title: 'Lập cuộc họp',
      text: [
        'Chọn “Tạo cuộc họp”, nhập trích yếu, người chủ trì, ngày giờ; chọn danh sách mời hoặc cụm điểm cầu đã lưu để thêm đủ các xã, phường một lần.',
        'Trùng phòng, trùng người hoặc không đủ đường truyền được báo ngay khi đang soạn, kèm nút dời giờ hoặc đổi phòng.',
        'Kéo nội dung để xếp lại chương trình, hoặc đưa con trỏ bàn phím đến nút kéo, bấm phím cách rồi dùng mũi tên. Bật “Giờ cố định” cho nội dung phải bắt đầu đúng giờ.',
        'Bấm “Lưu dự thảo”: cuộc họp và danh sách mời được lưu cùng lúc. Nếu mạng đứt, cứ bấm lưu lại: không sinh cuộc họp thứ hai.',
        'Nếu người khác vừa sửa cùng cuộc họp, trang cho so sánh hai bản rồi chọn; phần đang soạn không mất.',
      ],
    },
    series: {
      title: 'Họp định kỳ',
      text: [
        'Mục “Họp định kỳ” đặt cách lặp, điểm dừng và cách xử lý khi trúng ngày nghỉ; các ngày họp hiện ra trước khi lưu.',
        'Khi sửa một lần họp, chọn áp dụng cho chỉ lần này, các lần sau, hay tất cả.',
        'Để đổi ngày lặp, mở một lần họp, chọn “Việc khác”, “Thay đổi lịch lặp”: trang cho biết lần nào được thêm, dời, xóa. Cuộc họp đã phát hành chỉ bị hủy khi anh, chị chọn như vậy.',
      ],
    },
    calendar: {
      title: 'Lịch công tác',
      text: [
        'Lịch xem theo ngày, tuần, tháng; lọc theo người, đơn vị, phòng; in được lịch công tác tuần.',
        'Ngày nghỉ lễ và ngày làm bù ở Danh mục, Lịch làm việc; nhập từ tệp CSV hoặc iCalendar, lỗi được báo theo dòng trước khi ghi.',
      ],
    },
    directory: {
      title: 'Danh mục: đơn vị, người, điểm cầu',
      text: [
        'Mở “Đơn vị”, chọn một đơn vị trong cây để xem, sửa, thêm đơn vị trực thuộc hoặc chuyển sang đơn vị cấp trên khác (mục “Trực thuộc”).',
        'Sáp nhập, chia tách: bấm “Sắp xếp lại”, chọn ngày cuối còn hiệu lực và đơn vị kế thừa. Các cuộc họp đã có vẫn giữ tên đơn vị cũ. Cả danh mục mới thì dùng “Nhập danh mục đơn vị”.',
        'Nhập từ tệp CSV luôn kiểm tra trước: lỗi hiện theo từng dòng, chưa có gì thay đổi cho tới khi xác nhận.',
        'Vai trò giao cho một người có hiệu lực ở đơn vị được chọn và mọi đơn vị trực thuộc. Người thôi công tác thì “Cho ngừng”, không xóa: các cuộc họp đã qua vẫn giữ tên.',
        'Mỗi điểm cầu có số chỗ, dung lượng đường truyền, thiết bị và sơ đồ chỗ ngồi. Dung lượng dùng để báo khi các cuộc họp trùng giờ cần nhiều hơn đường truyền có, và để máy chủ không gửi, không yêu cầu điểm cầu gửi nhiều hơn thế.',
        'Hai người cùng sửa một mục: người lưu sau thấy người trước đã đổi gì và chọn giữ bên nào; những gì đã gõ không mất.',
        'Quản trị đơn vị chỉ sửa được phần của đơn vị mình và đơn vị trực thuộc; phần khác chỉ xem.',
      ],
    },
    accounts: {
      title: 'Tài khoản và đăng nhập',
      text: [
        'Tạo tài khoản, rồi chép liên kết đặt mật khẩu gửi riêng cho chủ tài khoản: liên kết chỉ hiện một lần và dùng được một lần.',
        'Nhập sai mật khẩu 5 lần thì tài khoản tạm khóa; quản trị bấm “Mở khóa” để đăng nhập lại được ngay.',
        '“Cấp lại mật khẩu” kết thúc mọi phiên đang đăng nhập. “Vô hiệu tài khoản” đăng xuất ngay và giữ nguyên mọi việc đã làm. Tài khoản 45 ngày không dùng tự bị vô hiệu.',
        '“Nhật ký đăng nhập” cho biết ai đã thử đăng nhập, từ địa chỉ nào, kết quả ra sao.',
      ],
    },
    audit: {
      title: 'Nhật ký hệ thống và thư gửi đi',
      text: [
        'Nhật ký ghi mọi thay đổi và mọi lần đọc tài liệu. Tìm bằng các từ có trong bản ghi, có dấu hay không dấu; từ cuối có thể gõ dở. Bấm vào một dòng để xem chi tiết trước và sau.',
        '“Xuất tệp” lấy đúng những gì đang lọc; chính lần xuất cũng được ghi. Lệnh “giaoban audit verify” kiểm tra nhật ký có bị sửa hay không.',
        '“Thư gửi đi” cho biết từng thư đã gửi, đang chờ hay không gửi được và vì sao. Máy chủ thư hỏng thì thư được gửi lại tự động; sửa xong có thể bấm “Gửi lại”.',
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
