// Package drafting writes the first draft of minutes and of a conclusion notice from what happened in a meeting, in the
// Vietnamese of official documents. Where it does not know, it leaves a gap that one sees; it makes nothing up.
package drafting

import (
	"fmt"
	"time"

	"giaoban/internal/identity"
	"giaoban/scheduler/conclude"
	rt "giaoban/scheduler/conclude/richtext"
	"giaoban/scheduler/invite"
)

// Named lists in the text hold this many names; the annex holds all.
const listedMost = 30

// Minutes writes minutes in the five parts that QĐ 45/2018 asks for: chair and attendance, proceedings, opinions, vote
// results, conclusion; framed as Mẫu 1.9 of NĐ 30/2020 has it.
func Minutes(p *conclude.Proceedings, zone *time.Location) rt.Doc {
	w := &writer{p: p, zone: zone}
	w.opening()
	w.attendance()
	w.proceedings()
	w.opinions()
	w.votes()
	w.conclusion()
	w.closing()
	return rt.Doc{Content: w.nodes}
}

type writer struct {
	p     *conclude.Proceedings
	zone  *time.Location
	nodes []rt.Node
}

func (w *writer) add(nodes ...rt.Node) { w.nodes = append(w.nodes, nodes...) }

func (w *writer) say(text string) { w.add(rt.Paragraph(rt.Run(text))) }

func (w *writer) label(label, text string) {
	w.add(rt.Paragraph(rt.Run(label+": ", rt.Bold), rt.Run(ended(text))))
}

func (w *writer) list(items []string) {
	if len(items) > 0 {
		w.add(rt.Bullets(items...))
	}
}

func (w *writer) opening() {
	when := gap
	if !w.p.Opened.IsZero() {
		when = invite.SayTime(w.p.Opened, w.zone)
	}
	where := w.p.Location
	if where == "" {
		where = gap
	}
	w.label("Thời gian bắt đầu", when)
	w.label("Địa điểm", where)
}

func (w *writer) attendance() {
	w.add(rt.Heading(2, "I. Chủ trì và thành phần tham dự"))
	w.label("1. Chủ trì (chủ tọa)", orGap(upperFirst(named(&w.p.Chair))))
	w.label("2. Thư ký (người ghi biên bản)", orGap(upperFirst(named(&w.p.Secretary))))
	groups := map[conclude.Presence][]*conclude.Attendee{}
	invited, late, guests := 0, 0, 0
	var substitutes []string
	for i := range w.p.Attendance {
		a := &w.p.Attendance[i]
		if a.Kind == conclude.SiteAttendee || a.Role == identity.Technician {
			continue
		}
		invited++
		groups[a.Presence] = append(groups[a.Presence], a)
		if a.Late && a.Presence.Attended() {
			late++
		}
		if a.Role == identity.Guest && a.Presence.Attended() {
			guests++
		}
		if a.SubstituteFor != "" {
			substitutes = append(substitutes, upperFirst(named(&a.Named))+", dự thay "+a.SubstituteFor)
		}
	}
	if invited == 0 {
		w.label("3. Thành phần tham dự", gap)
		return
	}
	inRoom, online := len(groups[conclude.InRoom]), len(groups[conclude.Online])
	total := count(invited) + " đại biểu, đơn vị được mời"
	if w.p.Basis == conclude.BasisPlan {
		total += fmt.Sprintf("; %s xác nhận tham dự; có mặt: %s", count(len(groups[conclude.Expected])), gap)
	} else {
		total += fmt.Sprintf("; có mặt %s (tại phòng họp %s, trực tuyến %s)", count(inRoom+online), count(inRoom), count(online))
	}
	if late > 0 {
		total += fmt.Sprintf("; đến muộn %s", count(late))
	}
	if guests > 0 {
		total += fmt.Sprintf("; trong đó khách mời %s", count(guests))
	}
	w.label("3. Thành phần tham dự", total)
	w.absent("Vắng mặt có lý do", groups[conclude.AbsentExcused])
	w.absent("Vắng mặt không có lý do", groups[conclude.Absent])
	if len(substitutes) > 0 {
		w.add(rt.Paragraph(rt.Run(fmt.Sprintf("Dự thay (%s):", count(len(substitutes))), rt.Bold)))
		w.list(bounded(substitutes))
	}
	w.say("Danh sách chi tiết tại Phụ lục kèm theo.")
}

