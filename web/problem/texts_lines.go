package problem

import "net/http"

var lineTexts = []entry{
	{Forbidden, "lines.not_yours", http.StatusForbidden, false,
		text{"Không thuộc quyền của bạn", "Chất lượng đường truyền dành cho chủ trì, thư ký cuộc họp và cán bộ kỹ thuật của các điểm cầu."},
		text{"Not yours to see", "The quality of lines is for the chair and the secretary of the meeting and the technicians of its sites."}},
}
