package document

import (
	"fmt"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/internal/pdf"
	"giaoban/scheduler/conclude"
)

const (
	attendanceTitle = "DANH SÁCH ĐẠI BIỂU, ĐƠN VỊ THAM DỰ"
	votesTitle      = "KẾT QUẢ BIỂU QUYẾT"
	countTitle      = "BIÊN BẢN KIỂM PHIẾU"
)

var roles = map[identity.Role]string{
	identity.Chair: "Chủ trì", identity.Secretary: "Thư ký", identity.Delegate: "Đại biểu", identity.Guest: "Khách mời", identity.Technician: "Kỹ thuật",
}

var choices = map[conclude.Choice]string{
	conclude.For: "Tán thành", conclude.Against: "Không tán thành", conclude.Other: "Ý kiến khác", conclude.NotVoting: "Không biểu quyết",
}

func presence(a *conclude.Attendee) string {
	text := map[conclude.Presence]string{
		conclude.InRoom: "Có mặt tại phòng họp", conclude.Online: "Có mặt trực tuyến", conclude.AbsentExcused: "Vắng có lý do",
		conclude.Absent: "Vắng không lý do", conclude.Expected: "Xác nhận tham dự",
	}[a.Presence]
	if text == "" {
		text = "Chưa trả lời"
	}
	if a.Late && a.Presence.Attended() {
		text += ", đến muộn"
	}
	return text
}

// awayShown bounds what is told of one who came and went again and again.
const awayShown = 6

func remark(a *conclude.Attendee, zone *time.Location) string {
	var parts []string
	if a.SubstituteFor != "" {
		parts = append(parts, "Dự thay "+a.SubstituteFor)
	}
	if a.Reason != "" {
		parts = append(parts, a.Reason)
	}
	for i, away := range a.Away {
		if i == awayShown {
			parts = append(parts, fmt.Sprintf("và %d lần khác", len(a.Away)-i))
			break
		}
		parts = append(parts, "Ra "+clock(away.From, zone)+", trở lại "+clock(away.To, zone))
	}
	return strings.Join(parts, "; ")
}

func clock(t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return t.In(zone).Format("15:04")
}

// table is an annex's table before it is set: a head, rows, and the share of the width of each column.
type table struct {
	caption string
	head    []string
	rows    [][]string
	weights []float64
}

func attendance(p *conclude.Proceedings, zone *time.Location) table {
	t := table{
		head:    []string{"STT", "Họ và tên, đơn vị", "Chức vụ, đơn vị công tác", "Tư cách", "Tham dự", "Ghế", "Vào", "Ra", "Ghi chú"},
		weights: []float64{1.4, 3.8, 3.9, 1.9, 2.6, 1.5, 1.6, 1.6, 2.9},
	}
	for i := range p.Attendance {
		a := &p.Attendance[i]
		name, place := a.Name, a.UnitName
		switch {
		case name == "":
			name, place = a.UnitName, "Đơn vị"
		case a.Kind == conclude.SiteAttendee:
			place = "Điểm cầu, " + a.UnitName
		case a.Position != "":
			place = a.Position + ", " + a.UnitName
		}
		t.rows = append(t.rows, []string{
			fmt.Sprint(i + 1), name, place, roles[a.Role], presence(a), a.Seat, clock(a.Joined, zone), clock(a.Left, zone), remark(a, zone),
		})
	}
	return t
}

