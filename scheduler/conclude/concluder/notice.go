package concluder

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/text"
	"giaoban/scheduler/conclude"
	"giaoban/scheduler/conclude/document"
	"giaoban/scheduler/conclude/drafting"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/invite"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/register"
	"giaoban/scheduler/workday"
)

// NoticeView is a conclusion notice with what its reader may do.
type NoticeView struct {
	*conclude.Notice
	Meeting  *plan.Meeting
	Clock    conclude.Clock
	Document *conclude.Document  // nil = not issued
	Earlier  []conclude.Document // editions that were issued before this one, the latest first
	Write    bool                // may write, issue and waive it now
	Replace  bool                // may begin an edition that replaces it
	Ready    bool                // the meeting has ended, so that it can be issued
	Assign   bool                // may give tasks
}

// Notice returns the conclusion notice of a meeting for a reader; what is not written yet is proposed. Who may see the
// meeting but not the notice, since it is not issued, is refused with fault.Forbidden.
func (s *Service) Notice(ctx context.Context, by directory.By, meetingID string) (*NoticeView, error) {
	a, err := s.seen(ctx, by, meetingID)
	if err != nil {
		return nil, err
	}
	n, err := s.Store.Notice(ctx, s.Store.DB(), meetingID)
	if err != nil {
		return nil, err
	}
	if by.Viewer != nil && !conclude.MayReadNotice(a.meeting, by.Viewer, n.State) {
		if n, err = s.Store.NoticeInForce(ctx, s.Store.DB(), meetingID); err != nil {
			return nil, err
		}
		if n.State != conclude.NoticeIssued {
			return nil, fault.New(fault.Forbidden, "conclude.not_issued_yet")
		}
	}
	return s.noticeView(ctx, a, n)
}

func (s *Service) noticeView(ctx context.Context, a *access, n *conclude.Notice) (*NoticeView, error) {
	v := &NoticeView{Notice: n, Meeting: a.meeting, Ready: a.meeting.State == plan.StateEnded}
	v.Write = len(a.hands) > 0 && n.State == conclude.NoticeDraft && !a.meeting.StartedAt.IsZero()
	v.Replace = len(a.hands) > 0 && n.State == conclude.NoticeIssued
	v.Assign = len(a.hands) > 0 && !a.meeting.StartedAt.IsZero()
	if n.Version == 0 && len(a.hands) > 0 {
		if err := s.proposeNotice(ctx, a.meeting, n); err != nil {
			return nil, err
		}
	}
	if !n.Out() {
		calendar, err := workday.Load(ctx, s.Calendar, s.Zone, a.meeting.End, s.Now())
		if err != nil {
			return nil, err
		}
		v.Clock = conclude.ClockOf(a.meeting, n.State, calendar, s.Now())
		return v, nil
	}
	issued, err := s.Store.NoticesOf(ctx, s.Store.DB(), a.meeting.ID)
	if err != nil {
		return nil, err
	}
	for i := range issued {
		if issued[i].ID == n.DocumentID {
			v.Document = &issued[i]
		} else if v.Document != nil || n.DocumentID == "" {
			v.Earlier = append(v.Earlier, issued[i])
		}
	}
	return v, nil
}

// proposeNotice fills in a notice from the meeting.
func (s *Service) proposeNotice(ctx context.Context, m *plan.Meeting, n *conclude.Notice) error {
	head, err := s.head(ctx, m)
	if err != nil {
		return err
	}
	proceedings, err := s.Source.Proceedings(ctx, m.ID)
	if err != nil {
		return err
	}
	tasks, err := s.Store.TasksOf(ctx, s.Store.DB(), m.ID)
	if err != nil {
		return err
	}
	f := &n.NoticeFields
	f.Agency, f.ParentName, f.AgencyName, f.Place, f.Symbol = head.agency, head.parent, head.name, head.place, register.Notice+"-"+head.letters
	f.Abstract = "Kết luận tại " + lowerFirst(m.Title)
	if chair := proceedings.Chair; chair.Name != "" {
		f.Abstract = "Kết luận của đồng chí " + chair.Name
		if chair.Position != "" {
			f.Abstract += ", " + chair.Position + ","
		}
		f.Abstract += " tại " + lowerFirst(m.Title)
	}
	f.Body = drafting.Notice(proceedings, tasks, s.Zone)
	f.CopyTo = []string{"Các cơ quan, đơn vị dự họp", "Lưu: VT"}
	return s.proposeSigner(ctx, m, f)
}

