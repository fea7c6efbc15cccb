// Package document sets what comes of a meeting as official documents: minutes by Mẫu 1.9 of NĐ 30/2020 (phụ lục III),
// conclusion notices by Mẫu 1.4, additions to minutes, and the annexes, as PDF, DOCX and XLSX.
package document

import (
	"fmt"
	"strings"
	"time"

	"giaoban/internal/docx"
	"giaoban/internal/fault"
	"giaoban/internal/pdf"
	"giaoban/scheduler/conclude"
	"giaoban/scheduler/invite"
	"giaoban/scheduler/invite/paper"
	"giaoban/scheduler/register"
)

// Render makes a file of a document.
func Render(doc *pdf.Document, format conclude.Format) ([]byte, error) {
	switch format {
	case conclude.PDF:
		return pdf.Render(doc)
	case conclude.DOCX:
		return docx.Render(doc)
	}
	return nil, fault.New(fault.NotFound, "")
}

// Head is what stands at the top of minutes.
type Head struct {
	Parent, Agency string
	Symbol         string // "BB-UBND"
	Number         int    // 0 in a draft
}

func (h *Head) number() string {
	if h.Number == 0 {
		return "Số:        /" + h.Symbol
	}
	return "Số: " + register.Symbol(h.Number, h.Symbol)
}

// Minutes sets minutes with their annexes. Minutes have no place and date line; their number is not there in a draft.
func Minutes(head *Head, m *conclude.Minutes, p *conclude.Proceedings, zone *time.Location) *pdf.Document {
	doc := &pdf.Document{
		Parent: head.Parent, Agency: head.Agency, Number: head.number(), Draft: head.Number == 0, Type: "BIÊN BẢN", Abstract: p.Title,
		Body: Blocks(m.Content), CopyTo: []string{"Lưu: VT, Hồ sơ"},
		Signatures: signers(p),
	}
	of := "(Kèm theo Biên bản " + lowerFirst(strings.TrimSpace(doc.Number)) + ")"
	if len(p.Attendance) > 0 {
		doc.Annexes = append(doc.Annexes, pdf.Annex{Title: attendanceTitle, Subtitle: of, Body: attendanceTable(p, zone)})
	}
	if len(p.Motions) > 0 {
		doc.Annexes = append(doc.Annexes, pdf.Annex{Title: votesTitle, Subtitle: of, Body: votesTables(p, zone)})
	}
	if p.HasSecret() {
		doc.Annexes = append(doc.Annexes, pdf.Annex{Title: countTitle, Subtitle: of, Body: set(counts(p, zone))})
	}
	return doc
}

// signers are the two who sign minutes.
func signers(p *conclude.Proceedings) []pdf.Signature {
	return []pdf.Signature{{Lines: []string{"THƯ KÝ"}, Name: p.Secretary.Name}, {Lines: []string{"CHỦ TỌA"}, Name: p.Chair.Name}}
}

// Addition sets a correction of minutes, with its date and author.
func Addition(head *Head, a *conclude.Addition, title string, secretary string, zone *time.Location) *pdf.Document {
	return &pdf.Document{
		Parent: head.Parent, Agency: head.Agency, Number: head.number(), Type: "PHỤ LỤC BỔ SUNG, ĐÍNH CHÍNH BIÊN BẢN",
		Abstract: title,
		Body: append([]pdf.Block{
			pdf.Labelled("Lần bổ sung", fmt.Sprintf("%02d, %s.", a.Number, invite.SayTime(a.At, zone))),
			pdf.Labelled("Người bổ sung", a.AuthorName+"."),
		}, Blocks(a.Content)...),
		CopyTo: []string{"Lưu: VT, Hồ sơ"}, Signatures: []pdf.Signature{{Lines: []string{"NGƯỜI BỔ SUNG"}, Name: a.AuthorName}, {Lines: []string{"THƯ KÝ"}, Name: secretary}},
	}
}

// Notice sets a conclusion notice; number 0 is a draft, whose date is not set either.
func Notice(n *conclude.NoticeFields, number int, date time.Time, zone *time.Location) *pdf.Document {
	head := Head{Symbol: n.Symbol, Number: number}
	doc := &pdf.Document{
		Parent: n.ParentName, Agency: n.AgencyName, Number: head.number(), Place: n.Place, Draft: number == 0, Type: "THÔNG BÁO", Abstract: n.Abstract,
		Body: Blocks(n.Body), CopyTo: Copies(n.CopyTo), Signatures: []pdf.Signature{paper.Signature(&n.Authority)},
	}
	if number > 0 {
		doc.Date = date.In(zone)
	}
	return doc
}

// Copies ends the recipients with the file of the agency.
func Copies(list []string) []string {
	for _, line := range list {
		if strings.HasPrefix(line, "Lưu") {
			return list
		}
	}
	return append(append([]string{}, list...), "Lưu: VT")
}

func lowerFirst(text string) string {
	if rest, found := strings.CutPrefix(text, "Số"); found {
		return "số" + strings.TrimPrefix(rest, ":")
	}
	return text
}
