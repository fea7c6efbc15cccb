package demo

import (
	"context"
	"errors"
	"fmt"

	"giaoban/internal/audit"
	"giaoban/internal/identity"
)

// Password is the password of every demonstration account. It is public; the accounts work in demo mode only.
const Password = "GiaoBan@2026"

// people are invented; their units are real.
var people = []identity.Account{
	{Username: "chutri", DisplayName: "Nguyễn Quang Lâm", Role: identity.Chair, UnitCode: ProvinceCode},
	{Username: "thuky", DisplayName: "Trần Thị Bích Ngà", Role: identity.Secretary, UnitCode: ProvinceCode},
	{Username: "daibieu", DisplayName: "Ma Văn Thượng", Role: identity.Delegate, UnitCode: ChiemHoaCode},
	{Username: "daibieu2", DisplayName: "Hoàng Thị Dợt", Role: identity.Delegate, UnitCode: NaHangCode},
	{Username: "khachmoi", DisplayName: "Lê Đức Khải", Role: identity.Guest, UnitCode: NaHangCode},
	{Username: "kythuat", DisplayName: "Phạm Minh Ẩn", Role: identity.Technician, UnitCode: ChiemHoaCode},
	{Username: "quantri", DisplayName: "Vũ Hải Đường", Role: identity.Admin, UnitCode: ProvinceCode},
	{Username: "quantridv", DisplayName: "Nông Thị Hạnh", Role: identity.UnitAdmin, UnitCode: ChiemHoaCode},
	{Username: "lanhdao", DisplayName: "Đặng Quốc Khôi", Role: identity.Leader, UnitCode: ProvinceCode},
}

// Accounts lists the demonstration's accounts.
func Accounts() []identity.Account {
	accounts := make([]identity.Account, len(people))
	for i, person := range people {
		accounts[i] = person
		accounts[i].UnitCatalogue, accounts[i].Demo, accounts[i].PersonID = Current, true, PersonID(person.Username)
	}
	return accounts
}

// LoadAccounts adds the demonstration's accounts and enables them. Accounts already there by name are left as they are.
func LoadAccounts(ctx context.Context, service *identity.Service) error {
	for _, account := range Accounts() {
		if _, err := service.Account(ctx, account.Username); err == nil {
			continue
		} else if !errors.Is(err, identity.ErrNotFound) {
			return fmt.Errorf("demo: %w", err)
		}
		if _, err := service.Create(ctx, audit.Actor{}, account, Password); err != nil && !errors.Is(err, identity.ErrExists) {
			return fmt.Errorf("demo: account %s: %w", account.Username, err)
		}
	}
	return service.SetDemoEnabled(ctx, true)
}