// votes makes a table of all results, and for every vote by name one of the voters.
func votes(p *conclude.Proceedings) []table {
	all := []table{{
		head:    []string{"STT", "Nội dung biểu quyết", "Hình thức", "Có quyền", "Tán thành", "Không tán thành", "Ý kiến khác", "Không biểu quyết"},
		weights: []float64{1.4, 5, 2, 1.7, 1.7, 1.8, 1.6, 1.8},
	}}
	for i := range p.Motions {
		m := &p.Motions[i]
		method := "Ghi tên"
		if m.Method == conclude.Secret {
			method = "Phiếu kín"
		}
		all[0].rows = append(all[0].rows, []string{
			fmt.Sprint(i + 1), question(p, m), method, fmt.Sprint(m.Eligible), fmt.Sprint(m.For), fmt.Sprint(m.Against), fmt.Sprint(m.Other), fmt.Sprint(m.NotVoting),
		})
		if m.Method != conclude.ByName || len(m.Votes) == 0 {
			continue
		}
		list := table{
			caption: fmt.Sprintf("%d. %s", i+1, m.Question), head: []string{"STT", "Họ và tên, đơn vị", "Chức vụ, đơn vị công tác", "Biểu quyết"}, weights: []float64{1.1, 5, 6, 3},
		}
		for j := range m.Votes {
			who := &m.Votes[j].Who
			name, place := who.Name, who.UnitName
			if name == "" {
				name, place = who.UnitName, ""
			} else if who.Position != "" {
				place = who.Position + ", " + who.UnitName
			}
			list.rows = append(list.rows, []string{fmt.Sprint(j + 1), name, place, choices[m.Votes[j].Choice]})
		}
		all = append(all, list)
	}
	return all
}

// counts make for every secret vote a table of its papers and one of its ballots, from which anybody counts again.
func counts(p *conclude.Proceedings, zone *time.Location) []table {
	var all []table
	for i := range p.Motions {
		m := &p.Motions[i]
		if m.Method != conclude.Secret {
			continue
		}
		cast := len(m.Ballots)
		head := table{
			caption: fmt.Sprintf("%d. %s", i+1, m.Question), head: []string{"STT", "Nội dung kiểm phiếu", "Kết quả"}, weights: []float64{1.4, 9, 9},
			rows: [][]string{
				{"1", "Thời gian bỏ phiếu", clock(m.From, zone) + " – " + clock(m.To, zone)}, {"2", "Số người có quyền bỏ phiếu", fmt.Sprint(m.Eligible)},
				{"3", "Số phiếu phát ra", fmt.Sprint(m.Papers)}, {"4", "Số phiếu thu về, đều hợp lệ (chữ ký của phiếu đã kiểm tra)", fmt.Sprint(cast)},
				{"5", "Số phiếu không thu về", fmt.Sprint(m.Papers - cast)}, {"6", "Tán thành", fmt.Sprint(m.For)}, {"7", "Không tán thành", fmt.Sprint(m.Against)},
				{"8", "Ý kiến khác", fmt.Sprint(m.Other)}, {"9", "Mã kiểm tra danh sách phiếu (SHA-256)", m.BallotsSum},
			},
		}
		list := table{
			caption: "Danh sách phiếu, theo số phiếu ngẫu nhiên, không cho biết ai bỏ", head: []string{"STT", "Số phiếu", "Biểu quyết", "Ý kiến"}, weights: []float64{1.4, 9, 3, 6},
		}
		for j := range m.Ballots {
			b := &m.Ballots[j]
			list.rows = append(list.rows, []string{fmt.Sprint(j + 1), b.Serial, choices[b.Choice], b.Text})
		}
		all = append(all, head)
		if cast > 0 {
			all = append(all, list)
		}
	}
	return all
}

// question is what was voted on, with the item of the agenda that it belongs to.
func question(p *conclude.Proceedings, m *conclude.Motion) string {
	if item := p.ItemNamed(m.ItemID); item != "" {
		return m.Question + " (thuộc nội dung " + item + ")"
	}
	return m.Question
}

func attendanceTable(p *conclude.Proceedings, zone *time.Location) []pdf.Block {
	return set([]table{attendance(p, zone)})
}

func votesTables(p *conclude.Proceedings, _ *time.Location) []pdf.Block { return set(votes(p)) }

func set(tables []table) []pdf.Block {
	var all []pdf.Block
	for _, t := range tables {
		if t.caption != "" {
			all = append(all, pdf.Paragraph{Runs: []pdf.Run{{Text: t.caption, Bold: true}}, Align: pdf.Left})
		}
		columns := make([]pdf.Column, len(t.head))
		for i, title := range t.head {
			columns[i] = pdf.Column{Title: title, Weight: t.weights[i], Align: pdf.Left}
			if i == 0 {
				columns[i].Align = pdf.Centred
			}
		}
		all = append(all, pdf.Table{Columns: columns, Rows: t.rows})
	}
	return all
}