func (w *writer) absent(label string, who []*conclude.Attendee) {
	if len(who) == 0 {
		return
	}
	names := make([]string, len(who))
	for i, a := range who {
		names[i] = upperFirst(listed(&a.Named))
		if a.Reason != "" {
			names[i] += " (lý do: " + a.Reason + ")"
		}
	}
	w.add(rt.Paragraph(rt.Run(fmt.Sprintf("%s (%s):", label, count(len(who))), rt.Bold)))
	w.list(bounded(names))
}

// bounded keeps a list readable.
func bounded(names []string) []string {
	if len(names) <= listedMost {
		return names
	}
	return append(names[:listedMost:listedMost], fmt.Sprintf("và %d đại biểu, đơn vị khác theo Phụ lục", len(names)-listedMost))
}

func orGap(text string) string {
	if text == "" {
		return gap
	}
	return text
}

func (w *writer) proceedings() {
	w.add(rt.Heading(2, "II. Diễn biến cuộc họp"))
	for i := range w.p.Items {
		item := &w.p.Items[i]
		text := ""
		switch {
		case w.p.Basis == conclude.BasisPlan:
		case len(item.Taken) == 0:
			text = " Chưa xem xét tại cuộc họp."
		default:
			text = " " + upperFirst(span(conclude.Span{From: item.Taken[0].From, To: item.Taken[len(item.Taken)-1].To}, w.zone)) + "."
		}
		if who := named(&item.Presenter); who != "" {
			text += " " + upperFirst(who) + " trình bày."
		}
		w.add(rt.Paragraph(rt.Run(fmt.Sprintf("%d. %s", i+1, ended(item.Title)), rt.Bold), rt.Run(text)))
		if w.p.Basis == conclude.BasisPlan {
			w.say(gap)
		}
	}
	if len(w.p.Items) == 0 {
		w.say(gap)
	}
	for _, pause := range w.p.Pauses {
		w.say("Cuộc họp tạm dừng " + span(pause, w.zone) + ".")
	}
	for _, notice := range w.p.Notices {
		w.say("Lúc " + hour(notice.At, w.zone) + ", thư ký thông báo: " + ended(notice.Text))
	}
}

// kinds say what a turn was.
var kinds = map[conclude.TurnKind]string{conclude.Speech: "phát biểu", conclude.Question: "chất vấn", conclude.Reply: "trả lời chất vấn"}

func (w *writer) opinions() {
	w.add(rt.Heading(2, "III. Ý kiến phát biểu"))
	if len(w.p.Turns) == 0 {
		if w.p.Basis == conclude.BasisLog {
			w.say("Không có ý kiến phát biểu đăng ký.")
		} else {
			w.say(gap)
		}
		return
	}
	said := func(itemID string) (lines []string) {
		for i := range w.p.Turns {
			turn := &w.p.Turns[i]
			if turn.ItemID != itemID {
				continue
			}
			line := upperFirst(named(&turn.Who)) + " " + kinds[turn.Kind] + " (" + span(turn.Span, w.zone) + ")"
			if turn.Topic != "" {
				line += " về: " + turn.Topic
			}
			lines = append(lines, line+". "+gap)
		}
		return lines
	}
	for i := range w.p.Items {
		if lines := said(w.p.Items[i].ID); len(lines) > 0 {
			w.add(rt.Paragraph(rt.Run(fmt.Sprintf("Về nội dung %d. %s:", i+1, w.p.Items[i].Title), rt.Italic)))
			w.list(lines)
		}
	}
	if lines := said(""); len(lines) > 0 {
		w.add(rt.Paragraph(rt.Run("Ý kiến khác:", rt.Italic)))
		w.list(lines)
	}
}

