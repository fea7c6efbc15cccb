package yeartest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fold"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo"
	"giaoban/scheduler/invite"
)

// addUnits adds departments to the province until there are enough units, each with a room.
func (y *Year) addUnits(ctx context.Context, db bun.IDB) error {
	units := newTable(db, "units", "catalogue", "code", "parent_code", "level", "name_vi", "name_en", "path", "search", "position")
	rooms := newTable(db, "rooms", "name", "title_vi", "title_en", "description_vi", "description_en", "unit_catalogue", "unit_code",
		"line_kbps", "search", "position")
	for i := len(y.Units); i < y.size.Units; i++ {
		key := directory.UnitKey{Catalogue: demo.Current, Code: fmt.Sprintf("08.Y%03d", i)}
		name, room := fmt.Sprintf("Chi cục số %d", i), "phong-y"+strconv.Itoa(i)
		err := units.add(ctx, key.Catalogue, key.Code, demo.ProvinceCode, directory.Agency, name, name,
			"/"+key.Catalogue+"/"+demo.ProvinceCode+"/"+key.Code+"/", fold.Text(name+" "+key.Code), 10_000+i)
		if err != nil {
			return err
		}
		if err := rooms.add(ctx, room, "Phòng họp "+name, name, "", "", key.Catalogue, key.Code, 100_000, fold.Text(name), 10_000+i); err != nil {
			return err
		}
		y.Units, y.rooms = append(y.Units, key), append(y.rooms, room)
	}
	return errors.Join(units.flush(ctx), rooms.flush(ctx))
}

var (
	surnames = []string{"Nguyễn", "Trần", "Ma", "Nông", "Hoàng", "Lý", "Vàng", "Đặng", "Hà", "Quan"}
	middles  = []string{"Văn", "Thị", "Đức", "Minh", "Thanh", "Quang", "Bích"}
	given    = []string{"Ánh", "Bình", "Dũng", "Đào", "Hạnh", "Khải", "Lâm", "Ngọc", "Oanh", "Phúc", "Sơn", "Toàn", "Yến"}
)

// addPeople adds people to all units in turn until there are enough, with the roles that units need.
func (y *Year) addPeople(ctx context.Context, db bun.IDB) error {
	people := newTable(db, "people", "id", "unit_catalogue", "unit_code", "name", "sort_key", "title", "mail", "phone", "head", "active",
		"demo", "search", "created_at", "updated_at")
	roles := newTable(db, "role_assignments", "person_id", "role", "unit_catalogue", "unit_code")
	for i := len(y.People); i < y.size.People; i++ {
		id, home := fmt.Sprintf("PE_year%05d", i), i%len(y.Units)
		last := given[i%len(given)]
		name := surnames[i/3%len(surnames)] + " " + middles[i/7%len(middles)] + " " + last
		unit, mail := y.Units[home], fmt.Sprintf("y%d@tuyenquang.example", i)
		err := people.add(ctx, id, unit.Catalogue, unit.Code, name, fold.Text(last+" "+name), "Chuyên viên", mail, "", false, true, true,
			fold.Text(name+" Chuyên viên "+mail), y.now, y.now)
		if err != nil {
			return err
		}
		if err := roles.add(ctx, id, []string{"delegate", "secretary", "technician"}[i%3], unit.Catalogue, unit.Code); err != nil {
			return err
		}
		y.People, y.names, y.homes = append(y.People, id), append(y.names, name), append(y.homes, home)
	}
	if err := people.flush(ctx); err != nil {
		return err
	}
	return roles.flush(ctx)
}

func (y *Year) addMeetings(ctx context.Context, db bun.IDB) error {
	rows := newTable(db, "meetings", "id", "version", "title", "description", "urgency", "host_catalogue", "host_code", "chair_id",
		"secretary_id", "start_at", "end_at", "mode", "microphones", "waiting_room", "recording", "sharing", "open_before", "auto_start",
		"late_reason", "secrecy", "declared_by", "declared_at", "state", "state_since", "state_reason", "started_at", "ended_at", "search",
		"created_at", "created_by", "updated_at", "updated_by")
	for i := range y.meetings {
		m := &y.meetings[i]
		host, made := y.Units[m.host], m.start.AddDate(0, 0, -14).UTC()
		var started, ended any
		if m.state == "ended" {
			started, ended = m.start.UTC(), m.end.UTC()
		}
		err := rows.add(ctx, m.id, 4, m.title, "Họp theo chương trình công tác năm.", "normal", host.Catalogue, host.Code, y.People[m.chair],
			y.People[m.secretary], m.start.UTC(), m.end.UTC(), "hybrid", "one", true, false, "presenters", 30, false, "", "normal", "", made,
			m.state, made, "", started, ended, fold.Text(m.title+" Họp theo chương trình công tác năm. Khai mạc Báo cáo Thảo luận Kết luận"),
			made, "", made, "")
		if err != nil {
			return err
		}
	}
	return rows.flush(ctx)
}

