package problem

import "net/http"

var lineTexts = []entry{
	{Conflict, "lines.not_there", http.StatusConflict, false,
		text{"Chưa vào phòng", "Chỉ người đang ở trong phòng họp báo được tình trạng thiết bị của mình."},
		text{"Not in the hall", "Only who is in the hall tells how their devices do."}},
	{Forbidden, "lines.not_yours", http.StatusForbidden, false,
		text{"Không thuộc quyền của bạn", "Chất lượng đường truyền dành cho chủ trì, thư ký cuộc họp và cán bộ kỹ thuật của các điểm cầu."},
		text{"Not yours to see", "The quality of lines is for the chair and the secretary of the meeting and the technicians of its sites."}},
}
