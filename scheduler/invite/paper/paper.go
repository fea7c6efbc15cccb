// Package paper sets the letters of a meeting as official documents: the giấy mời by Mẫu 1.7 of NĐ 30/2020 (phụ lục III),
// and the notices that it is postponed or cancelled.
package paper

import (
	"fmt"
	"strings"
	"time"

	"giaoban/internal/identity"
	"giaoban/internal/pdf"
	"giaoban/scheduler/invite"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/register"
)

// listed is how many of the invited are named in the letter itself; more stand in a list that goes with it.
const listed = 12

// Letter is what a document says.
type Letter struct {
	*invite.LetterFields
	Kind    invite.DocumentKind
	Urgency plan.Urgency
	Start   time.Time
	Reason  string // why it is postponed or cancelled
	// Number is 0 in a draft. Date is then not set.
	Number   int
	Date     time.Time
	Replaces string // number and symbol with date of the letter that this one replaces or speaks of; "" = none
	Invited  []invite.Invitation
	Zone     *time.Location
}

// Types of documents as registers call them.
const (
	TypeLetter = register.Letter
	TypeNotice = register.Notice
)

// Type returns the type in whose register a kind of document is numbered.
func Type(kind invite.DocumentKind) string {
	if kind == invite.DocumentPostponed || kind == invite.DocumentCancelled {
		return TypeNotice
	}
	return TypeLetter
}

// Symbol returns number and symbol: "12/GM-UBND".
func Symbol(number int, symbol string) string { return register.Symbol(number, symbol) }

// SymbolOf returns the symbol of a kind of document, made of that of the letter.
func SymbolOf(kind invite.DocumentKind, symbol string) string {
	if rest, found := strings.CutPrefix(symbol, TypeLetter); found && Type(kind) == TypeNotice {
		return TypeNotice + rest
	}
	return symbol
}

// Document lays out a letter.
func Document(l *Letter) *pdf.Document {
	symbol := SymbolOf(l.Kind, l.Symbol)
	number := "Số:        /" + symbol
	if l.Number > 0 {
		number = "Số: " + Symbol(l.Number, symbol)
	}
	doc := &pdf.Document{
		Parent: l.ParentName, Agency: l.AgencyName, Number: number, Place: l.Place, Urgency: urgencies[l.Urgency],
		Draft: l.Number == 0, Signatures: []pdf.Signature{Signature(&l.Authority)}, CopyTo: copies(l.LetterFields),
	}
	if l.Number > 0 {
		doc.Date = l.Date.In(l.Zone)
	}
	if Type(l.Kind) == TypeNotice {
		doc.Type, doc.Abstract, doc.Body = "THÔNG BÁO", noticeAbstract(l), noticeBody(l)
		return doc
	}
	doc.Type, doc.Abstract = "GIẤY MỜI", l.Abstract
	lines, annexed := invitedLines(l)
	doc.Body = letterBody(l, lines)
	if annexed {
		doc.Annexes = []pdf.Annex{annex(l, number)}
	}
	return doc
}

var urgencies = map[plan.Urgency]string{plan.Urgent: "KHẨN", plan.VeryUrgent: "THƯỢNG KHẨN", plan.Immediate: "HỎA TỐC"}

func letterBody(l *Letter, lines []string) []pdf.Block {
	agency := invite.InSentence(l.AgencyName)
	var body []pdf.Block
	if len(lines) == 1 {
		body = append(body, pdf.Text(agency+" trân trọng kính mời: "+lines[0]+"."))
	} else {
		body = append(body, pdf.Text(agency+" trân trọng kính mời:"))
		for i, line := range lines {
			end := ";"
			if i == len(lines)-1 {
				end = "."
			}
			body = append(body, pdf.Text("- "+line+end))
		}
	}
	purpose := strings.TrimSuffix(l.Purpose, ".")
	body = append(body, pdf.Text("Tới dự "+lowerFirst(purpose)+"."))
	if l.Chair != "" {
		body = append(body, pdf.Labelled("Chủ trì", ended(l.Chair)))
	}
	body = append(body, pdf.Labelled("Thời gian", invite.SayTime(l.Start, l.Zone)+"."), pdf.Labelled("Địa điểm", ended(l.Location)))
	for _, note := range l.Notes {
		body = append(body, pdf.Text(ended(note)))
	}
	if !l.AnswerBy.IsZero() {
		body = append(body, pdf.Text("Đề nghị các đại biểu, đơn vị xác nhận tham dự trên hệ thống trước "+invite.SayTime(l.AnswerBy, l.Zone)+"."))
	}
	closing := "Trân trọng kính mời./."
	if l.Replaces != "" && l.Kind == invite.DocumentChange {
		body = append(body, pdf.Text("Giấy mời này thay thế "+l.Replaces+"."))
	}
	return append(body, pdf.Text(closing))
}

func noticeAbstract(l *Letter) string {
	if l.Kind == invite.DocumentPostponed {
		return "Về việc hoãn " + lowerFirst(l.Abstract)
	}
	return "Về việc hủy " + lowerFirst(l.Abstract)
}

