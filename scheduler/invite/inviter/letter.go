package inviter

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/pdf"
	"giaoban/internal/text"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/invite"
	"giaoban/scheduler/invite/paper"
	"giaoban/scheduler/plan"
)

// answerAhead is how long before the start an answer is asked for when nothing else is said.
const answerAhead = 24 * time.Hour

// Letter returns the letter of a meeting as it stands; what is not written yet is proposed from the plan and the
// directory.
func (s *Service) Letter(ctx context.Context, by directory.By, meetingID string) (*invite.Letter, error) {
	m, err := s.managed(ctx, by, meetingID)
	if err != nil {
		return nil, err
	}
	return s.letterOf(ctx, m)
}

func (s *Service) letterOf(ctx context.Context, m *plan.Meeting) (*invite.Letter, error) {
	letter, err := s.Store.Letter(ctx, s.Store.DB(), m.ID)
	if err != nil {
		return nil, err
	}
	if letter == nil {
		letter = &invite.Letter{MeetingID: m.ID}
	}
	return letter, s.propose(ctx, m, letter)
}

// Missing names the fields that must be written before a letter can be issued.
func Missing(l *invite.LetterFields) []string {
	var missing []string
	for _, need := range []struct {
		name  string
		value string
		asked bool
	}{
		{"agencyName", l.AgencyName, true}, {"place", l.Place, true}, {"symbol", l.Symbol, true},
		{"onBehalf", l.OnBehalf, l.Form == invite.OnBehalf},
		{"principal", l.Principal, l.Form == invite.ForHead || l.Form == invite.ByOrder || l.Form == invite.ByAuthority},
		{"signerTitle", l.SignerTitle, true}, {"signerName", l.SignerName, true},
	} {
		if need.asked && need.value == "" {
			missing = append(missing, need.name)
		}
	}
	return missing
}

// complete refuses a letter that lacks something.
func complete(l *invite.LetterFields) error {
	form := &text.Form{}
	for _, name := range Missing(l) {
		form.Add(name, text.ReasonRequired)
	}
	return form.Err()
}

// propose fills in what a letter does not say.
func (s *Service) propose(ctx context.Context, m *plan.Meeting, letter *invite.Letter) error {
	l := &letter.LetterFields
	if letter.Version == 0 {
		if err := s.proposeHead(ctx, m, l); err != nil {
			return err
		}
		l.CopyTo = []string{"Lưu: VT"}
	}
	if l.Chair == "" && m.ChairID != "" {
		people, err := s.Directory.PeopleByID(ctx, []string{m.ChairID})
		if err != nil {
			return err
		}
		chair := people[m.ChairID]
		l.Chair = "Đồng chí " + chair.Name
		if job := chair.Address("vi"); job != "" {
			l.Chair += ", " + job
		}
	}
	follow(l, m)
	return nil
}

func (s *Service) proposeHead(ctx context.Context, m *plan.Meeting, l *invite.LetterFields) error {
	issuers, err := s.issuers(ctx, []directory.UnitKey{m.Host})
	if err != nil {
		return err
	}
	if l.Agency = m.Host; len(issuers) > 0 {
		from := &issuers[0]
		l.ParentName, l.AgencyName, l.Place, l.Symbol, l.Authority = from.ParentName, from.AgencyName, from.Place, from.Symbol, from.Authority
	}
	return nil
}

// follow takes from the plan what a letter leaves to it.
func follow(l *invite.LetterFields, m *plan.Meeting) {
	if l.Abstract == "" {
		l.Abstract = m.Title
	}
	if l.Purpose == "" {
		l.Purpose = m.Title
	}
	if l.Location == "" {
		l.Location = locationOf(m)
	}
	if l.Chair == "" && m.ChairName != "" {
		l.Chair = "Đồng chí " + m.ChairName
	}
	if l.AnswerBy.IsZero() {
		l.AnswerBy = m.Start.Add(-answerAhead)
	}
}