func (w *writer) votes() {
	w.add(rt.Heading(2, "IV. Kết quả biểu quyết"))
	if len(w.p.Motions) == 0 {
		if w.p.Basis == conclude.BasisLog {
			w.say("Cuộc họp không biểu quyết.")
		} else {
			w.say(gap)
		}
		return
	}
	for i := range w.p.Motions {
		m := &w.p.Motions[i]
		method := "biểu quyết công khai, ghi tên"
		if m.Method == conclude.Secret {
			method = "bỏ phiếu kín"
		}
		item := w.p.ItemNamed(m.ItemID)
		if item != "" {
			item = " Thuộc nội dung " + ended(item)
		}
		w.add(rt.Paragraph(rt.Run(fmt.Sprintf("%d. %s", i+1, ended(m.Question)), rt.Bold),
			rt.Run(item+fmt.Sprintf(" Hình thức: %s, %s. Số đại biểu có quyền biểu quyết: %s.", method, span(m.Span, w.zone), count(m.Eligible)))))
		w.list([]string{
			fmt.Sprintf("Tán thành: %s (%s)", count(m.For), percent(m.For, m.Eligible)),
			fmt.Sprintf("Không tán thành: %s (%s)", count(m.Against), percent(m.Against, m.Eligible)),
			fmt.Sprintf("Ý kiến khác: %s (%s)", count(m.Other), percent(m.Other, m.Eligible)),
			fmt.Sprintf("Không biểu quyết: %s (%s)", count(m.NotVoting), percent(m.NotVoting, m.Eligible)),
		})
		for _, opinion := range m.Opinions {
			w.say("Ý kiến khác: “" + opinion + "”.")
		}
	}
}

func (w *writer) conclusion() {
	w.add(rt.Heading(2, "V. Kết luận"))
	chair := named(&w.p.Chair)
	if chair == "" {
		chair = "Chủ tọa"
	}
	w.say(upperFirst(chair) + " kết luận:")
	lines := w.concluded()
	if len(lines) == 0 {
		lines = []string{gap}
	}
	w.list(lines)
}

func (w *writer) concluded() (lines []string) {
	for _, remark := range w.p.Conclusions {
		line := remark.Text
		for i := range w.p.Items {
			if w.p.Items[i].ID == remark.ItemID && remark.ItemID != "" {
				line = fmt.Sprintf("Về nội dung %d: %s", i+1, line)
			}
		}
		lines = append(lines, ended(line))
	}
	return lines
}

func (w *writer) closing() {
	when := gap
	if !w.p.Closed.IsZero() {
		when = hour(w.p.Closed, w.zone)
		if sameDay(w.p.Opened, w.p.Closed, w.zone) {
			when += " cùng ngày"
		} else {
			when += ", " + invite.SayDay(w.p.Closed, w.zone)
		}
	}
	w.say("Cuộc họp kết thúc vào hồi " + when + "./.")
}

// Notice writes the body of a conclusion notice: what was concluded, and what everyone gets it for.
func Notice(p *conclude.Proceedings, tasks []conclude.Task, zone *time.Location) rt.Doc {
	w := &writer{p: p, zone: zone}
	when := gap
	if !p.Opened.IsZero() {
		when = invite.SayDay(p.Opened, zone)
	}
	chair := named(&p.Chair)
	if chair == "" {
		chair = gap
	}
	text := upperFirst(when) + ", " + chair + " đã chủ trì " + lowerFirst(p.Title)
	if p.Location != "" {
		text += " tại " + lowerFirst(p.Location)
	}
	w.say(text + ". Sau khi nghe báo cáo và ý kiến của các đại biểu, chủ tọa kết luận như sau:")
	lines := w.concluded()
	if len(lines) == 0 {
		lines = []string{gap}
	}
	for i, line := range lines {
		w.say(fmt.Sprintf("%d. %s", i+1, line))
	}
	if len(tasks) > 0 {
		w.say(fmt.Sprintf("%d. Giao nhiệm vụ:", len(lines)+1))
		var given []string
		for i := range tasks {
			given = append(given, Task(&tasks[i]))
		}
		w.list(given)
	}
	w.say("Trên đây là kết luận tại cuộc họp, thông báo để các cơ quan, đơn vị biết, triển khai thực hiện./.")
	return rt.Doc{Content: w.nodes}
}

// Task says a task in a sentence: "Xã Chiêm Hoá: rà soát hộ nghèo; hạn hoàn thành 15/12/2026".
func Task(t *conclude.Task) string {
	text := t.UnitName.VI
	if t.PersonName != "" {
		text += " (đồng chí " + t.PersonName + ")"
	}
	text += ": " + lowerFirst(t.Title)
	if day, err := time.Parse(time.DateOnly, t.Due); err == nil {
		text += "; hạn hoàn thành " + day.Format("02/01/2006")
	}
	return text
}