func (y *Year) addSites(ctx context.Context, db bun.IDB) error {
	rows := newTable(db, "meeting_sites", "meeting_id", "position", "unit_catalogue", "unit_code", "room_name", "main", "need_kbps")
	for i := range y.meetings {
		m := &y.meetings[i]
		for k := range m.sites {
			at := m.firstSite + k
			var room any
			if y.rooms[at] != "" {
				room = y.rooms[at]
			}
			if err := rows.add(ctx, m.id, k, y.Units[at].Catalogue, y.Units[at].Code, room, k == 0, 4000); err != nil {
				return err
			}
		}
	}
	return rows.flush(ctx)
}

var items = []string{"Khai mạc", "Báo cáo", "Thảo luận", "Kết luận"}

func agendaID(meeting, item int) string { return fmt.Sprintf("AG_year%05d%d", meeting, item) }

func (y *Year) addAgendas(ctx context.Context, db bun.IDB) error {
	rows := newTable(db, "agenda_items", "id", "meeting_id", "position", "title", "minutes", "presenter_catalogue", "presenter_code",
		"presenter_id", "vote")
	for i := range y.meetings {
		for k, title := range items {
			unit := y.Units[(i+k)%len(y.Units)]
			if err := rows.add(ctx, agendaID(i, k), y.meetings[i].id, k, title, 10, unit.Catalogue, unit.Code, y.People[(i*5+k)%len(y.People)], k == 2); err != nil {
				return err
			}
		}
	}
	return rows.flush(ctx)
}

func (y *Year) addEvents(ctx context.Context, db bun.IDB) error {
	rows := newTable(db, "meeting_events", "id", "meeting_id", "at", "actor_id", "actor_name", "action", "from_state", "to_state", "reason")
	states := []string{"", "draft", "submitted", "approved", "issued"}
	for i := range y.meetings {
		at := y.meetings[i].start.AddDate(0, 0, -14).UTC()
		for k, action := range []string{"create", "submit", "approve", "issue"} {
			err := rows.add(ctx, fmt.Sprintf("EV_year%05d%d", i, k), y.meetings[i].id, at.Add(time.Duration(k)*time.Hour), "", "thuky", action, states[k], states[k+1], "")
			if err != nil {
				return err
			}
		}
	}
	return rows.flush(ctx)
}

func documentID(meeting int) string { return fmt.Sprintf("DO_year%05d", meeting) }

func (y *Year) addDocuments(ctx context.Context, db bun.IDB) error {
	registers := newTable(db, "document_registers", "agency_catalogue", "agency_code", "year", "type", "last_number")
	rows := newTable(db, "documents", "id", "meeting_id", "kind", "agency_catalogue", "agency_code", "year", "type", "number", "symbol",
		"title", "sequence", "invited", "pdf", "bytes", "sha256", "issued_at", "issued_by")
	pdf := make([]byte, 2000) // a letter has fifty thousand bytes, which no page reads
	for _, unit := range y.Units {
		// Another register than the one of letters that tests issue.
		if err := registers.add(ctx, unit.Catalogue, unit.Code, 2000, "GM", len(y.meetings)); err != nil {
			return err
		}
	}
	if err := registers.flush(ctx); err != nil {
		return err
	}
	for i := range y.meetings {
		m := &y.meetings[i]
		if !m.issued() {
			continue
		}
		agency := y.Units[m.host]
		err := rows.add(ctx, documentID(i), m.id, invite.DocumentInvitation, agency.Catalogue, agency.Code, 2000, "GM", i+1, fmt.Sprintf("%d/GM-UBND", i+1),
			m.title, 0, m.invited, pdf, len(pdf), digest(documentID(i)), m.start.AddDate(0, 0, -7).UTC(), "")
		if err != nil {
			return err
		}
	}
	return rows.flush(ctx)
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func (y *Year) addLetters(ctx context.Context, db bun.IDB) error {
	rows := newTable(db, "letters", "meeting_id", "version", "fields", "answer_by", "sequence", "announced_at", "title", "location",
		"start_at", "end_at", "cancelled", "postponed")
	for i := range y.meetings {
		m := &y.meetings[i]
		if !m.issued() {
			continue
		}
		fields, err := json.Marshal(invite.LetterFields{Agency: y.Units[m.host]})
		if err != nil {
			return err
		}
		err = rows.add(ctx, m.id, 1, string(fields), m.start.AddDate(0, 0, -1).UTC(), 0, m.start.AddDate(0, 0, -7).UTC(), m.title, "Phòng họp",
			m.start.UTC(), m.end.UTC(), false, false)
		if err != nil {
			return err
		}
	}
	return rows.flush(ctx)
}
