package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"giaoban/internal/audit"
	"giaoban/internal/identity"
	"giaoban/internal/mail"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo"
	"giaoban/scheduler/directory/dirstore"
	"giaoban/scheduler/invite/inviter"
	"giaoban/scheduler/invite/invitestore"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/planner"
	"giaoban/scheduler/workday"
	"giaoban/web/invitations"
	"giaoban/web/rest"
)

// viewers finds who acts behind an account by its id.
type viewers struct {
	accounts *identity.Service
	units    *dirstore.Store
}

func (v viewers) ViewerOf(ctx context.Context, accountID string) (*directory.Viewer, error) {
	account, err := v.accounts.AccountByID(ctx, accountID)
	if err != nil {
		return nil, err
	}
	return v.units.Viewer(ctx, account)
}

func (v viewers) AccountsOf(ctx context.Context, people []string, units []directory.UnitKey) ([]string, error) {
	return v.accounts.AccountsOf(ctx, people, directory.ByCatalogue(units))
}

// invitationsArea serves the invitations to the meetings of plans, without mail.
func invitationsArea(t testing.TB, plans *planner.Planner, accounts *identity.Service, units *dirstore.Store, trail *audit.Log, now func() time.Time) func(*rest.API) {
	t.Helper()
	service := inviter.New(inviter.Deps{
		Store: invitestore.New(plans.Store.DB()), Meetings: plans.Store, Directory: units, Accounts: viewers{accounts, units}, Audit: trail, Now: now,
		Zone: workday.Zone(), Log: slog.New(slog.DiscardHandler), Mail: mail.Disabled{}, Origin: "https://hop.example.vn", Domain: "hop.example.vn",
		Issue: func(ctx context.Context, by directory.By, meetingID string, version int64) error {
			_, err := plans.Act(ctx, by, meetingID, version, plan.Issue, "", planner.One)
			return err
		},
	})
	plans.Listeners = append(plans.Listeners, service)
	return func(api *rest.API) {
		invitations.Register(api, invitations.Deps{Inviter: service, Origin: "https://hop.example.vn"})
	}
}

type sentInvitation struct {
	ID, State, Name, Kind string
	Version               int64
	Delivery              *struct{ State, Error string }
	Meeting               *struct{ Title string }
	Document              string
}

type invitationPage struct {
	Items      []sentInvitation
	NextCursor string
}

func (f *fixture) approvedMeeting(t *testing.T) string {
	t.Helper()
	start := f.clock.now().AddDate(0, 0, 14)
	m, _, err := f.plans.Create(t.Context(), directory.By{}, plan.Draft{
		Title: "Giao ban", Urgency: plan.Urgent, Host: directory.UnitKey{Catalogue: demo.Current, Code: demo.ProvinceCode},
		ChairID: demo.PersonID("chutri"), SecretaryID: demo.PersonID("thuky"),
		Start: start, End: start.Add(time.Hour), Mode: plan.Online, Policies: plan.DefaultPolicies(), NoStateSecret: true, Secrecy: plan.NotSecret,
		Agenda: []plan.AgendaItem{{Title: "Báo cáo", Minutes: 10}},
		Sites:  []plan.Site{{Unit: directory.UnitKey{Catalogue: demo.Current, Code: demo.ChiemHoaCode}, Room: demo.RoomName(demo.ChiemHoaCode)}},
	})
	check(t, err)
	for _, action := range []plan.Action{plan.Submit, plan.Approve} {
		_, err := f.plans.Act(t.Context(), directory.By{}, m.ID, 0, action, "", planner.One)
		check(t, err)
	}
	return m.ID
}