// locationOf says where a meeting is held.
func locationOf(m *plan.Meeting) string {
	main, others := "", 0
	for i := range m.Sites {
		site := &m.Sites[i]
		if !site.Main || main != "" {
			others++
			continue
		}
		main = site.RoomTitle.VI
		if main == "" {
			main = site.UnitName.VI
		}
	}
	switch {
	case m.Mode == plan.InRoom && main != "":
		return main
	case main != "" && others > 0:
		return fmt.Sprintf("%s; trực tuyến tới %d điểm cầu", main, others)
	case main != "":
		return main + " và trực tuyến"
	case others > 0:
		return fmt.Sprintf("Trực tuyến tại %d điểm cầu", others)
	case m.Mode == plan.InRoom:
		return m.HostName.VI
	}
	return "Trực tuyến"
}

// SaveLetter writes the letter of a meeting; version is the one that the caller has read, 0 = none was saved yet. What
// equals the proposal of the plan is left to the plan, so that it follows later changes. Until it is issued it may lack
// something (see Missing); afterwards it may not, as every change of the meeting is announced by it.
func (s *Service) SaveLetter(ctx context.Context, by directory.By, meetingID string, version int64, fields invite.LetterFields) (*invite.Letter, error) {
	m, err := s.managed(ctx, by, meetingID)
	if err != nil {
		return nil, err
	}
	if err := openFor(m); err != nil {
		return nil, err
	}
	if err := s.checkLetter(ctx, m, &fields); err != nil {
		return nil, err
	}
	leaveToPlan(&fields, m)
	var letter *invite.Letter
	err = s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		if letter, err = s.Store.Letter(ctx, tx, meetingID); err != nil {
			return err
		}
		before := invite.LetterFields{}
		if letter == nil {
			letter = &invite.Letter{MeetingID: meetingID}
		} else {
			before = letter.LetterFields
		}
		if letter.Announced != nil {
			if err := complete(&fields); err != nil {
				return err
			}
		}
		letter.LetterFields, letter.Version = fields, version
		if err := s.Store.SaveLetter(ctx, tx, letter); err != nil {
			return err
		}
		return s.Audit.In(tx).Append(ctx, by.Actor, "invitation.letter_saved", "meeting:"+meetingID, map[string]any{"before": before, "after": fields})
	})
	if err != nil {
		return nil, err
	}
	s.changed(meetingID)
	return letter, s.propose(ctx, m, letter)
}

// leaveToPlan empties what a letter says just as the plan does.
func leaveToPlan(l *invite.LetterFields, m *plan.Meeting) {
	if l.Abstract == m.Title {
		l.Abstract = ""
	}
	if l.Purpose == m.Title {
		l.Purpose = ""
	}
	if l.Location == locationOf(m) {
		l.Location = ""
	}
	if l.AnswerBy.Equal(m.Start.Add(-answerAhead)) {
		l.AnswerBy = time.Time{}
	}
}

const maxLines = 50

func (s *Service) checkLetter(ctx context.Context, m *plan.Meeting, l *invite.LetterFields) error {
	form := &text.Form{}
	form.Lines("parentName", &l.ParentName, text.Name)
	form.Lines("agencyName", &l.AgencyName, text.Name)
	form.Line("place", &l.Place, text.Name)
	form.Line("symbol", &l.Symbol, 40)
	form.Line("abstract", &l.Abstract, 500)
	form.Line("purpose", &l.Purpose, 1000)
	form.Line("chair", &l.Chair, 500)
	form.Line("location", &l.Location, 1000)
	form.Line("onBehalf", &l.OnBehalf, text.Name)
	form.Line("principal", &l.Principal, text.Name)
	form.Line("signerTitle", &l.SignerTitle, text.Name)
	form.Line("signerName", &l.SignerName, text.Name)
	form.Check(slices.Contains(invite.SigningForms(), l.Form), "form", "invite.signing_form")
	for _, list := range []struct {
		name  string
		lines []string
	}{{"invited", l.Invited}, {"notes", l.Notes}, {"copyTo", l.CopyTo}} {
		form.Check(len(list.lines) <= maxLines, list.name, text.ReasonLong, maxLines)
		for i := range list.lines {
			form.Required(fmt.Sprintf("%s[%d]", list.name, i), &list.lines[i], 1000)
		}
	}
	form.Check(l.AnswerBy.IsZero() || l.AnswerBy.Before(m.Start), "answerBy", "invite.deadline_after_start")
	if l.Agency != m.Host {
		units, err := s.Directory.UnitsByKey(ctx, []directory.UnitKey{l.Agency, m.Host})
		if err != nil {
			return err
		}
		// The host's own register, or that of a unit above it: a host does not give away other agencies' numbers.
		agency, found := units[l.Agency]
		form.Check(found && directory.Under(m.HostPath, agency.Path), "agency", "invite.agency")
	}
	return form.Err()
}

