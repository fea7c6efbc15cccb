package identity

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/fault"
	"giaoban/internal/fold"
	"giaoban/internal/id"
	"giaoban/internal/store"
	"giaoban/internal/text"
)

// usernameForm keeps usernames typeable on any keyboard.
var usernameForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{1,63}$`)

// Create makes an account with a password; when MustChange is set its owner has to replace the password at the first
// login. It fails with ErrExists, a *PasswordError or a fault.Invalid that names the fields.
func (s *Service) Create(ctx context.Context, actor audit.Actor, account Account, password string) (*Account, error) {
	row, err := s.newRow(account)
	if err != nil {
		return nil, err
	}
	password = normalizePassword(password)
	if err := s.checkPassword(row, password); err != nil {
		return nil, err
	}
	if row.PasswordHash, err = s.hasher.hash(ctx, password); err != nil {
		return nil, err
	}
	err = s.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error { return s.insert(ctx, tx, actor, row) })
	if err != nil {
		return nil, err
	}
	return row.account(), nil
}

// Invite makes an account that nobody can log in to until its owner has set a password by the link. It fails as Create
// does.
func (s *Service) Invite(ctx context.Context, actor audit.Actor, account Account) (*Account, *Link, error) {
	row, err := s.newRow(account)
	if err != nil {
		return nil, nil, err
	}
	row.MustChange = false
	var link *Link
	err = s.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		if err := s.insert(ctx, tx, actor, row); err != nil {
			return err
		}
		link, err = s.putLink(ctx, tx, row.ID)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	return row.account(), link, nil
}

// newRow checks a new account's data.
func (s *Service) newRow(account Account) (*accountRow, error) {
	now := s.cfg.Now().UTC()
	row := &accountRow{
		ID: id.New(AccountPrefix), Version: 1, Username: strings.ToLower(strings.TrimSpace(account.Username)),
		MustChange: account.MustChange, Demo: account.Demo, CreatedAt: now, UpdatedAt: now, ActiveSince: now,
	}
	var form text.Form
	form.Check(usernameForm.MatchString(row.Username), "username", "account.username")
	return row, row.edit(&form, account)
}

// edit takes over what administrators edit, checked; form may hold what is wrong already.
func (r *accountRow) edit(form *text.Form, account Account) error {
	form.Required("displayName", &account.DisplayName, text.Name)
	form.Check(account.Role.Valid(), "role", "account.role")
	form.Check((account.UnitCatalogue == "") == (account.UnitCode == ""), "unit", "account.unit")
	if err := form.Err(); err != nil {
		return err
	}
	r.DisplayName, r.Role = account.DisplayName, account.Role
	r.UnitCatalogue, r.UnitCode, r.PersonID = account.UnitCatalogue, account.UnitCode, account.PersonID
	r.Search = fold.Text(r.Username + " " + r.DisplayName)
	return nil
}

// details is what the audit log tells of an account.
func (r *accountRow) details() map[string]any {
	details := map[string]any{"username": r.Username, "displayName": r.DisplayName, "role": r.Role}
	if r.UnitCode != "" {
		details["unit"] = r.UnitCatalogue + ":" + r.UnitCode
	}
	if r.PersonID != "" {
		details["person"] = r.PersonID
	}
	if r.RoomName != "" {
		details["room"] = r.RoomName
	}
	return details
}

func (s *Service) insert(ctx context.Context, tx bun.Tx, actor audit.Actor, row *accountRow) error {
	result, err := tx.NewInsert().Model(row).On("CONFLICT (username) DO NOTHING").Exec(ctx)
	if err != nil {
		return writeError(row, err)
	}
	if made, err := result.RowsAffected(); err != nil {
		return fmt.Errorf("identity: %w", err)
	} else if made == 0 {
		return ErrExists
	}
	details := row.details()
	details["demo"] = row.Demo
	return s.audit.In(tx).Append(ctx, actor, "account.created", "account:"+row.ID, details)
}

// writeError tells of a unit or a person that is not there, and of a person who has an account, as a field's fault.
func writeError(row *accountRow, err error) error {
	refuse := func(location, reason string) error {
		return fault.InvalidFields("form", []fault.Field{{Location: location, Reason: reason}})
	}
	switch {
	case store.IsUnique(err):
		return refuse("personId", "account.person_taken")
	case store.IsForeignKey(err) && row.PersonID != "":
		return refuse("personId", "account.person")
	case store.IsForeignKey(err):
		return refuse("unit", "account.unit")
	}
	return fmt.Errorf("identity: %w", err)
}

// Account returns the account with the username; ErrNotFound when there is none.
func (s *Service) Account(ctx context.Context, username string) (*Account, error) {
	row, err := s.accountBy(ctx, s.db, "username", normalizeUsername(username))
	if err != nil {
		return nil, err
	}
	return row.account(), nil
}

// AccountByID returns the account with the id; ErrNotFound when there is none.
func (s *Service) AccountByID(ctx context.Context, accountID string) (*Account, error) {
	row, err := s.accountBy(ctx, s.db, "id", accountID)
	if err != nil {
		return nil, err
	}
	return row.account(), nil
}

// Update replaces an account's display name, role, unit and person, if it is still of the version; else it fails with
// fault.Stale. The last administrator must stay one: ErrLastAdmin.
func (s *Service) Update(ctx context.Context, actor audit.Actor, accountID string, version int64, wanted Account) (*Account, error) {
	var row *accountRow
	err := store.InTx(ctx, s.db, func(ctx context.Context, tx bun.Tx) (err error) {
		if row, err = s.current(ctx, tx, accountID, version); err != nil {
			return err
		}
		if row.RoomName != "" {
			return fault.New(fault.Forbidden, "account.terminal")
		}
		before := row.details()
		wasAdmin := row.Role == Admin
		if err := row.edit(&text.Form{}, wanted); err != nil {
			return err
		}
		if wasAdmin && row.Role != Admin && !row.Disabled {
			if err := s.keepAnAdmin(ctx, tx, row.ID); err != nil {
				return err
			}
		}
		if err := s.putVersion(ctx, tx, row, "display_name", "role", "unit_catalogue", "unit_code", "person_id", "search"); err != nil {
			return err
		}
		return s.audit.In(tx).Append(ctx, actor, "account.changed", "account:"+row.ID,
			map[string]any{"before": before, "after": row.details()})
	})
	if err != nil {
		return nil, err
	}
	return row.account(), nil
}

// SetDisabled disables an account, which ends its sessions, or enables it again, if it is still of the version; else it
// fails with fault.Stale. The last administrator cannot be disabled: ErrLastAdmin.
func (s *Service) SetDisabled(ctx context.Context, actor audit.Actor, accountID string, version int64, disabled bool) (*Account, error) {
	var row *accountRow
	err := store.InTx(ctx, s.db, func(ctx context.Context, tx bun.Tx) (err error) {
		if row, err = s.current(ctx, tx, accountID, version); err != nil || row.Disabled == disabled {
			return err
		}
		if disabled {
			return s.disable(ctx, tx, actor, row, ByAdministrator)
		}
		why := row.DisabledWhy
		row.Disabled, row.DisabledWhy, row.ActiveSince = false, "", s.cfg.Now().UTC()
		if err := s.putVersion(ctx, tx, row, "disabled", "disabled_why", "active_since"); err != nil {
			return err
		}
		return s.audit.In(tx).Append(ctx, actor, "account.enabled", "account:"+row.ID,
			map[string]any{"username": row.Username, "disabledWhy": why})
	})
	if err != nil {
		return nil, err
	}
	if disabled {
		s.told(ctx, accountID)
	}
	return row.account(), nil
}

// disable disables the account of row, which must be enabled, and ends its sessions.
func (s *Service) disable(ctx context.Context, tx bun.Tx, actor audit.Actor, row *accountRow, why DisabledWhy) error {
	if row.Role == Admin {
		if err := s.keepAnAdmin(ctx, tx, row.ID); err != nil {
			return err
		}
	}
	disabled := *row
	disabled.Disabled, disabled.DisabledWhy = true, why
	if err := s.putVersion(ctx, tx, &disabled, "disabled", "disabled_why"); err != nil {
		return err
	}
	if err := endSessions(ctx, tx, row.ID, ""); err != nil {
		return err
	}
	err := s.audit.In(tx).Append(ctx, actor, "account.disabled", "account:"+row.ID,
		map[string]any{"username": row.Username, "why": why})
	if err == nil {
		*row = disabled
	}
	return err
}

// Unlock lets an account that wrong passwords have locked log in again at once.
func (s *Service) Unlock(ctx context.Context, actor audit.Actor, accountID string) error {
	return s.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		err := changed(tx.NewUpdate().Model((*accountRow)(nil)).
			Set("failures = 0").Set("locked_until = NULL").Where("id = ?", accountID).Exec(ctx))
		if err != nil {
			return err
		}
		return s.audit.In(tx).Append(ctx, actor, "account.unlocked", "account:"+accountID, nil)
	})
}

// current returns the account, or fails with ErrNotFound or, when it is of another version, fault.Stale.
func (s *Service) current(ctx context.Context, tx bun.Tx, accountID string, version int64) (*accountRow, error) {
	row, err := s.accountBy(ctx, tx, "id", accountID)
	if err != nil {
		return nil, err
	}
	if row.Version != version {
		return nil, fault.StaleVersion(row.Version)
	}
	return row, nil
}

// putVersion writes columns of row as the next version, unless somebody else has written one since row was read.
func (s *Service) putVersion(ctx context.Context, tx bun.Tx, row *accountRow, columns ...string) error {
	read := row.Version
	row.Version, row.UpdatedAt = read+1, s.cfg.Now().UTC()
	result, err := tx.NewUpdate().Model(row).Column(append(columns, "version", "updated_at")...).
		Where("id = ?", row.ID).Where("version = ?", read).Exec(ctx)
	if err != nil {
		return writeError(row, err)
	}
	if written, err := result.RowsAffected(); err != nil {
		return fmt.Errorf("identity: %w", err)
	} else if written == 0 {
		return fault.StaleVersion(read + 1)
	}
	return nil
}

// keepAnAdmin fails with ErrLastAdmin unless another administrator than leaving can log in. It holds all administrators
// until the transaction ends, so that two cannot remove each other.
func (s *Service) keepAnAdmin(ctx context.Context, tx bun.Tx, leaving string) error {
	_, err := tx.NewUpdate().Model((*accountRow)(nil)).Set("updated_at = updated_at").Where("role = ?", Admin).Exec(ctx)
	if err != nil {
		return fmt.Errorf("identity: administrators: %w", err)
	}
	found, err := tx.NewSelect().Model((*accountRow)(nil)).Where("role = ?", Admin).Where("disabled = ?", false).
		Where("password_hash <> ''").Where("id <> ?", leaving).Exists(ctx)
	if err != nil {
		return fmt.Errorf("identity: administrators: %w", err)
	}
	if !found {
		return ErrLastAdmin
	}
	return nil
}

// SetDemoEnabled enables or disables every account whose password is public, and ends their sessions when disabling.
// Those that an administrator has disabled stay so.
func (s *Service) SetDemoEnabled(ctx context.Context, enabled bool) error {
	return s.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		update := tx.NewUpdate().Model((*accountRow)(nil)).Where("demo = ?", true).Where("disabled = ?", enabled)
		if enabled {
			update.Set("disabled = ?", false).Set("disabled_why = ''").Set("active_since = ?", s.cfg.Now().UTC()).
				Where("disabled_why <> ?", ByAdministrator)
		} else {
			update.Set("disabled = ?", true).Set("disabled_why = ?", DemoOver)
			demo := tx.NewSelect().Model((*accountRow)(nil)).Column("id").Where("demo = ?", true)
			if _, err := tx.NewDelete().Model((*sessionRow)(nil)).Where("account_id IN (?)", demo).Exec(ctx); err != nil {
				return fmt.Errorf("identity: %w", err)
			}
		}
		if _, err := update.Exec(ctx); err != nil {
			return fmt.Errorf("identity: %w", err)
		}
		return nil
	})
}
