package main

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/config"
	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/internal/mail"
	"giaoban/internal/outbox"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/dirstore"
	"giaoban/scheduler/invite"
	"giaoban/scheduler/invite/inviter"
	"giaoban/scheduler/invite/invitestore"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/planner"
	"giaoban/web/invitations"
	"giaoban/web/rest"
)

// addInvitations makes the invitations to meetings, which listen to the plan, and the mail that brings them.
func (d *desk) addInvitations(cfg *config.Config, db *bun.DB, log *slog.Logger) error {
	zone, err := time.LoadLocation(cfg.Timezone)
	if err != nil {
		return err
	}
	sender, from, err := d.newMail(cfg)
	if err != nil {
		return err
	}
	accounts, err := newIdentity(cfg, db, d.trail)
	if err != nil {
		return err
	}
	domain := "localhost"
	if origin, err := url.Parse(cfg.Origin()); err == nil && origin.Hostname() != "" {
		domain = origin.Hostname()
	}
	service := inviter.New(inviter.Deps{
		Store: invitestore.New(db), Meetings: d.meetings, Directory: d.units, Accounts: accountViewers{accounts, d.units}, Issue: d.issue,
		Audit: d.trail, Events: d.hub, Now: d.clock.Now, Zone: zone, Log: log, Mail: sender, From: from,
		MailAttempts: outbox.DefaultAttempts, Origin: cfg.Origin(), Domain: domain,
	})
	d.inviter = service
	d.planner.Listen(service)
	for kind, handler := range service.Handlers() {
		d.outbox.Handle(kind, handler)
	}
	clock, err := inviter.NewClock(service)
	if err != nil {
		return err
	}
	d.begin, d.end = append(d.begin, clock.Start), append(d.end, clock.Close)
	d.areas = append(d.areas, func(api *rest.API) {
		invitations.Register(api, invitations.Deps{Inviter: service, Origin: cfg.Origin()})
	})
	return nil
}

// issue moves an approved meeting to issued.
func (d *desk) issue(ctx context.Context, by directory.By, meetingID string, version int64) error {
	_, err := d.planner.Act(ctx, by, meetingID, version, plan.Issue, "", planner.One)
	return err
}

// newMail makes what sends mail, and tells who writes.
func (d *desk) newMail(cfg *config.Config) (mail.Sender, mail.Address, error) {
	if cfg.Mail.Host == "" {
		return mail.Disabled{}, mail.Address{}, nil
	}
	from, err := mail.ParseAddress(cfg.Mail.From)
	if err != nil {
		return nil, mail.Address{}, fmt.Errorf("mail.from: %w", err)
	}
	password, err := cfg.MailPassword()
	if err != nil {
		return nil, mail.Address{}, err
	}
	roots, err := mailRoots(cfg.Mail.CAFile)
	if err != nil {
		return nil, mail.Address{}, err
	}
	sender, err := mail.NewSMTP(mail.Config{
		Host: cfg.Mail.Host, Port: cfg.Mail.Port, Security: mail.Security(cfg.Mail.TLS), Username: cfg.Mail.User, Password: password,
		From: from, Roots: roots, Timeout: cfg.Mail.Timeout,
	})
	if err != nil {
		return nil, mail.Address{}, err
	}
	// Closed after whatever sends.
	d.end = append([]func(){func() { _ = sender.Close() }}, d.end...)
	return sender, from, nil
}

func mailRoots(path string) (*x509.CertPool, error) {
	if path == "" {
		return nil, nil
	}
	text, err := os.ReadFile(path) //nolint:gosec // the administrator names the file
	if err != nil {
		return nil, fmt.Errorf("mail.ca_file: %w", err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("mail.ca_file: %s holds no certificates", path)
	}
	return roots, nil
}

// accountViewers finds who acts behind an account by its id.
type accountViewers struct {
	accounts *identity.Service
	units    *dirstore.Store
}

// ViewerOf implements invite.Accounts.
func (a accountViewers) ViewerOf(ctx context.Context, accountID string) (*directory.Viewer, error) {
	account, err := a.accounts.AccountByID(ctx, accountID)
	if errors.Is(err, identity.ErrNotFound) || err == nil && account.Disabled != "" {
		return nil, fault.New(fault.NotFound, "")
	}
	if err != nil {
		return nil, err
	}
	return a.units.Viewer(ctx, account)
}

// AccountsOf implements invite.Accounts.
func (a accountViewers) AccountsOf(ctx context.Context, people []string, units []directory.UnitKey) ([]string, error) {
	return a.accounts.AccountsOf(ctx, people, directory.ByCatalogue(units))
}

// answerDemo has some of those invited to a meeting of the demonstration answer, so that its board shows every state.
func (d *desk) answerDemo(ctx context.Context, by directory.By, meetingID string) error {
	lines, _, err := d.inviter.Board(ctx, by, invite.Query{
		MeetingID: meetingID, Kind: invite.Unit, States: []invite.State{invite.Pending}, Page: directory.Page{Limit: directory.MaxPage},
	})
	if err != nil {
		return err
	}
	for i := range lines {
		answer := invite.Answer{State: invite.Confirmed}
		switch i % 12 {
		case 3, 7, 11:
			continue
		case 5:
			answer = invite.Answer{State: invite.Declined, Reason: "Lãnh đạo xã dự kỳ họp Hội đồng nhân dân cùng ngày"}
		case 9:
			answer = invite.Answer{State: invite.Substituted, Reason: "Chủ tịch đi công tác", Substitute: &invite.Substitute{Name: "Nguyễn Văn Thay", Position: "Phó Chủ tịch UBND"}}
		}
		if _, err := d.inviter.Answer(ctx, by, lines[i].ID, lines[i].Version, answer); err != nil {
			return err
		}
	}
	return nil
}
