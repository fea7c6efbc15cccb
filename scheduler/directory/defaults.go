package directory

// DefaultEntries are the choices that every installation starts with; its administrators change them as they like.
func DefaultEntries() []Entry {
	var all []Entry
	add := func(kind EntryKind, code, vi, en, symbol string, regular bool) {
		order := int64(10)
		if last := len(all) - 1; last >= 0 && all[last].Kind == kind {
			order = all[last].Order + 10
		}
		all = append(all, Entry{
			ID: EntryPrefix + string(kind) + "-" + code, Kind: kind, Code: code, Name: Text{VI: vi, EN: en}, Symbol: symbol,
			Regular: regular, Active: true, Order: order,
		})
	}
	for _, p := range [][3]string{
		{"BT", "Bí thư", "Party secretary"}, {"PBT", "Phó Bí thư", "Deputy party secretary"},
		{"CT", "Chủ tịch", "Chair"}, {"PCT", "Phó Chủ tịch", "Vice chair"}, {"UV", "Ủy viên", "Member"},
		{"GD", "Giám đốc", "Director"}, {"PGD", "Phó Giám đốc", "Deputy director"},
		{"CVP", "Chánh Văn phòng", "Chief of office"}, {"PCVP", "Phó Chánh Văn phòng", "Deputy chief of office"},
		{"TP", "Trưởng phòng", "Head of division"}, {"PTP", "Phó Trưởng phòng", "Deputy head of division"},
		{"CV", "Chuyên viên", "Officer"}, {"KT", "Cán bộ kỹ thuật", "Technician"}, {"VT", "Văn thư", "Clerk"},
	} {
		add(Positions, p[0], p[1], p[2], "", false)
	}
	for _, m := range []struct {
		code, vi, en string
		regular      bool
	}{
		{"GB", "Giao ban", "Briefing", true}, {"TK", "Phiên họp thường kỳ", "Regular session", true},
		{"HN", "Hội nghị", "Conference", true}, {"SK", "Sơ kết, tổng kết", "Review", true},
		{"CD", "Họp chuyên đề", "Thematic meeting", true}, {"LV", "Làm việc", "Working session", true},
		{"TH", "Tập huấn", "Training", true}, {"DX", "Họp đột xuất", "Urgent meeting", false},
		{"UP", "Họp ứng phó thiên tai, sự cố", "Emergency response", false},
	} {
		add(MeetingTypes, m.code, m.vi, m.en, "", m.regular)
	}
	// The letters of kinds of documents are those of NĐ 30/2020, appendix III.
	for _, p := range [][4]string{
		{"CTr", "Chương trình", "Programme", "CTr"}, {"BC", "Báo cáo", "Report", "BC"}, {"TTr", "Tờ trình", "Proposal", "TTr"},
		{"KH", "Kế hoạch", "Plan", "KH"}, {"DA", "Đề án", "Project", "ĐA"}, {"NQ", "Dự thảo nghị quyết", "Draft resolution", "NQ"},
		{"QD", "Dự thảo quyết định", "Draft decision", "QĐ"}, {"TB", "Thông báo", "Notice", "TB"}, {"BB", "Biên bản", "Minutes", "BB"},
		{"CVan", "Công văn", "Official letter", ""}, {"PBieu", "Bài phát biểu", "Speech", ""},
		{"TChieu", "Bài trình chiếu", "Slides", ""}, {"Khac", "Tài liệu khác", "Other", ""},
	} {
		add(PaperTypes, p[0], p[1], p[2], p[3], false)
	}
	return all
}
