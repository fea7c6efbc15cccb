// Package notice writes the mails of invitations: subject, text and HTML, in Vietnamese as official mail is.
package notice

import (
	"bytes"
	"fmt"
	htmltemplate "html/template"
	"strings"
	texttemplate "text/template"
	"time"

	"giaoban/scheduler/invite"
)

// Mail is what a mail says.
type Mail struct {
	Notice   invite.Notice
	Agency   string // who writes, as it stands in a sentence
	Receiver string
	Title    string // of the meeting
	Start    time.Time
	End      time.Time
	Location string
	Chair    string
	Document string // number and symbol; "" = none
	Reason   string // why it is postponed or cancelled
	AnswerBy time.Time
	Answered bool // an answer was given: none is asked for
	Link     string
	// Waiting names who has not answered, in an escalation.
	Waiting []string
	Zone    *time.Location
}

// Text is a written mail.
type Text struct {
	Subject, Text, HTML string
}

// Write writes a mail.
func Write(m *Mail) (*Text, error) {
	v := &view{
		Mail: m, Lead: lead(m), When: invite.SayTime(m.Start, m.Zone), Until: m.End.In(m.Zone).Format("15 giờ 04 phút"),
		Ask: m.Notice != invite.NoticePostpone && m.Notice != invite.NoticeCancel && m.Notice != invite.NoticeWithdraw && !m.Answered,
	}
	if !m.AnswerBy.IsZero() {
		v.Deadline = invite.SayTime(m.AnswerBy, m.Zone)
	}
	var plain, html bytes.Buffer
	if err := textTemplate.Execute(&plain, v); err != nil {
		return nil, fmt.Errorf("notice: %w", err)
	}
	if err := htmlTemplate.Execute(&html, v); err != nil {
		return nil, fmt.Errorf("notice: %w", err)
	}
	return &Text{Subject: subject(m), Text: strings.ReplaceAll(plain.String(), "\n", "\r\n"), HTML: html.String()}, nil
}

type view struct {
	*Mail
	Lead, When, Until, Deadline string
	Ask                         bool
}

var subjects = map[invite.Notice]string{
	invite.NoticeInvite: "Giấy mời: ", invite.NoticeChange: "Thay đổi lịch họp: ", invite.NoticePostpone: "Hoãn họp: ",
	invite.NoticeCancel: "Hủy họp: ", invite.NoticeWithdraw: "Rút giấy mời: ", invite.NoticeReminder: "Nhắc họp: ",
	invite.NoticeEscalated: "Quá hạn xác nhận tham dự: ",
}

func subject(m *Mail) string {
	title := strings.Join(strings.Fields(m.Title), " ")
	return subjects[m.Notice] + title + " (" + m.Start.In(m.Zone).Format("15:04 02/01/2006") + ")"
}

func lead(m *Mail) string {
	switch m.Notice {
	case invite.NoticeInvite:
		return m.Agency + " trân trọng kính mời " + m.Receiver + " tới dự:"
	case invite.NoticeChange:
		return m.Agency + " trân trọng thông báo thay đổi của cuộc họp mà " + m.Receiver + " được mời dự. Thông tin mới như sau:"
	case invite.NoticePostpone:
		return m.Agency + " trân trọng thông báo hoãn cuộc họp sau. Thời gian tổ chức sẽ được thông báo lại."
	case invite.NoticeCancel:
		return m.Agency + " trân trọng thông báo cuộc họp sau không được tổ chức."
	case invite.NoticeWithdraw:
		return m.Agency + " xin thông báo: giấy mời " + m.Receiver + " dự cuộc họp sau được rút lại."
	case invite.NoticeEscalated:
		return "Đã quá hạn xác nhận nhưng chưa có trả lời của đơn vị cho cuộc họp sau. Kính đề nghị người đứng đầu đơn vị chỉ đạo."
	}
	if m.Answered {
		return m.Agency + " kính nhắc " + m.Receiver + " cuộc họp sắp diễn ra:"
	}
	return m.Agency + " kính nhắc " + m.Receiver + " xác nhận tham dự cuộc họp sau:"
}

var textTemplate = texttemplate.Must(texttemplate.New("text").Parse(`{{.Lead}}

  {{.Title}}

{{if .Document}}Giấy mời số: {{.Document}}
{{end}}Thời gian: {{.When}} (đến {{.Until}})
Địa điểm: {{.Location}}
{{if .Chair}}Chủ trì: {{.Chair}}
{{end}}{{if .Reason}}Lý do: {{.Reason}}
{{end}}{{if .Waiting}}
Chưa trả lời:
{{range .Waiting}}- {{.}}
{{end}}{{end}}{{if .Ask}}
Đề nghị xác nhận tham dự, báo vắng hoặc cử người dự thay{{if .Deadline}} trước {{.Deadline}}{{end}} tại:
{{.Link}}
{{else if .Link}}
Xem trên hệ thống: {{.Link}}
{{end}}
Thư này do hệ thống họp trực tuyến gửi tự động, xin không trả lời thư. Việc trả lời trong lịch của hộp thư không được ghi nhận; đề nghị trả lời trên hệ thống.
`))

var htmlTemplate = htmltemplate.Must(htmltemplate.New("html").Parse(`<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8"><title>{{.Title}}</title></head>
<body style="margin:0;padding:24px;background:#ffffff;color:#1a1a1a;font-family:Arial,Helvetica,sans-serif;font-size:15px;line-height:1.5">
<p>{{.Lead}}</p>
<h1 style="font-size:18px;margin:16px 0">{{.Title}}</h1>
<table role="presentation" cellpadding="4" style="border-collapse:collapse;font-size:15px">
{{if .Document}}<tr><td style="color:#555555;vertical-align:top">Giấy mời số</td><td>{{.Document}}</td></tr>{{end}}
<tr><td style="color:#555555;vertical-align:top">Thời gian</td><td><strong>{{.When}}</strong> (đến {{.Until}})</td></tr>
<tr><td style="color:#555555;vertical-align:top">Địa điểm</td><td>{{.Location}}</td></tr>
{{if .Chair}}<tr><td style="color:#555555;vertical-align:top">Chủ trì</td><td>{{.Chair}}</td></tr>{{end}}
{{if .Reason}}<tr><td style="color:#555555;vertical-align:top">Lý do</td><td>{{.Reason}}</td></tr>{{end}}
</table>
{{if .Waiting}}<p>Chưa trả lời:</p><ul>{{range .Waiting}}<li>{{.}}</li>{{end}}</ul>{{end}}
{{if .Ask}}<p>Đề nghị xác nhận tham dự, báo vắng hoặc cử người dự thay{{if .Deadline}} trước <strong>{{.Deadline}}</strong>{{end}}:</p>
<p><a href="{{.Link}}" style="display:inline-block;padding:10px 18px;background:#0b5394;color:#ffffff;text-decoration:none;border-radius:4px">Trả lời giấy mời</a></p>
<p style="color:#555555;font-size:13px">{{.Link}}</p>
{{else if .Link}}<p><a href="{{.Link}}">Xem trên hệ thống</a></p>{{end}}
<p style="color:#555555;font-size:13px">Thư này do hệ thống họp trực tuyến gửi tự động, xin không trả lời thư. Việc trả lời trong lịch của hộp thư không được ghi nhận; đề nghị trả lời trên hệ thống.</p>
</body></html>
`))
