// Package concludetest gives tests the proceedings of a whole meeting.
package concludetest

import (
	"strings"
	"time"

	"giaoban/internal/identity"
	"giaoban/scheduler/conclude"
	"giaoban/scheduler/workday"
)

// Proceedings is a conference with everything in it: late comers, absentees, substitutes, turns, votes and conclusions.
func Proceedings() *conclude.Proceedings {
	at := func(hour, minute int) time.Time {
		return time.Date(2026, 11, 30, hour, minute, 0, 0, workday.Zone()).UTC()
	}
	span := func(h1, m1, h2, m2 int) conclude.Span { return conclude.Span{From: at(h1, m1), To: at(h2, m2)} }
	chair := conclude.Named{PersonID: "PE_1", Name: "Nguyễn Văn Chủ", Position: "Chủ tịch Ủy ban nhân dân tỉnh"}
	xa := conclude.Named{Name: "Ma Văn Thượng", Position: "Chủ tịch UBND xã", UnitName: "Xã Chiêm Hoá"}
	return &conclude.Proceedings{
		Basis: conclude.BasisLog, MeetingID: "ME_1", Title: "Hội nghị trực tuyến toàn tỉnh triển khai nhiệm vụ quý IV",
		Location: "Phòng họp số 1, trụ sở UBND tỉnh; trực tuyến tới 124 điểm cầu", Chair: chair,
		Secretary: conclude.Named{Name: "Trần Thị Thư", Position: "Phó Chánh Văn phòng"}, Opened: at(8, 0), Closed: at(11, 30), Pauses: []conclude.Span{span(9, 30, 9, 45)},
		Attendance: []conclude.Attendee{
			{Named: xa, Kind: conclude.PersonAttendee, Role: identity.Delegate, Presence: conclude.Online, Joined: at(7, 55), Left: at(11, 30), Seat: "A3", Away: []conclude.Span{span(9, 5, 9, 20)}},
			{Named: conclude.Named{Name: "Lý Thị Muộn", Position: "Phó Chủ tịch", UnitName: "Xã Nà Hang"}, Kind: conclude.PersonAttendee, Role: identity.Delegate, Presence: conclude.Online, Late: true, SubstituteFor: "Hoàng Văn Bận", Joined: at(8, 20), Left: at(11, 30)},
			{Named: conclude.Named{UnitName: "Sở Tài chính"}, Kind: conclude.UnitAttendee, Role: identity.Delegate, Presence: conclude.InRoom, Joined: at(7, 50), Left: at(11, 30)},
			{Named: conclude.Named{Name: "Đỗ Văn Khách", Position: "Phóng viên", UnitName: "Báo Tuyên Quang"}, Kind: conclude.PersonAttendee, Role: identity.Guest, Presence: conclude.InRoom, Joined: at(8, 0)},
			{Named: conclude.Named{Name: "Lê Thị Vắng", Position: "Chủ tịch UBND xã", UnitName: "Xã Hùng Lợi"}, Kind: conclude.PersonAttendee, Role: identity.Delegate, Presence: conclude.AbsentExcused, Reason: "đi công tác Trung ương"},
			{Named: conclude.Named{UnitName: "Xã Kim Bình"}, Kind: conclude.UnitAttendee, Role: identity.Delegate, Presence: conclude.Absent},
			{Named: conclude.Named{Name: "Điểm cầu Chiêm Hoá", UnitName: "Xã Chiêm Hoá"}, Kind: conclude.SiteAttendee, Role: identity.Technician, Presence: conclude.Online},
		},
		Items: []conclude.Item{
			{ID: "AG_1", Title: "Báo cáo kết quả 9 tháng, nhiệm vụ quý IV", Presenter: conclude.Named{UnitName: "Sở Tài chính"}, Taken: []conclude.Span{span(8, 10, 9, 30)}},
			{ID: "AG_2", Title: "Biểu quyết thông qua kế hoạch", Presenter: chair, Taken: []conclude.Span{span(9, 45, 10, 30)}},
			{ID: "AG_3", Title: "Việc khác"},
		},
		Turns: []conclude.Turn{
			{ItemID: "AG_1", Who: xa, Kind: conclude.Speech, Topic: "tiến độ giải ngân vốn đầu tư công ở xã", Span: span(8, 40, 8, 45)},
			{ItemID: "AG_1", Who: conclude.Named{Name: "Lý Thị Muộn", UnitName: "Xã Nà Hang"}, Kind: conclude.Question, Topic: "vốn đối ứng", Span: span(8, 50, 8, 53)},
			{ItemID: "AG_1", Who: conclude.Named{UnitName: "Sở Tài chính"}, Kind: conclude.Reply, Span: span(8, 53, 8, 58)},
		},
		Motions: []conclude.Motion{
			{ItemID: "AG_2", Question: "Thông qua kế hoạch quý IV", Method: conclude.ByName, Span: span(10, 0, 10, 5), Eligible: 4, For: 2, Against: 1, NotVoting: 1, Votes: []conclude.Vote{
				{Who: xa, Choice: conclude.For}, {Who: conclude.Named{UnitName: "Sở Tài chính"}, Choice: conclude.For}, {Who: conclude.Named{Name: "Lý Thị Muộn", UnitName: "Xã Nà Hang"}, Choice: conclude.Against},
			}},
			{ItemID: "AG_2", Question: "Bầu Tổ công tác", Method: conclude.Secret, Span: span(10, 10, 10, 15), Eligible: 4, For: 3, Other: 1, Opinions: []string{"đề nghị bổ sung thành viên là xã"},
				Papers: 4, BallotsSum: strings.Repeat("e7", 32), Ballots: []conclude.SecretBallot{
					{Serial: strings.Repeat("03", 32), Choice: conclude.For}, {Serial: strings.Repeat("5a", 32), Choice: conclude.Other, Text: "đề nghị bổ sung thành viên là xã"},
					{Serial: strings.Repeat("9c", 32), Choice: conclude.For}, {Serial: strings.Repeat("f1", 32), Choice: conclude.For},
				}},
		},
		Notices:     []conclude.Remark{{At: at(9, 30), Text: "nghỉ giải lao 15 phút"}},
		Conclusions: []conclude.Remark{{ItemID: "AG_1", At: at(10, 40), Text: "Các xã hoàn thành giải ngân trước ngày 31/12/2026"}, {At: at(11, 20), Text: "Sở Tài chính tổng hợp, báo cáo hằng tuần"}},
	}
}