// AnnexFile makes a file of an annex: PDF, DOCX or XLSX. fault.NotFound when there is nothing to tell, as of secret ballots in
// a meeting that had none.
func AnnexFile(head *Head, annex conclude.Annex, format conclude.Format, p *conclude.Proceedings, zone *time.Location) ([]byte, error) {
	var title string
	var tables []table
	var signatures []pdf.Signature
	switch annex {
	case conclude.AnnexAttendance:
		title, tables = attendanceTitle, []table{attendance(p, zone)}
	case conclude.AnnexVotes:
		title, tables = votesTitle, votes(p)
	case conclude.AnnexCount:
		title, tables, signatures = countTitle, counts(p, zone), signers(p)
	}
	if len(tables) == 0 {
		return nil, fault.New(fault.NotFound, "")
	}
	switch format {
	case conclude.PDF, conclude.DOCX:
		return Render(&pdf.Document{Parent: head.Parent, Agency: head.Agency, Type: title, Abstract: p.Title, Body: set(tables), Signatures: signatures}, format)
	case conclude.XLSX:
		return sheet(title, p.Title, tables)
	}
	return nil, fault.New(fault.NotFound, "")
}

// sheet writes tables one below the other. Cells are texts and numbers, never formulas, whatever they hold.
func sheet(title, meeting string, tables []table) (_ []byte, err error) {
	file := excelize.NewFile()
	defer func() { _ = file.Close() }()
	const name = "Danh sách"
	if err := file.SetSheetName("Sheet1", name); err != nil {
		return nil, fmt.Errorf("document: sheet: %w", err)
	}
	w := &sheetWriter{file: file, name: name}
	w.styles()
	w.row([]string{title}, w.bold)
	w.row([]string{meeting}, 0)
	for _, t := range tables {
		w.line++
		if t.caption != "" {
			w.row([]string{t.caption}, w.bold)
		}
		w.row(t.head, w.headed)
		for _, cells := range t.rows {
			w.row(cells, w.body)
		}
	}
	for i, weight := range tables[0].weights {
		column, problem := excelize.ColumnNumberToName(i + 1)
		w.keep(problem)
		w.keep(file.SetColWidth(name, column, column, max(6, weight*7)))
	}
	if w.err != nil {
		return nil, fmt.Errorf("document: sheet: %w", w.err)
	}
	out, err := file.WriteToBuffer()
	if err != nil {
		return nil, fmt.Errorf("document: sheet: %w", err)
	}
	return out.Bytes(), nil
}

type sheetWriter struct {
	file               *excelize.File
	name               string
	line               int
	bold, headed, body int
	err                error
}

func (w *sheetWriter) keep(err error) {
	if w.err == nil {
		w.err = err
	}
}

func (w *sheetWriter) styles() {
	border := []excelize.Border{}
	for _, side := range []string{"left", "top", "right", "bottom"} {
		border = append(border, excelize.Border{Type: side, Color: "000000", Style: 1})
	}
	wrap := &excelize.Alignment{WrapText: true, Vertical: "top"}
	font := func(bold bool) *excelize.Font { return &excelize.Font{Bold: bold, Family: "Times New Roman", Size: 12} }
	for _, style := range []struct {
		id *int
		as excelize.Style
	}{
		{&w.bold, excelize.Style{Font: font(true)}}, {&w.headed, excelize.Style{Font: font(true), Border: border, Alignment: wrap}},
		{&w.body, excelize.Style{Font: font(false), Border: border, Alignment: wrap}},
	} {
		id, err := w.file.NewStyle(&style.as)
		*style.id = id
		w.keep(err)
	}
}

func (w *sheetWriter) row(cells []string, style int) {
	w.line++
	for i, cell := range cells {
		at, err := excelize.CoordinatesToCellName(i+1, w.line)
		w.keep(err)
		w.keep(w.file.SetCellStr(w.name, at, cell))
		if style != 0 {
			w.keep(w.file.SetCellStyle(w.name, at, at, style))
		}
	}
}
