package concluder

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/id"
	"giaoban/internal/pdf"
	"giaoban/scheduler/conclude"
	"giaoban/scheduler/conclude/document"
	"giaoban/scheduler/conclude/richtext"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/invite"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/register"
)

// minutesHead is what stands at the top of a meeting's papers, and whose register numbers them.
type minutesHead struct {
	agency  directory.UnitKey
	parent  string
	name    string
	place   string
	letters string // the agency's abbreviation
}

// head takes the heading of the meeting's letter where there is one, so that its papers agree.
func (s *Service) head(ctx context.Context, m *plan.Meeting) (minutesHead, error) {
	headings, err := s.Directory.HeadingsOf(ctx, s.Store.DB(), []directory.UnitKey{m.Host})
	if err != nil {
		return minutesHead{}, err
	}
	letterhead := invite.NewLetterhead(headings[m.Host])
	h := minutesHead{agency: m.Host, parent: letterhead.Parent, name: letterhead.Agency, place: letterhead.Place, letters: letterhead.Symbol}
	letter, err := s.Invitations.Letter(ctx, s.Store.DB(), m.ID)
	if err != nil || letter == nil {
		return h, err
	}
	h.agency, h.parent, h.name, h.place = letter.Agency, letter.ParentName, letter.AgencyName, letter.Place
	if rest, found := strings.CutPrefix(letter.Symbol, register.Letter+"-"); found && rest != "" {
		h.letters = rest
	}
	return h, nil
}

// minutes is the heading of minutes; number 0 is a draft's.
func (h *minutesHead) minutes(number int) *document.Head {
	return &document.Head{Parent: h.parent, Agency: h.name, Symbol: register.Minutes + "-" + h.letters, Number: number}
}

// freeze gives minutes their number and keeps the files that are made of them.
func (s *Service) freeze(ctx context.Context, tx bun.Tx, by directory.By, meeting *plan.Meeting, m *conclude.Minutes, head *minutesHead) error {
	m.SHA256 = m.Content.SHA256()
	d, err := s.number(ctx, tx, by, meeting, head.agency, register.Minutes, m.DecidedAt)
	if err != nil {
		return err
	}
	top := head.minutes(d.Number)
	d.Kind, d.Symbol, d.Title = conclude.DocumentMinutes, register.Symbol(d.Number, top.Symbol), meeting.Title
	if err := s.addDocument(ctx, tx, d, document.Minutes(top, m, m.Proceedings, s.Zone), ""); err != nil {
		return err
	}
	m.DocumentID = d.ID
	return nil
}

// number takes the next number of an agency's register for a document of a meeting.
func (s *Service) number(ctx context.Context, tx bun.Tx, by directory.By, m *plan.Meeting, agency directory.UnitKey, kind string, at time.Time) (*conclude.Document, error) {
	book := register.Book{Agency: agency, Year: at.In(s.Zone).Year(), Type: kind}
	number, err := register.Take(ctx, tx, book)
	if err != nil {
		return nil, err
	}
	return &conclude.Document{
		ID: id.New(conclude.DocumentPrefix), MeetingID: m.ID, Agency: agency, Year: book.Year, Type: kind, Number: number, IssuedAt: at, IssuedBy: by.Actor.ID,
	}, nil
}

func (s *Service) addDocument(ctx context.Context, tx bun.Tx, d *conclude.Document, set *pdf.Document, words string) error {
	asPDF, err := document.Render(set, conclude.PDF)
	if err != nil {
		return err
	}
	asDOCX, err := document.Render(set, conclude.DOCX)
	if err != nil {
		return err
	}
	return s.Store.AddDocument(ctx, tx, d, asPDF, asDOCX, words)
}

// File is a file to download.
type File struct {
	Name   string
	SHA256 string // "" = made just now
	Data   []byte
}

// MinutesFile returns minutes as a file: as they were frozen, or as a draft without a number.
func (s *Service) MinutesFile(ctx context.Context, by directory.By, meetingID string, format conclude.Format) (*File, error) {
	a, err := s.seen(ctx, by, meetingID)
	if err != nil {
		return nil, err
	}
	m, err := s.readable(ctx, by, a)
	if err != nil {
		return nil, err
	}
	if m.Version == 0 {
		return nil, fault.New(fault.NotFound, "conclude.no_minutes")
	}
	if m.DocumentID != "" {
		return s.kept(ctx, m.DocumentID, format)
	}
	proceedings, err := s.Source.Proceedings(ctx, meetingID)
	if err != nil {
		return nil, err
	}
	head, err := s.head(ctx, a.meeting)
	if err != nil {
		return nil, err
	}
	data, err := document.Render(document.Minutes(head.minutes(0), m, proceedings, s.Zone), format)
	return &File{Name: "bien-ban-du-thao." + string(format), Data: data}, err
}

func (s *Service) kept(ctx context.Context, documentID string, format conclude.Format) (*File, error) {
	if format != conclude.PDF && format != conclude.DOCX {
		return nil, fault.New(fault.NotFound, "")
	}
	d, data, err := s.Store.File(ctx, s.Store.DB(), documentID, format)
	if err != nil {
		return nil, err
	}
	hash := d.SHA256
	if format == conclude.DOCX {
		hash = d.DOCXSHA256
	}
	return &File{Name: strings.ReplaceAll(d.Symbol, "/", "-") + "." + string(format), SHA256: hash, Data: data}, nil
}