func TestInvitationsFromListToAnswer(t *testing.T) {
	f := newFixture(t)
	meeting := "/api/v1/meetings/" + f.approvedMeeting(t)
	secretary, delegate, stranger := f.as(t, "thuky"), f.as(t, "daibieu"), f.as(t, "chutrixa")
	targets := fmt.Sprintf(`{"targets":[{"kind":"subtree","unit":{"catalogue":%q,"code":%q},"level":"commune"},{"kind":"person","id":"PE_none"}]}`, demo.Current, demo.ProvinceCode)
	var added struct {
		Added   int
		Unknown []int
	}
	secretary.want(http.StatusOK, secretary.post(meeting+"/invitations", targets)).into(t, &added)
	if added.Added != 124 || len(added.Unknown) != 1 {
		t.Fatalf("%+v", added)
	}
	stranger.refused(http.StatusNotFound, "not_found", stranger.post(meeting+"/invitations", targets))
	stranger.refused(http.StatusNotFound, "not_found", stranger.get(meeting+"/invitations"))
	delegate.refused(http.StatusNotFound, "not_found", delegate.get(meeting+"/letter")) // not issued yet

	letter := secretary.want(http.StatusOK, secretary.get(meeting+"/letter"))
	var fields map[string]any
	letter.into(t, &fields)
	for _, name := range []string{"version", "sequence", "announced", "missing"} {
		delete(fields, name)
	}
	fields["signerName"] = "Trần Văn Ký"
	written, err := json.Marshal(fields)
	check(t, err)
	secretary.refused(http.StatusPreconditionRequired, "precondition_required", secretary.do(http.MethodPut, meeting+"/letter", string(written)))
	secretary.want(http.StatusOK, secretary.do(http.MethodPut, meeting+"/letter", string(written), "If-Match", letter.header.Get("ETag")))
	stale := secretary.do(http.MethodPut, meeting+"/letter", string(written), "If-Match", letter.header.Get("ETag"))
	secretary.refused(http.StatusPreconditionFailed, "stale", stale)

	preview := secretary.want(http.StatusOK, secretary.get(meeting+"/letter/preview"))
	if preview.header.Get("Content-Type") != "application/pdf" || !bytes.HasPrefix(preview.body, []byte("%PDF-")) {
		t.Errorf("%v", preview.header)
	}
	drafted := secretary.want(http.StatusOK, secretary.post(meeting+"/letter/preview", string(written)))
	if drafted.header.Get("Content-Type") != "application/pdf" || drafted.header.Get("Cache-Control") != "no-store" || !bytes.HasPrefix(drafted.body, []byte("%PDF-")) {
		t.Errorf("%v", drafted.header)
	}
	delegate.refused(http.StatusNotFound, "not_found", delegate.post(meeting+"/letter/preview", string(written)))
	var issuers struct {
		Items []struct {
			Symbol string
			Next   int
		}
	}
	secretary.want(http.StatusOK, secretary.get(meeting+"/letter/issuers")).into(t, &issuers)
	if len(issuers.Items) != 1 || issuers.Items[0].Symbol != "GM-UBND" || issuers.Items[0].Next != 1 {
		t.Errorf("%+v", issuers)
	}
	var document struct{ ID, Symbol string }
	secretary.want(http.StatusOK, secretary.post(meeting+"/invitations/issue", "{}")).into(t, &document)
	if document.Symbol != "01/GM-UBND" {
		t.Errorf("%+v", document)
	}
	var page invitationPage
	secretary.want(http.StatusOK, secretary.get(meeting+"/invitations?q=chiem+hoa&state=pending&state=seen")).into(t, &page)
	if len(page.Items) != 1 || page.Items[0].Delivery == nil || page.Items[0].Delivery.State != "failed" || page.Items[0].Delivery.Error == "" {
		t.Fatalf("without a mail server: %+v", page.Items)
	}
	secretary.want(http.StatusOK, secretary.get(meeting+"/invitations/summary"))

	t.Run("the delegate", func(t *testing.T) {
		var mine invitationPage
		delegate.want(http.StatusOK, delegate.get("/api/v1/invitations?open=true")).into(t, &mine)
		if len(mine.Items) != 1 || mine.Items[0].Meeting.Title != "Giao ban" || mine.Items[0].Document != "01/GM-UBND" {
			t.Fatalf("%+v", mine)
		}
		own := "/api/v1/invitations/" + mine.Items[0].ID
		stranger.refused(http.StatusNotFound, "not_found", stranger.get(own))
		seen := delegate.want(http.StatusOK, delegate.do(http.MethodPut, own+"/seen", "{}"))
		tag := seen.header.Get("ETag")
		delegate.refused(http.StatusPreconditionRequired, "precondition_required", delegate.do(http.MethodPut, own+"/answer", `{"state":"confirmed"}`))
		delegate.refused(http.StatusUnprocessableEntity, "invalid", delegate.do(http.MethodPut, own+"/answer", `{"state":"declined"}`, "If-Match", tag))
		delegate.want(http.StatusOK, delegate.do(http.MethodPut, own+"/answer", `{"state":"confirmed"}`, "If-Match", tag))
		delegate.refused(http.StatusPreconditionFailed, "stale", delegate.do(http.MethodPut, own+"/answer", `{"state":"confirmed"}`, "If-Match", tag))
		file := delegate.want(http.StatusOK, delegate.get("/api/v1/invitation-documents/"+document.ID+"/pdf"))
		again := delegate.do(http.MethodGet, "/api/v1/invitation-documents/"+document.ID+"/pdf", "", "If-None-Match", file.header.Get("ETag"))
		delegate.want(http.StatusNotModified, again)
	})
	t.Run("a calendar by secret link", func(t *testing.T) {
		var feed struct{ ID, URL string }
		delegate.want(http.StatusCreated, delegate.post("/api/v1/calendar-feeds", "{}")).into(t, &feed)
		path := strings.TrimPrefix(feed.URL, "https://hop.example.vn")
		nobody := f.browser(t)
		calendar := nobody.want(http.StatusOK, nobody.get(path))
		if !strings.HasPrefix(calendar.header.Get("Content-Type"), "text/calendar") || !bytes.Contains(calendar.body, []byte("BEGIN:VEVENT")) {
			t.Errorf("%s", calendar.body)
		}
		nobody.want(http.StatusNotModified, nobody.do(http.MethodGet, path, "", "If-None-Match", "W/"+calendar.header.Get("ETag")))
		delegate.want(http.StatusNoContent, delegate.do(http.MethodDelete, "/api/v1/calendar-feeds/"+feed.ID, ""))
		nobody.refused(http.StatusNotFound, "not_found", nobody.get(path))
		if _, token, _ := strings.Cut(path, "/calendar/"); strings.Contains(f.logs.String(), strings.TrimSuffix(token, ".ics")) {
			t.Error("the secret link is in the log")
		}
	})
	t.Run("the register", func(t *testing.T) {
		var page struct {
			Items []struct{ Symbol, Effect, AgencyName, MeetingID, Title string }
		}
		secretary.want(http.StatusOK, secretary.get("/api/v1/register-entries?q=01/gm&type=GM&limit=10")).into(t, &page)
		if len(page.Items) != 1 || page.Items[0].Symbol != "01/GM-UBND" || page.Items[0].Effect != "in_force" || page.Items[0].AgencyName != "Tỉnh Tuyên Quang" ||
			!strings.HasSuffix(meeting, page.Items[0].MeetingID) {
			t.Errorf("%+v", page)
		}
		delegate.want(http.StatusOK, delegate.get("/api/v1/register-entries")).into(t, &page)
		if len(page.Items) != 0 {
			t.Errorf("a delegate reads %+v", page)
		}
		province := "?agency=" + demo.Current + ":" + demo.ProvinceCode
		delegate.refused(http.StatusNotFound, "not_found", delegate.get("/api/v1/register-entries"+province))
		delegate.refused(http.StatusNotFound, "not_found", delegate.get("/api/v1/register-entries/export"+province))
		secretary.refused(http.StatusNotFound, "not_found", secretary.get("/api/v1/register-entries?agency=x"))
		for _, bad := range []string{"year=x", "type=XX", "effect=gone", "year=12"} {
			secretary.refused(http.StatusUnprocessableEntity, "invalid", secretary.get("/api/v1/register-entries/export?"+bad))
		}
		file := secretary.want(http.StatusOK, secretary.get("/api/v1/register-entries/export"+province))
		if file.header.Get("Content-Type") != "text/csv; charset=utf-8" || !strings.HasPrefix(string(file.body), "\ufeff\"Số, ký hiệu\",") ||
			!strings.Contains(string(file.body), "\r\n01/GM-UBND,") || !strings.Contains(string(file.body), "https://hop.example.vn"+strings.TrimPrefix(meeting, "/api/v1")) {
			t.Errorf("%s", file.body)
		}
		if records := f.recorded(t, "register.exported"); records != 1 {
			t.Errorf("%d records of the export", records)
		}
	})
	t.Run("what nobody may do", func(t *testing.T) {
		register := fmt.Sprintf("/api/v1/registers/%s/%s/2026/GM", demo.Current, demo.ProvinceCode)
		delegate.refused(http.StatusForbidden, "forbidden", delegate.do(http.MethodPut, register, `{"last":120}`))
		secretary.want(http.StatusNoContent, secretary.do(http.MethodPut, register, `{"last":120}`))
		secretary.refused(http.StatusConflict, "conflict", secretary.do(http.MethodPut, register, `{"last":1}`))
		delegate.refused(http.StatusForbidden, "forbidden", delegate.post(meeting+"/invitations/remind", "{}"))
		delegate.refused(http.StatusForbidden, "forbidden", delegate.get(meeting+"/invitation-mails"))
	})
}