func noticeBody(l *Letter) []pdf.Block {
	what, after := "hủy", "Cuộc họp không được tổ chức"
	if l.Kind == invite.DocumentPostponed {
		what, after = "hoãn", "Thời gian tổ chức sẽ được thông báo sau"
	}
	text := invite.InSentence(l.AgencyName) + " thông báo " + what + " " + lowerFirst(l.Abstract) + ", dự kiến tổ chức lúc " + invite.SayTime(l.Start, l.Zone)
	if l.Replaces != "" {
		text += " theo " + l.Replaces
	}
	body := []pdf.Block{pdf.Text(text + ".")}
	if l.Reason != "" {
		body = append(body, pdf.Labelled("Lý do", ended(l.Reason)))
	}
	return append(body, pdf.Text(after+"."), pdf.Text(invite.InSentence(l.AgencyName)+" trân trọng thông báo để các cơ quan, đơn vị, đại biểu được biết./."))
}

// invitedLines names the invited, or their kinds with a list that goes along.
func invitedLines(l *Letter) (lines []string, annexed bool) {
	named := attending(l.Invited)
	if len(l.LetterFields.Invited) > 0 {
		return l.LetterFields.Invited, len(named) > listed
	}
	if len(named) <= listed {
		for i := range named {
			lines = append(lines, nameOf(&named[i]))
		}
		if len(lines) == 0 {
			lines = []string{"Các đại biểu"}
		}
		return lines, false
	}
	units, people, guests := 0, 0, 0
	for i := range named {
		switch {
		case named[i].Role == identity.Guest:
			guests++
		case named[i].Kind == invite.Unit:
			units++
		default:
			people++
		}
	}
	for _, group := range []struct {
		count int
		what  string
	}{{units, "Lãnh đạo %d cơ quan, đơn vị"}, {people, "%d đại biểu"}, {guests, "%d khách mời"}} {
		if group.count > 0 {
			lines = append(lines, fmt.Sprintf(group.what, group.count)+" (theo danh sách kèm theo)")
		}
	}
	return lines, true
}

// attending leaves out the technicians, who serve the meeting, and the sites, which are places.
func attending(all []invite.Invitation) []invite.Invitation {
	var named []invite.Invitation
	for i := range all {
		if all[i].Kind != invite.Site && all[i].Role != identity.Technician && all[i].SubstituteOf == "" {
			named = append(named, all[i])
		}
	}
	return named
}

func nameOf(i *invite.Invitation) string {
	if i.Kind == invite.Unit {
		return "Lãnh đạo " + i.UnitName
	}
	text := i.Name
	if i.Position != "" {
		text += ", " + i.Position
	}
	if i.UnitName != "" && !strings.Contains(i.Position, i.UnitName) {
		text += ", " + i.UnitName
	}
	return text
}

func annex(l *Letter, number string) pdf.Annex {
	subtitle := "(Kèm theo Giấy mời số " + strings.TrimPrefix(number, "Số: ")
	if l.Number > 0 {
		subtitle += " ngày " + invite.SayDate(l.Date, l.Zone)
	}
	named := attending(l.Invited)
	rows := make([][]string, len(named))
	for i := range named {
		in := &named[i]
		name, place := in.Name, in.UnitName
		if in.Kind == invite.Unit {
			name, place = in.UnitName, "Lãnh đạo đơn vị"
		} else if in.Position != "" {
			place = in.Position + ", " + in.UnitName
		}
		rows[i] = []string{fmt.Sprint(i + 1), name, place, roleNames[in.Role]}
	}
	return pdf.Annex{
		Title: "DANH SÁCH THÀNH PHẦN THAM DỰ", Subtitle: subtitle + " của " + invite.InSentence(l.AgencyName) + ")",
		Body: []pdf.Block{pdf.Table{Columns: []pdf.Column{
			{Title: "STT", Weight: 1.1, Align: pdf.Centred}, {Title: "Đơn vị, họ và tên", Weight: 5, Align: pdf.Left},
			{Title: "Chức vụ, đơn vị công tác", Weight: 6, Align: pdf.Left}, {Title: "Tư cách", Weight: 2, Align: pdf.Left},
		}, Rows: rows}},
	}
}

var roleNames = map[identity.Role]string{
	identity.Chair: "Chủ trì", identity.Secretary: "Thư ký", identity.Delegate: "Đại biểu", identity.Guest: "Khách mời", identity.Technician: "Kỹ thuật",
}

func copies(fields *invite.LetterFields) []string {
	all := append([]string{"Như trên"}, fields.CopyTo...)
	for _, line := range fields.CopyTo {
		if strings.HasPrefix(line, "Lưu") {
			return all
		}
	}
	return append(all, "Lưu: VT")
}

// Signature lays out the signer's authority (phụ lục I, mục II.7.a).
func Signature(a *invite.Authority) pdf.Signature {
	title := strings.ToUpper(a.SignerTitle)
	var lines []string
	switch a.Form {
	case invite.OnBehalf:
		lines = []string{"TM. " + strings.ToUpper(a.OnBehalf)}
		if a.Principal != "" {
			lines = append(lines, "KT. "+strings.ToUpper(a.Principal))
		}
		lines = append(lines, title)
	case invite.ForHead:
		lines = []string{"KT. " + strings.ToUpper(a.Principal), title}
	case invite.ByOrder, invite.ByAuthority:
		lines = []string{string(a.Form) + " " + strings.ToUpper(a.Principal), title}
	case invite.ActingAsHead:
		lines = []string{"Q. " + title}
	default:
		lines = []string{title}
	}
	return pdf.Signature{Lines: lines, Name: a.SignerName}
}