// AnnexFile returns an annex of minutes as a file, of what was frozen with them or of what is known now.
func (s *Service) AnnexFile(ctx context.Context, by directory.By, meetingID string, annex conclude.Annex, format conclude.Format) (*File, error) {
	a, err := s.seen(ctx, by, meetingID)
	if err != nil {
		return nil, err
	}
	m, err := s.readable(ctx, by, a)
	if err != nil {
		return nil, err
	}
	proceedings := m.Proceedings
	if proceedings == nil {
		if proceedings, err = s.Source.Proceedings(ctx, meetingID); err != nil {
			return nil, err
		}
	}
	head, err := s.head(ctx, a.meeting)
	if err != nil {
		return nil, err
	}
	data, err := document.AnnexFile(head.minutes(0), annex, format, proceedings, s.Zone)
	names := map[conclude.Annex]string{conclude.AnnexAttendance: "danh-sach-tham-du", conclude.AnnexVotes: "ket-qua-bieu-quyet", conclude.AnnexCount: "bien-ban-kiem-phieu"}
	return &File{Name: names[annex] + "." + string(format), Data: data}, err
}

// AddToMinutes adds a correction to agreed minutes. It gets the next number, its date and its author, and never changes.
func (s *Service) AddToMinutes(ctx context.Context, by directory.By, meetingID string, content richtext.Doc) (*conclude.Addition, error) {
	a, err := s.run(ctx, by, meetingID)
	if err != nil {
		return nil, err
	}
	if content.IsEmpty() {
		return nil, fault.InvalidFields("form", []fault.Field{{Location: "content", Reason: "required"}})
	}
	var added *conclude.Addition
	err = s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		m, err := s.Store.Minutes(ctx, tx, meetingID)
		if err != nil {
			return err
		}
		if m.State != conclude.MinutesAgreed {
			return fault.New(fault.Conflict, "conclude.not_agreed")
		}
		before, err := s.Store.Additions(ctx, tx, meetingID)
		if err != nil {
			return err
		}
		if len(before) >= conclude.MaxAdditions {
			return fault.New(fault.TooLarge, "conclude.additions", conclude.MaxAdditions)
		}
		last, hash := m.DecidedAt, m.SHA256
		if n := len(before); n > 0 {
			last, hash = before[n-1].At, before[n-1].SHA256
		}
		added = &conclude.Addition{
			MeetingID: meetingID, Number: len(before) + 1, Content: content, AuthorID: by.Actor.ID, AuthorName: by.Name(), At: s.later(last),
		}
		added.SHA256 = chain(hash, added)
		if err := s.Store.Add(ctx, tx, added); err != nil {
			return err
		}
		return s.Audit.In(tx).Append(ctx, by.Actor, "minutes.added", "meeting:"+meetingID, map[string]any{"number": added.Number, "sha256": added.SHA256})
	})
	if err != nil {
		return nil, err
	}
	s.changed(a.meeting.ID)
	return added, nil
}

// chain is the hash of an addition, over the one before it.
func chain(before string, a *conclude.Addition) string {
	sum := sha256.Sum256([]byte(fmt.Sprintf("%s\n%d\n%s\n%s\n%s", before, a.Number, a.At.UTC().Format(time.RFC3339Nano), a.AuthorID, a.Content.SHA256())))
	return hex.EncodeToString(sum[:])
}

// VerifyMinutes reports whether agreed minutes and their additions are what was frozen; the error names what is not.
func (s *Service) VerifyMinutes(ctx context.Context, meetingID string) error {
	m, err := s.Store.Minutes(ctx, s.Store.DB(), meetingID)
	if err != nil {
		return err
	}
	if m.State != conclude.MinutesAgreed {
		return fault.New(fault.Conflict, "conclude.not_agreed")
	}
	if m.Content.SHA256() != m.SHA256 {
		return fmt.Errorf("conclude: the minutes of %s are not what was agreed", meetingID)
	}
	additions, err := s.Store.Additions(ctx, s.Store.DB(), meetingID)
	if err != nil {
		return err
	}
	hash := m.SHA256
	for i := range additions {
		if additions[i].Number != i+1 || chain(hash, &additions[i]) != additions[i].SHA256 {
			return fmt.Errorf("conclude: addition %d to the minutes of %s is not what was added", i+1, meetingID)
		}
		hash = additions[i].SHA256
	}
	return nil
}

// AdditionFile returns a correction as a file.
func (s *Service) AdditionFile(ctx context.Context, by directory.By, meetingID string, number int, format conclude.Format) (*File, error) {
	a, err := s.seen(ctx, by, meetingID)
	if err != nil {
		return nil, err
	}
	m, err := s.readable(ctx, by, a)
	if err != nil {
		return nil, err
	}
	additions, err := s.Store.Additions(ctx, s.Store.DB(), meetingID)
	if err != nil {
		return nil, err
	}
	if number < 1 || number > len(additions) || m.DocumentID == "" {
		return nil, fault.New(fault.NotFound, "")
	}
	d, err := s.Store.Document(ctx, s.Store.DB(), m.DocumentID)
	if err != nil {
		return nil, err
	}
	head, err := s.head(ctx, a.meeting)
	if err != nil {
		return nil, err
	}
	top := head.minutes(d.Number)
	if _, symbol, found := strings.Cut(d.Symbol, "/"); found {
		top.Symbol = symbol
	}
	title := "Biên bản số " + d.Symbol + " – " + d.Title
	data, err := document.Render(document.Addition(top, &additions[number-1], title, m.Proceedings.Secretary.Name, s.Zone), format)
	return &File{Name: fmt.Sprintf("%s-bo-sung-%02d.%s", strings.ReplaceAll(d.Symbol, "/", "-"), number, format), Data: data}, err
}
