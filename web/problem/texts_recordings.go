package problem

import "net/http"

var recordingTexts = []entry{
	{Forbidden, "recording.not_allowed", http.StatusForbidden, false,
		text{"Cuộc họp này không được ghi", "Quy định của cuộc họp không cho ghi hình. Thư ký sửa được ở trang cuộc họp, mục quy định."},
		text{"This meeting is not recorded", "Its rules do not allow recording. The secretary can change them on the meeting's page."}},
	{Conflict, "recording.not_live", http.StatusConflict, false,
		text{"Cuộc họp chưa khai mạc", "Chỉ ghi được khi cuộc họp đang diễn ra."},
		text{"The meeting is not open", "It can be recorded only while it is under way."}},
	{Conflict, "recording.running", http.StatusConflict, false,
		text{"Đang ghi rồi", "Cuộc họp này đang được ghi, có thể do người khác vừa bật."},
		text{"Already recording", "This meeting is being recorded; somebody else may have just started it."}},
	{Conflict, "recording.over", http.StatusConflict, false,
		text{"Bản ghi đã kết thúc", "Bản ghi này đã dừng. Muốn ghi tiếp, hãy bắt đầu bản ghi mới."},
		text{"The recording is over", "It has been stopped. To go on, start another one."}},
	{Unavailable, "recording.disk_full", http.StatusServiceUnavailable, true,
		text{"Máy chủ sắp hết chỗ", "Chưa ghi được. Báo quản trị viên giải phóng ổ đĩa rồi bật lại; cuộc họp không bị ảnh hưởng."},
		text{"The server is nearly full", "It is not recording. Ask the administrator to free disk space and start again; the meeting is not affected."}},
	{Unavailable, "recording.not_started", http.StatusServiceUnavailable, true,
		text{"Chưa ghi được", "Không bật được bản ghi. Hãy thử lại; nếu vẫn không được, báo quản trị viên."},
		text{"Not recording", "The recording did not start. Try again; if it fails again, tell the administrator."}},
	{Conflict, "recording.made", http.StatusConflict, false,
		text{"Không cần tạo lại", "Tệp xem lại đã có hoặc đang được tạo."},
		text{"Nothing to make again", "The file to watch is there, or is being made."}},
	{Invalid, "recording.span", http.StatusUnprocessableEntity, false,
		text{"Đoạn không hợp lệ", "Thời điểm cuối phải sau thời điểm đầu."},
		text{"Not a stretch", "Its end must be after its start."}},
}
