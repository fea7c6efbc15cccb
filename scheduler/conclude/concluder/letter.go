package concluder

import (
	"bytes"
	"html"
	"strings"

	"giaoban/scheduler/conclude"
)

// letter is what a mail tells, in Vietnamese as official mail is.
type letter struct {
	title, when, link                    string
	document, replaces, deadline, reason string
	task                                 *conclude.Task
}

var subjects = map[mailKind]string{
	mailNotice: "Thông báo kết luận: ", mailSubmitted: "Trình duyệt biên bản: ", mailReturned: "Trả lại biên bản: ", mailAgreed: "Đã thông qua biên bản: ",
	mailClock: "Sắp hết hạn ban hành thông báo kết luận: ", mailAssigned: "Giao nhiệm vụ: ", mailChase: "Đôn đốc nhiệm vụ: ",
	mailDueSoon: "Nhiệm vụ sắp đến hạn: ", mailDueToday: "Nhiệm vụ đến hạn hôm nay: ", mailOverdue: "Nhiệm vụ quá hạn: ",
}

var leads = map[mailKind]string{
	mailNotice:    "Trân trọng gửi thông báo kết luận của cuộc họp sau (tệp kèm theo).",
	mailSubmitted: "Thư ký đã trình dự thảo biên bản của cuộc họp sau. Kính đề nghị chủ tọa xem, thông qua hoặc trả lại.",
	mailReturned:  "Chủ tọa đã trả lại dự thảo biên bản của cuộc họp sau.",
	mailAgreed:    "Chủ tọa đã thông qua biên bản của cuộc họp sau.",
	mailClock:     "Thông báo kết luận của cuộc họp sau chưa được ban hành. Quy định: trong 05 ngày làm việc kể từ ngày họp xong.",
	mailAssigned:  "Cuộc họp đã giao nhiệm vụ sau. Đề nghị tổ chức thực hiện và báo cáo kết quả trên hệ thống.",
	mailChase:     "Đề nghị khẩn trương thực hiện và báo cáo kết quả nhiệm vụ sau trên hệ thống.",
	mailDueSoon:   "Nhiệm vụ sau sắp đến hạn hoàn thành. Đề nghị báo cáo kết quả trên hệ thống trước hạn.",
	mailDueToday:  "Hôm nay là hạn hoàn thành nhiệm vụ sau. Đề nghị báo cáo kết quả trên hệ thống.",
	mailOverdue:   "Nhiệm vụ sau đã quá hạn hoàn thành mà chưa có báo cáo kết quả.",
}

// write returns subject, text and HTML.
func (l *letter) write(kind mailKind) (subject, plain, rich string) {
	heading := l.title
	facts := [][2]string{{"Cuộc họp", l.title}, {"Thời gian họp", l.when}, {"Thông báo số", l.document}, {"Thay thế thông báo số", l.replaces}, {"Hạn ban hành", l.deadline}, {"Lý do", l.reason}}
	if l.task != nil {
		heading = l.task.Title
		facts = append(facts, [][2]string{
			{"Nội dung", l.task.Detail}, {"Đơn vị thực hiện", l.task.UnitName.VI}, {"Hạn hoàn thành", dayOf(l.task.Due)}, {"Theo thông báo", l.task.Document},
		}...)
	}
	const foot = "Thư này do hệ thống họp trực tuyến gửi tự động, xin không trả lời thư."
	var text, page bytes.Buffer
	text.WriteString(leads[kind] + "\n\n  " + heading + "\n\n")
	page.WriteString(`<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>` + html.EscapeString(heading) + `</title></head>` +
		`<body style="margin:0;padding:24px;background:#ffffff;color:#1a1a1a;font-family:Arial,Helvetica,sans-serif;font-size:15px;line-height:1.5"><p>` +
		html.EscapeString(leads[kind]) + `</p><h1 style="font-size:18px;margin:16px 0">` + html.EscapeString(heading) + `</h1><table role="presentation" cellpadding="4">`)
	for _, fact := range facts {
		if fact[1] == "" {
			continue
		}
		text.WriteString(fact[0] + ": " + fact[1] + "\n")
		page.WriteString(`<tr><td style="color:#555555;vertical-align:top">` + html.EscapeString(fact[0]) + `</td><td>` + html.EscapeString(fact[1]) + `</td></tr>`)
	}
	text.WriteString("\nXem trên hệ thống: " + l.link + "\n\n" + foot + "\n")
	page.WriteString(`</table><p><a href="` + html.EscapeString(l.link) + `">Xem trên hệ thống</a></p><p style="color:#555555;font-size:13px">` + foot + `</p></body></html>`)
	return subjects[kind] + strings.Join(strings.Fields(heading), " "), strings.ReplaceAll(text.String(), "\n", "\r\n"), page.String()
}