// proposeSigner takes the signer of the meeting's letter, else the head of the host.
func (s *Service) proposeSigner(ctx context.Context, m *plan.Meeting, f *conclude.NoticeFields) error {
	letter, err := s.Invitations.Letter(ctx, s.Store.DB(), m.ID)
	if err != nil {
		return err
	}
	if letter != nil {
		f.Authority = letter.Authority
		return nil
	}
	heads, err := s.Directory.HeadsOf(ctx, s.Store.DB(), []directory.UnitKey{m.Host})
	if err != nil {
		return err
	}
	f.SignerName, f.SignerTitle = heads[m.Host].Name, heads[m.Host].Position
	if strings.HasPrefix(f.AgencyName, "ỦY BAN NHÂN DÂN") {
		f.Form, f.OnBehalf, f.SignerTitle = invite.OnBehalf, "Ủy ban nhân dân", "Chủ tịch"
	}
	return nil
}

func lowerFirst(title string) string {
	first, _, _ := strings.Cut(title, " ")
	if len([]rune(first)) > 1 && strings.ToUpper(first) == first {
		return title
	}
	for i, r := range title {
		return strings.ToLower(string(r)) + title[i+len(string(r)):]
	}
	return title
}

// SaveNotice writes a conclusion notice; version is the one that the caller has read, 0 = none was saved yet.
func (s *Service) SaveNotice(ctx context.Context, by directory.By, meetingID string, version int64, fields conclude.NoticeFields) (*NoticeView, error) {
	a, err := s.run(ctx, by, meetingID)
	if err != nil {
		return nil, err
	}
	if err := begun(a.meeting); err != nil {
		return nil, err
	}
	if err := s.checkNotice(ctx, a.meeting, &fields); err != nil {
		return nil, err
	}
	var n *conclude.Notice
	err = s.inTx(ctx, func(ctx context.Context, tx bun.Tx) (err error) {
		if n, err = s.Store.Notice(ctx, tx, meetingID); err != nil {
			return err
		}
		before := n.Body.SHA256()
		n.NoticeFields, n.Version, n.SavedAt = fields, version, s.later(n.SavedAt)
		n.State = conclude.NoticeDraft
		n.DocumentID, n.DecidedAt, n.DecidedBy = "", time.Time{}, ""
		if err := s.Store.SaveNotice(ctx, tx, n); err != nil {
			return err
		}
		return s.Audit.In(tx).Append(ctx, by.Actor, "conclusion.saved", "meeting:"+meetingID, map[string]any{"version": n.Version, "before": before, "after": n.Body.SHA256()})
	})
	if err != nil {
		return nil, err
	}
	s.changed(meetingID)
	return s.noticeView(ctx, a, n)
}

const maxLines = 50

