package yeartest

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fold"
	"giaoban/scheduler/invite"
)

// answers are what the invited have said, in turn.
var answers = []invite.State{invite.Pending, invite.Seen, invite.Confirmed, invite.Confirmed, invite.Confirmed, invite.Declined}

func invitationID(n int) string { return fmt.Sprintf("IN_year%06d", n) }

// invited returns the k-th of those invited to a meeting.
func (y *Year) invited(i, k int) invite.Invitation {
	m := &y.meetings[i]
	if m.wide && k < len(y.Units) {
		return invite.Invitation{Kind: invite.Unit, Unit: y.Units[k], Name: y.Units[k].Code}
	}
	person := (i*37 + k) % len(y.People)
	return invite.Invitation{Kind: invite.Person, PersonID: y.People[person], Name: y.names[person], Unit: y.Units[y.homes[person]]}
}

func (y *Year) addInvitations(ctx context.Context, db bun.IDB) error {
	rows := newTable(db, "invitations", "id", "version", "meeting_id", "target", "position", "kind", "role", "unit_catalogue", "unit_code",
		"person_id", "name", "job", "unit_name", "mail", "search", "source", "state", "reason", "document_id", "issued_at", "seen_at",
		"answered_at", "answered_by", "on_behalf", "created_at")
	for i := range y.meetings {
		m := &y.meetings[i]
		made := m.start.AddDate(0, 0, -10).UTC()
		for k := range m.invited {
			in := y.invited(i, k)
			in.State, in.DocumentID = invite.Draft, ""
			var person, document, issued, seen, answered any
			if in.PersonID != "" {
				person = in.PersonID
			}
			if m.issued() {
				in.State = answers[k%len(answers)]
				document, issued = documentID(i), made.AddDate(0, 0, 3)
				if in.State != invite.Pending {
					seen = made.AddDate(0, 0, 4)
				}
				if in.State != invite.Pending && in.State != invite.Seen {
					answered = made.AddDate(0, 0, 5)
				}
			}
			err := rows.add(ctx, invitationID(m.invitationsBefore+k), 2, m.id, in.Target(), k, in.Kind, "delegate", in.Unit.Catalogue, in.Unit.Code,
				person, in.Name, "Chuyên viên", in.Unit.Code, "x@tuyenquang.example", fold.Text(in.Name+" "+in.Unit.Code+" Chuyên viên"), "",
				in.State, "", document, issued, seen, answered, "", false, made)
			if err != nil {
				return err
			}
		}
	}
	return rows.flush(ctx)
}

func (y *Year) addDeliveries(ctx context.Context, db bun.IDB) error {
	rows := newTable(db, "deliveries", "id", "meeting_id", "invitation_id", "document_id", "notice", "sequence", "name", "address", "state",
		"attempts", "resends", "error", "created_at", "tried_at", "sent_at")
	for i := range y.meetings {
		m := &y.meetings[i]
		if !m.issued() {
			continue
		}
		at := m.start.AddDate(0, 0, -7).UTC()
		for k := range m.invited {
			n := m.invitationsBefore + k
			err := rows.add(ctx, fmt.Sprintf("DE_year%06d", n), m.id, invitationID(n), documentID(i), invite.NoticeInvite, 0, y.invited(i, k).Name,
				"x@tuyenquang.example", invite.DeliverySent, 1, 0, "", at, at, at)
			if err != nil {
				return err
			}
		}
	}
	return rows.flush(ctx)
}

func paperID(meeting, paper int) string { return fmt.Sprintf("PP_year%05d%03d", meeting, paper) }

func (y *Year) eachPaper(rows *table, add func(m *meeting, i, k int) error) func(context.Context) error {
	return func(ctx context.Context) error {
		for i := range y.meetings {
			for k := range y.meetings[i].papers {
				if err := add(&y.meetings[i], i, k); err != nil {
					return err
				}
			}
		}
		return rows.flush(ctx)
	}
}

func (y *Year) addPapers(ctx context.Context, db bun.IDB) error {
	rows := newTable(db, "papers", "id", "version", "meeting_id", "item_id", "position", "title", "unit_catalogue", "unit_code", "due_at",
		"audience", "close_after", "state", "state_since", "reason", "files", "created_at", "created_by", "updated_at")
	return y.eachPaper(rows, func(m *meeting, i, k int) error {
		state := "released"
		if !m.issued() {
			state = []string{"draft", "submitted", "approved"}[k%3]
		}
		unit, made := y.Units[(i+k)%len(y.Units)], m.start.AddDate(0, 0, -10).UTC()
		return rows.add(ctx, paperID(i, k), 5, m.id, agendaID(i, k%len(items)), k+1, fmt.Sprintf("Báo cáo số %d", k+1), unit.Catalogue, unit.Code,
			m.start.AddDate(0, 0, -3).UTC(), "invited", false, state, made, "", 1, made, "", made)
	})(ctx)
}

func (y *Year) addFiles(ctx context.Context, db bun.IDB) error {
	rows := newTable(db, "paper_files", "id", "paper_id", "number", "name", "kind", "size", "sha256", "blob_key", "uploaded_at",
		"uploaded_by", "uploader", "preview", "preview_key", "pages")
	return y.eachPaper(rows, func(m *meeting, i, k int) error {
		id := paperID(i, k)
		return rows.add(ctx, "PV"+id[2:], id, 1, "Báo cáo.pdf", "pdf", 100_000, digest(id), digest(id), m.start.AddDate(0, 0, -9).UTC(), "", "thuky",
			"ready", digest(id), 12)
	})(ctx)
}

func (y *Year) addSteps(ctx context.Context, db bun.IDB) error {
	rows := newTable(db, "paper_steps", "id", "paper_id", "at", "action", "from_state", "to_state", "reason", "number", "actor_id", "actor_name")
	return y.eachPaper(rows, func(m *meeting, i, k int) error {
		return rows.add(ctx, "PS"+paperID(i, k)[2:], paperID(i, k), m.start.AddDate(0, 0, -9).UTC(), "upload", "awaited", "draft", "", 1, "", "thuky")
	})(ctx)
}

// addRecords adds to the audit log as many records as a year makes. They are for searching alone: their hashes are no
// chain.
func (y *Year) addRecords(ctx context.Context, db bun.IDB) error {
	var last int64
	if err := db.NewSelect().TableExpr("audit_head").Column("seq").Scan(ctx, &last); err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	rows := newTable(db, "audit_records", "seq", "id", "at", "actor_id", "actor_name", "source", "request_id", "action", "subject", "detail",
		"hash", "search")
	actions := []string{"meeting.updated", "invite.answered", "paper.viewed", "session.created", "meeting.issued"}
	first := y.now.AddDate(0, -9, 0)
	apart := y.now.Sub(first) / time.Duration(y.size.Records+1)
	for i := range y.size.Records {
		seq, action := last+int64(i)+1, actions[i%len(actions)]
		actor, subject := fmt.Sprintf("nguoi%d", i%500), "meeting:"+y.meetings[i%len(y.meetings)].id
		err := rows.add(ctx, seq, fmt.Sprintf("year-%08d", seq), first.Add(apart*time.Duration(i)), "AC_"+actor, actor, "10.1.2.3", "", action, subject,
			`{"before":{"title":"A"},"after":{"title":"B"}}`, digest(subject), fold.Text(actor+" "+action+" "+subject+" 10.1.2.3 before title A after title B"))
		if err != nil {
			return err
		}
	}
	if err := rows.flush(ctx); err != nil {
		return err
	}
	_, err := db.NewRaw("UPDATE audit_head SET seq = seq + ?", y.size.Records).Exec(ctx)
	return err
}
