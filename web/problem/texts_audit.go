package problem

import "net/http"

// auditTexts are of the audit log, the outbox and the event stream.
var auditTexts = []entry{
	{Invalid, "audit.period", http.StatusUnprocessableEntity, false,
		text{"Khoảng thời gian không hợp lệ", "Thời điểm bắt đầu phải trước thời điểm kết thúc. Hãy chọn lại."},
		text{"Invalid period", "The start must be before the end. Choose again."}},
	{UnsupportedMedia, "audit.format", http.StatusUnsupportedMediaType, false,
		text{"Không có định dạng này", "Nhật ký được xuất ở dạng csv hoặc jsonl. Hãy chọn một trong hai."},
		text{"No such format", "The log is exported as csv or jsonl. Choose one of them."}},
	{Conflict, "outbox.sent", http.StatusConflict, false,
		text{"Đã gửi", "Tin này đã được gửi đi nên không gửi lại."},
		text{"Already sent", "This message has been sent and is not sent again."}},
	{Conflict, "outbox.sending", http.StatusConflict, false,
		text{"Đang gửi", "Tin này đang được gửi. Hãy đợi một lát rồi xem lại."},
		text{"Being sent", "This message is being sent. Wait a moment and look again."}},
	{Invalid, "events.topic", http.StatusUnprocessableEntity, false,
		text{"Yêu cầu không hợp lệ", "Tên chủ đề theo dõi không hợp lệ. Hãy tải lại trang."},
		text{"Invalid request", "The name of a topic is not valid. Load the page again."}},
	{Invalid, "events.topics", http.StatusUnprocessableEntity, false,
		text{"Yêu cầu không hợp lệ", "Mỗi kết nối theo dõi từ 1 đến %d chủ đề."},
		text{"Invalid request", "A stream watches 1 to %d topics."}},
	{RateLimited, "streams", http.StatusTooManyRequests, false,
		text{"Mở quá nhiều trang", "Tài khoản đang mở quá nhiều trang cùng lúc. Hãy đóng bớt rồi tải lại trang này."},
		text{"Too many pages open", "Too many pages are open at once. Close some and load this one again."}},
}

var auditFieldTexts = map[string]fieldText{
	"audit.time": {"Thời điểm phải viết theo RFC 3339, ví dụ 2026-11-23T08:00:00+07:00.", "A time is written as in RFC 3339, such as 2026-11-23T08:00:00+07:00."},
}
