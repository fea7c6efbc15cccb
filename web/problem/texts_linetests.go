package problem

import "net/http"

var lineTestTexts = []entry{
	{Conflict, "linetests.early", http.StatusConflict, false,
		text{"Chưa đến giờ thử", "Phiên thử mở trước giờ họp 60 phút."},
		text{"Too early to test", "The line test opens 60 minutes before the start."}},
	{Conflict, "linetests.closed", http.StatusConflict, false,
		text{"Phiên thử đã đóng", "Cuộc họp đã bắt đầu, chưa phát hành hoặc đã kết thúc nên không thử được nữa."},
		text{"The line test is closed", "The meeting has begun, is not issued, or is over."}},
	{Conflict, "linetests.call_over", http.StatusConflict, false,
		text{"Cuộc gọi đã hết giờ", "Thư ký thấy là chưa có ai trả lời. Hãy nhắn cho thư ký hoặc chờ gọi lại."},
		text{"The call is over", "The secretary sees that nobody answered. Write to them, or wait for another call."}},
	{Conflict, "linetests.not_in_room", http.StatusConflict, false,
		text{"Chưa vào phòng thử", "Máy chủ chưa thấy điểm cầu trong phòng thử. Hãy bắt đầu lại phiên thử."},
		text{"Not in the test room", "The server does not see this site in the test room. Start the test again."}},
	{Forbidden, "linetests.not_yours", http.StatusForbidden, false,
		text{"Không phải điểm cầu của bạn", "Phiên thử dành cho cán bộ kỹ thuật của các điểm cầu, chủ trì và thư ký cuộc họp."},
		text{"Not your site", "The line test is for the technicians of the sites, the chair and the secretary of the meeting."}},
}
