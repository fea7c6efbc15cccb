package dirstore

import (
	"github.com/uptrace/bun"

	"giaoban/scheduler/directory"
)

type catalogueRow struct {
	bun.BaseModel `bun:"table:catalogues"`

	Version   string `bun:"version,pk"`
	Title     string `bun:"title"`
	ValidFrom string `bun:"valid_from"`
	ValidTo   string `bun:"valid_to"`
}

type unitRow struct {
	bun.BaseModel `bun:"table:units,alias:unit"`

	Catalogue  string          `bun:"catalogue,pk"`
	Code       string          `bun:"code,pk"`
	ParentCode string          `bun:"parent_code,nullzero"`
	Level      directory.Level `bun:"level"`
	NameVI     string          `bun:"name_vi"`
	NameEN     string          `bun:"name_en"`
	Search     string          `bun:"search"`
	Position   int64           `bun:"position"`
	Children   int             `bun:"children,scanonly"`
}

func (r *unitRow) unit() directory.Unit {
	return directory.Unit{
		Catalogue: r.Catalogue, Code: r.Code, ParentCode: r.ParentCode, Level: r.Level,
		Name: directory.Text{VI: r.NameVI, EN: r.NameEN}, Children: r.Children,
	}
}

type roomRow struct {
	bun.BaseModel `bun:"table:rooms,alias:room"`

	Name          string   `bun:"name,pk"`
	TitleVI       string   `bun:"title_vi"`
	TitleEN       string   `bun:"title_en"`
	DescriptionVI string   `bun:"description_vi"`
	DescriptionEN string   `bun:"description_en"`
	UnitCatalogue string   `bun:"unit_catalogue,nullzero"`
	UnitCode      string   `bun:"unit_code,nullzero"`
	Practice      bool     `bun:"practice"`
	Search        string   `bun:"search"`
	Position      int64    `bun:"position"`
	Unit          *unitRow `bun:"rel:belongs-to,join:unit_catalogue=catalogue,join:unit_code=code"`
}

func (r *roomRow) room() directory.Room {
	room := directory.Room{
		Name: r.Name, Title: directory.Text{VI: r.TitleVI, EN: r.TitleEN},
		Description: directory.Text{VI: r.DescriptionVI, EN: r.DescriptionEN}, Practice: r.Practice,
	}
	if r.Unit != nil && r.Unit.Code != "" {
		unit := r.Unit.unit()
		room.Unit = &unit
	}
	return room
}
