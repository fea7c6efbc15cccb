package drafting_test

import (
	"strings"
	"testing"

	"giaoban/scheduler/conclude"
	"giaoban/scheduler/conclude/concludetest"
	"giaoban/scheduler/conclude/drafting"
	"giaoban/scheduler/conclude/richtext"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/workday"
)

// TestMinutesOfAWholeMeeting reads the draft as a secretary would: line by line.
func TestMinutesOfAWholeMeeting(t *testing.T) {
	doc := drafting.Minutes(concludetest.Proceedings(), workday.Zone())
	lines := []string{
		"Thời gian bắt đầu: 08 giờ 00 phút, thứ Hai, ngày 30 tháng 11 năm 2026.",
		"Địa điểm: Phòng họp số 1, trụ sở UBND tỉnh; trực tuyến tới 124 điểm cầu.",
		"I. Chủ trì và thành phần tham dự",
		"1. Chủ trì (chủ tọa): Đồng chí Nguyễn Văn Chủ, Chủ tịch Ủy ban nhân dân tỉnh.",
		"2. Thư ký (người ghi biên bản): Đồng chí Trần Thị Thư, Phó Chánh Văn phòng.",
		"3. Thành phần tham dự: 06 đại biểu, đơn vị được mời; có mặt 04 (tại phòng họp 02, trực tuyến 02); đến muộn 01; trong đó khách mời 01.",
		"Vắng mặt có lý do (01):", "Lê Thị Vắng, Chủ tịch UBND xã, Xã Hùng Lợi (lý do: đi công tác Trung ương)",
		"Vắng mặt không có lý do (01):", "Xã Kim Bình",
		"Dự thay (01):", "Đồng chí Lý Thị Muộn, Phó Chủ tịch, Xã Nà Hang, dự thay Hoàng Văn Bận",
		"Danh sách chi tiết tại Phụ lục kèm theo.",
		"II. Diễn biến cuộc họp",
		"1. Báo cáo kết quả 9 tháng, nhiệm vụ quý IV. Từ 08 giờ 10 phút đến 09 giờ 30 phút. Sở Tài chính trình bày.",
		"2. Biểu quyết thông qua kế hoạch. Từ 09 giờ 45 phút đến 10 giờ 30 phút. Đồng chí Nguyễn Văn Chủ, Chủ tịch Ủy ban nhân dân tỉnh trình bày.",
		"3. Việc khác. Chưa xem xét tại cuộc họp.",
		"Cuộc họp tạm dừng từ 09 giờ 30 phút đến 09 giờ 45 phút.", "Lúc 09 giờ 30 phút, thư ký thông báo: nghỉ giải lao 15 phút.",
		"III. Ý kiến phát biểu", "Về nội dung 1. Báo cáo kết quả 9 tháng, nhiệm vụ quý IV:",
		"Đồng chí Ma Văn Thượng, Chủ tịch UBND xã, Xã Chiêm Hoá phát biểu (từ 08 giờ 40 phút đến 08 giờ 45 phút) về: tiến độ giải ngân vốn đầu tư công ở xã. ……",
		"Đồng chí Lý Thị Muộn, Xã Nà Hang chất vấn (từ 08 giờ 50 phút đến 08 giờ 53 phút) về: vốn đối ứng. ……",
		"Sở Tài chính trả lời chất vấn (từ 08 giờ 53 phút đến 08 giờ 58 phút). ……",
		"IV. Kết quả biểu quyết",
		"1. Thông qua kế hoạch quý IV. Thuộc nội dung 2. Biểu quyết thông qua kế hoạch. Hình thức: biểu quyết công khai, ghi tên, từ 10 giờ 00 phút đến 10 giờ 05 phút. Số đại biểu có quyền biểu quyết: 04.",
		"Tán thành: 02 (50%)", "Không tán thành: 01 (25%)", "Ý kiến khác: 00 (0%)", "Không biểu quyết: 01 (25%)",
		"2. Bầu Tổ công tác. Thuộc nội dung 2. Biểu quyết thông qua kế hoạch. Hình thức: bỏ phiếu kín, từ 10 giờ 10 phút đến 10 giờ 15 phút. Số đại biểu có quyền biểu quyết: 04.",
		"Tán thành: 03 (75%)", "Không tán thành: 00 (0%)", "Ý kiến khác: 01 (25%)", "Không biểu quyết: 00 (0%)", "Ý kiến khác: “đề nghị bổ sung thành viên là xã”.",
		"V. Kết luận", "Đồng chí Nguyễn Văn Chủ, Chủ tịch Ủy ban nhân dân tỉnh kết luận:",
		"Về nội dung 1: Các xã hoàn thành giải ngân trước ngày 31/12/2026.", "Sở Tài chính tổng hợp, báo cáo hằng tuần.",
		"Cuộc họp kết thúc vào hồi 11 giờ 30 phút cùng ngày./.",
	}
	got := strings.Split(doc.Text(), "\n")
	for i := range max(len(got), len(lines)) {
		var a, b string
		if i < len(got) {
			a = got[i]
		}
		if i < len(lines) {
			b = lines[i]
		}
		if a != b {
			t.Errorf("line %d:\n got %q\nwant %q", i+1, a, b)
		}
	}
}

