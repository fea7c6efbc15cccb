package concluder

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/scheduler/conclude"
	"giaoban/scheduler/conclude/document"
	"giaoban/scheduler/conclude/richtext"
	"giaoban/scheduler/directory"
)

// ReplaceNotice begins an edition that is to replace an issued conclusion notice, as a draft with the text of the one that it
// replaces. That one stays in force until the new edition is issued; everyone but those who write reads it until then.
func (s *Service) ReplaceNotice(ctx context.Context, by directory.By, meetingID string, version int64, reason string) (*NoticeView, error) {
	a, err := s.run(ctx, by, meetingID)
	if err != nil {
		return nil, err
	}
	if err := reasoned(&reason); err != nil {
		return nil, err
	}
	var n *conclude.Notice
	err = s.inTx(ctx, func(ctx context.Context, tx bun.Tx) (err error) {
		if n, err = s.Store.Notice(ctx, tx, meetingID); err != nil {
			return err
		}
		if n.State != conclude.NoticeIssued {
			return fault.New(fault.Conflict, "conclude.not_issued")
		}
		if n.Version != version {
			return fault.StaleVersion(n.Version)
		}
		replaced, err := s.Store.Document(ctx, tx, n.DocumentID)
		if err != nil {
			return err
		}
		n.Edition++
		n.State, n.Replaces, n.ReplaceReason = conclude.NoticeDraft, replaced.ID, reason
		n.DocumentID, n.DecidedAt, n.DecidedBy, n.SavedAt = "", time.Time{}, "", s.later(n.SavedAt)
		n.Body.Content = append(n.Body.Content, s.replacing(replaced))
		if err := s.Store.AddEdition(ctx, tx, n); err != nil {
			return err
		}
		return s.Audit.In(tx).Append(ctx, by.Actor, "conclusion.replacing", "meeting:"+meetingID, map[string]any{"replaces": replaced.ID, "symbol": replaced.Symbol, "reason": reason})
	})
	if err != nil {
		return nil, err
	}
	s.changed(meetingID)
	return s.noticeView(ctx, a, n)
}

// replacing is the sentence by which a document says which one it replaces.
func (s *Service) replacing(d *conclude.Document) richtext.Node {
	says := fmt.Sprintf("Thông báo này thay thế Thông báo số %s ngày %s.", d.Symbol, d.IssuedAt.In(s.Zone).Format("02/01/2006"))
	return richtext.Node{Type: richtext.TypeParagraph, Content: []richtext.Node{{Type: richtext.TypeText, Text: says}}}
}

// DropReplacement gives up an edition that was not issued; the notice that it was to replace is the last one again.
func (s *Service) DropReplacement(ctx context.Context, by directory.By, meetingID string, version int64) (*NoticeView, error) {
	a, err := s.run(ctx, by, meetingID)
	if err != nil {
		return nil, err
	}
	var n *conclude.Notice
	err = s.inTx(ctx, func(ctx context.Context, tx bun.Tx) (err error) {
		if n, err = s.Store.Notice(ctx, tx, meetingID); err != nil {
			return err
		}
		if n.Replaces == "" || n.State != conclude.NoticeDraft {
			return fault.New(fault.Conflict, "conclude.not_replacing")
		}
		if n.Version != version {
			return fault.StaleVersion(n.Version)
		}
		if err := s.Store.DropEdition(ctx, tx, n); err != nil {
			return err
		}
		err = s.Audit.In(tx).Append(ctx, by.Actor, "conclusion.replacing_dropped", "meeting:"+meetingID, map[string]any{"replaces": n.Replaces, "text": n.Body.SHA256()})
		if err != nil {
			return err
		}
		n, err = s.Store.Notice(ctx, tx, meetingID)
		return err
	})
	if err != nil {
		return nil, err
	}
	s.changed(meetingID)
	return s.noticeView(ctx, a, n)
}

// NoticeFile returns a conclusion notice as a file: as it was issued, or as a draft without number and date.
func (s *Service) NoticeFile(ctx context.Context, by directory.By, meetingID string, format conclude.Format) (*File, error) {
	v, err := s.Notice(ctx, by, meetingID)
	if err != nil {
		return nil, err
	}
	if v.DocumentID != "" {
		return s.kept(ctx, v.DocumentID, format)
	}
	if v.State != conclude.NoticeDraft || v.AgencyName == "" {
		return nil, fault.New(fault.NotFound, "")
	}
	data, err := document.Render(document.Notice(&v.NoticeFields, 0, s.Now(), s.Zone), format)
	return &File{Name: "thong-bao-ket-luan-du-thao." + string(format), Data: data}, err
}

// NoticeEditionFile returns a conclusion notice of a meeting as it was issued, whatever replaces it.
func (s *Service) NoticeEditionFile(ctx context.Context, by directory.By, meetingID, documentID string, format conclude.Format) (*File, error) {
	if _, err := s.Notice(ctx, by, meetingID); err != nil {
		return nil, err
	}
	issued, err := s.Store.NoticesOf(ctx, s.Store.DB(), meetingID)
	if err != nil {
		return nil, err
	}
	for i := range issued {
		if issued[i].ID == documentID {
			return s.kept(ctx, documentID, format)
		}
	}
	return nil, fault.New(fault.NotFound, "")
}