// Preview returns the letter as a PDF file, as it would be issued now: a draft without number and date, for which none is
// taken. fields are those being written, nil = the letter as it stands.
func (s *Service) Preview(ctx context.Context, by directory.By, meetingID string, fields *invite.LetterFields) ([]byte, error) {
	m, err := s.managed(ctx, by, meetingID)
	if err != nil {
		return nil, err
	}
	letter, err := s.Store.Letter(ctx, s.Store.DB(), meetingID)
	if err != nil {
		return nil, err
	}
	content := &paper.Letter{Kind: invite.DocumentInvitation, Urgency: m.Urgency, Start: m.Start, Zone: s.Zone}
	states := live()
	if letter != nil && letter.Announced != nil {
		content.Kind = invite.DocumentChange
		if m.State != plan.StateApproved { // to those who have none yet
			content.Kind, states = invite.DocumentAddition, []invite.State{invite.Draft}
		}
	}
	if fields == nil {
		if letter, err = s.letterOf(ctx, m); err != nil {
			return nil, err
		}
		fields = &letter.LetterFields
	} else if err := s.checkLetter(ctx, m, fields); err != nil {
		return nil, err
	}
	follow(fields, m)
	if !fields.AnswerBy.After(s.Now()) {
		fields.AnswerBy = time.Time{}
	}
	content.LetterFields = fields
	if content.Invited, err = s.Store.All(ctx, s.Store.DB(), meetingID, states...); err != nil {
		return nil, err
	}
	if content.Kind == invite.DocumentChange {
		earlier, err := s.Store.Documents(ctx, s.Store.DB(), meetingID)
		if err != nil {
			return nil, err
		}
		content.Replaces = s.replaced(lastLetter(earlier))
	}
	return pdf.Render(paper.Document(content))
}

// Documents returns the documents issued for a meeting, for those who run it and those invited.
func (s *Service) Documents(ctx context.Context, by directory.By, meetingID string) ([]invite.Document, error) {
	if err := s.concerned(ctx, by, meetingID); err != nil {
		return nil, err
	}
	return s.Store.Documents(ctx, s.Store.DB(), meetingID)
}

// DocumentFile returns a document with its PDF file, to those who run the meeting and those invited.
func (s *Service) DocumentFile(ctx context.Context, by directory.By, documentID string) (*invite.Document, []byte, error) {
	document, file, err := s.Store.DocumentFile(ctx, s.Store.DB(), documentID)
	if err != nil {
		return nil, nil, err
	}
	if err := s.concerned(ctx, by, document.MeetingID); err != nil {
		return nil, nil, err
	}
	return document, file, nil
}

// concerned lets through who runs, watches or is invited to a meeting.
func (s *Service) concerned(ctx context.Context, by directory.By, meetingID string) error {
	m, err := s.Meetings.Meeting(ctx, s.Store.DB(), meetingID)
	if err != nil {
		return err
	}
	if hands(m, by.Viewer) {
		return nil
	}
	rights, err := s.rights(ctx, m, by.Viewer)
	if err != nil {
		return err
	}
	if !rights.View {
		return s.refuse(ctx, by, "meeting:"+meetingID)
	}
	return nil
}