// TestDraftsAreOfTheSchema: what the system writes, an editor may save again.
func TestDraftsAreOfTheSchema(t *testing.T) {
	for name, p := range map[string]*conclude.Proceedings{"a whole meeting": concludetest.Proceedings(), "nothing known": {}, "a plan": {Basis: conclude.BasisPlan, Title: "Giao ban", Items: []conclude.Item{{Title: "Báo cáo"}}}} {
		for what, doc := range map[string]richtext.Doc{
			"minutes": drafting.Minutes(p, workday.Zone()),
			"notice":  drafting.Notice(p, []conclude.Task{{TaskFields: conclude.TaskFields{Title: "Rà soát hộ nghèo", Due: "2026-12-15"}, UnitName: directory.Text{VI: "Xã Chiêm Hoá"}}}, workday.Zone()),
		} {
			raw, err := doc.MarshalJSON()
			if err != nil {
				t.Fatal(err)
			}
			again, err := richtext.Parse(raw)
			if err != nil || !again.Equal(doc) {
				t.Errorf("%s of %s: %v", what, name, err)
			}
			if doc.IsEmpty() {
				t.Errorf("%s of %s says nothing", what, name)
			}
		}
	}
}

func TestARoomIsNobodysComrade(t *testing.T) {
	p := &conclude.Proceedings{Turns: []conclude.Turn{{Kind: conclude.Speech, Who: conclude.Named{Name: "Phòng họp xã Chiêm Hoá – Máy chính", UnitName: "Xã Chiêm Hoá", Impersonal: true}}}}
	text := drafting.Minutes(p, workday.Zone()).Text()
	if !strings.Contains(text, "Phòng họp xã Chiêm Hoá – Máy chính, Xã Chiêm Hoá phát biểu") || strings.Contains(text, "Đồng chí Phòng họp") {
		t.Error(text)
	}
}

func TestNoticeSaysWhatWasConcludedAndGiven(t *testing.T) {
	tasks := []conclude.Task{{TaskFields: conclude.TaskFields{Title: "Rà soát hộ nghèo", Due: "2026-12-15"}, UnitName: directory.Text{VI: "Xã Chiêm Hoá"}, PersonName: "Ma Văn Thượng"}}
	text := drafting.Notice(concludetest.Proceedings(), tasks, workday.Zone()).Text()
	for _, part := range []string{
		"Thứ Hai, ngày 30 tháng 11 năm 2026, đồng chí Nguyễn Văn Chủ", "1. Về nội dung 1: Các xã hoàn thành giải ngân", "3. Giao nhiệm vụ:",
		"Xã Chiêm Hoá (đồng chí Ma Văn Thượng): rà soát hộ nghèo; hạn hoàn thành 15/12/2026", "triển khai thực hiện./.",
	} {
		if !strings.Contains(text, part) {
			t.Errorf("lacks %q:\n%s", part, text)
		}
	}
}