func (s *Service) checkNotice(ctx context.Context, m *plan.Meeting, f *conclude.NoticeFields) error {
	form := &text.Form{}
	form.Lines("parentName", &f.ParentName, text.Name)
	form.Lines("agencyName", &f.AgencyName, text.Name)
	form.Check(f.AgencyName != "", "agencyName", text.ReasonRequired)
	form.Required("place", &f.Place, text.Name)
	form.Required("symbol", &f.Symbol, 40)
	form.Check(!strings.ContainsAny(f.Symbol, `/\`), "symbol", "conclude.symbol")
	form.Required("abstract", &f.Abstract, 500)
	form.Line("onBehalf", &f.OnBehalf, text.Name)
	form.Line("principal", &f.Principal, text.Name)
	form.Line("signerTitle", &f.SignerTitle, text.Name)
	form.Line("signerName", &f.SignerName, text.Name)
	form.Check(slices.Contains(invite.SigningForms(), f.Form), "form", "invite.signing_form")
	form.Check(len(f.CopyTo) <= maxLines, "copyTo", text.ReasonLong, maxLines)
	for i := range f.CopyTo {
		form.Required(fmt.Sprintf("copyTo[%d]", i), &f.CopyTo[i], 1000)
	}
	if f.Agency != m.Host {
		units, err := s.Directory.UnitsByKey(ctx, []directory.UnitKey{f.Agency})
		if err != nil {
			return err
		}
		// The host's own register, or that of a unit above it: a host does not give away other agencies' numbers.
		agency, found := units[f.Agency]
		form.Check(found && directory.Under(m.HostPath, agency.Path), "agency", "invite.agency")
	}
	return form.Err()
}

// complete refuses a notice that lacks what a signed one must have.
func complete(f *conclude.NoticeFields) error {
	form := &text.Form{}
	form.Check(!f.Body.IsEmpty(), "body", text.ReasonRequired)
	form.Check(!strings.Contains(f.Body.Text(), "……"), "body", "conclude.gaps")
	form.Check(f.SignerName != "", "signerName", text.ReasonRequired)
	form.Check(f.SignerTitle != "", "signerTitle", text.ReasonRequired)
	form.Check(f.Form != invite.OnBehalf || f.OnBehalf != "", "onBehalf", text.ReasonRequired)
	form.Check(!slices.Contains([]invite.SigningForm{invite.ForHead, invite.ByOrder, invite.ByAuthority}, f.Form) || f.Principal != "", "principal", text.ReasonRequired)
	return form.Err()
}

// IssueNotice issues a conclusion notice that was saved: it gets the next number of its agency's register, goes to those
// invited by mail and in the product, and the meeting's tasks are assigned.
func (s *Service) IssueNotice(ctx context.Context, by directory.By, meetingID string, version int64) (*NoticeView, error) {
	a, err := s.run(ctx, by, meetingID)
	if err != nil {
		return nil, err
	}
	if a.meeting.State != plan.StateEnded {
		return nil, fault.New(fault.Conflict, "conclude.not_ended")
	}
	var n *conclude.Notice
	err = s.inTx(ctx, func(ctx context.Context, tx bun.Tx) (err error) {
		if n, err = s.decide(ctx, tx, by, meetingID, version, conclude.NoticeIssued); err != nil {
			return err
		}
		if err := complete(&n.NoticeFields); err != nil {
			return err
		}
		return s.issue(ctx, tx, by, a.meeting, n)
	})
	if err != nil {
		return nil, err
	}
	s.changed(meetingID)
	return s.noticeView(ctx, a, n)
}

// decide returns a draft on its way to being issued or waived.
func (s *Service) decide(ctx context.Context, tx bun.Tx, by directory.By, meetingID string, version int64, to conclude.NoticeState) (*conclude.Notice, error) {
	n, err := s.Store.Notice(ctx, tx, meetingID)
	if err != nil {
		return nil, err
	}
	switch {
	case n.State != conclude.NoticeDraft:
		return nil, fault.New(fault.Conflict, "conclude.notice_"+string(n.State))
	case n.Version != version:
		return nil, fault.StaleVersion(n.Version)
	case n.Version == 0 && to == conclude.NoticeIssued:
		return nil, fault.New(fault.Conflict, "conclude.notice_unsaved")
	}
	n.State, n.DecidedBy, n.DecidedAt = to, by.Actor.ID, s.later(n.SavedAt)
	n.SavedAt = n.DecidedAt
	return n, nil
}

func (s *Service) issue(ctx context.Context, tx bun.Tx, by directory.By, m *plan.Meeting, n *conclude.Notice) error {
	to, err := s.recipients(ctx, tx, m)
	if err != nil {
		return err
	}
	d, err := s.number(ctx, tx, by, m, n.Agency, register.Notice, n.DecidedAt)
	if err != nil {
		return err
	}
	d.Kind, d.Symbol, d.Title, d.Recipients = conclude.DocumentNotice, register.Symbol(d.Number, n.Symbol), n.Abstract, len(to)
	d.Replaces = n.Replaces
	if err := s.addDocument(ctx, tx, d, document.Notice(&n.NoticeFields, d.Number, n.DecidedAt, s.Zone), m.Title+" "+n.Body.Text()); err != nil {
		return err
	}
	n.DocumentID = d.ID
	if err := s.Store.SaveNotice(ctx, tx, n); err != nil {
		return err
	}
	if err := s.assign(ctx, tx, m, n.DecidedAt); err != nil {
		return err
	}
	if err := s.postNotice(ctx, tx, m, d, to); err != nil {
		return err
	}
	return s.Audit.In(tx).Append(ctx, by.Actor, "conclusion.issued", "meeting:"+m.ID,
		map[string]any{"document": d.ID, "symbol": d.Symbol, "recipients": len(to), "sha256": d.SHA256, "replaces": d.Replaces})
}

// reasoned trims a reason and refuses none.
func reasoned(reason *string) error {
	form := &text.Form{}
	form.Lines("reason", reason, text.Note)
	form.Check(*reason != "", "reason", text.ReasonRequired)
	return form.Err()
}

// WaiveNotice notes that a meeting needs no conclusion notice, and why. Its tasks are assigned all the same.
func (s *Service) WaiveNotice(ctx context.Context, by directory.By, meetingID string, version int64, reason string) (*NoticeView, error) {
	a, err := s.run(ctx, by, meetingID)
	if err != nil {
		return nil, err
	}
	if err := reasoned(&reason); err != nil {
		return nil, err
	}
	if a.meeting.State != plan.StateEnded {
		return nil, fault.New(fault.Conflict, "conclude.not_ended")
	}
	var n *conclude.Notice
	err = s.inTx(ctx, func(ctx context.Context, tx bun.Tx) (err error) {
		if n, err = s.decide(ctx, tx, by, meetingID, version, conclude.NoticeWaived); err != nil {
			return err
		}
		if n.Replaces != "" {
			return fault.New(fault.Conflict, "conclude.notice_issued")
		}
		n.Reason = reason
		if err := s.Store.SaveNotice(ctx, tx, n); err != nil {
			return err
		}
		if err := s.assign(ctx, tx, a.meeting, n.DecidedAt); err != nil {
			return err
		}
		return s.Audit.In(tx).Append(ctx, by.Actor, "conclusion.waived", "meeting:"+meetingID, map[string]any{"reason": reason})
	})
	if err != nil {
		return nil, err
	}
	s.changed(meetingID)
	return s.noticeView(ctx, a, n)
}

// Issued returns a page of the conclusion notices that the reader may read.
func (s *Service) Issued(ctx context.Context, by directory.By, query conclude.IssuedQuery) ([]conclude.Issued, string, error) {
	return s.Store.Issued(ctx, by.Viewer, query)
}

// Pending is what waits for a caller: meetings that they have to conclude, and minutes that they have to agree to.
type Pending struct {
	Meeting *plan.Meeting
	Minutes bool // the minutes wait for the caller as chair; else the conclusion notice is to be issued
	Clock   conclude.Clock
}

// pendingSpan is how long ago a meeting may have ended and still be waited for: older ones were concluded on paper.
const pendingSpan = 60 * 24 * time.Hour

// Pending returns what waits for the caller, minutes first, then the most pressing notice.
func (s *Service) Pending(ctx context.Context, by directory.By) ([]Pending, error) {
	viewer := by.Viewer
	if viewer == nil {
		viewer = &directory.Viewer{}
	}
	submitted, err := s.Store.Submitted(ctx, viewer)
	if err != nil {
		return nil, err
	}
	open, err := s.Store.Unconcluded(ctx, viewer, s.Now().Add(-pendingSpan))
	if err != nil {
		return nil, err
	}
	calendar, err := workday.Load(ctx, s.Calendar, s.Zone, s.Now().Add(-pendingSpan), s.Now())
	if err != nil {
		return nil, err
	}
	const most = 50
	all := make([]Pending, 0, most)
	for i, meetingID := range slices.Concat(submitted, open) {
		if len(all) == most {
			break
		}
		m, err := s.Meetings.Meeting(ctx, s.Store.DB(), meetingID)
		if err != nil {
			return nil, err
		}
		p := Pending{Meeting: m, Minutes: i < len(submitted)}
		if !p.Minutes {
			p.Clock = conclude.ClockOf(m, conclude.NoticeDraft, calendar, s.Now())
		}
		all = append(all, p)
	}
	return all, nil
}
