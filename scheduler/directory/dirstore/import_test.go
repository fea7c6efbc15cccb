package dirstore_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/internal/store/storetest"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo"
)

func parsed(t *testing.T, text string) *directory.CatalogueFile {
	t.Helper()
	file, err := directory.ParseCatalogue(strings.NewReader(text))
	check(t, err)
	return file
}

func TestImportCatalogue(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		const text = "code,parent_code,level,name_vi,name_en,succeeds\n" +
			"08,,province,Tỉnh Tuyên Quang,Tuyen Quang,08\n02287,08,commune,Xã Chiêm Hoá mới,New Chiem Hoa,02287 02221\n"
		imported := directory.CatalogueImport{
			Catalogue: directory.Catalogue{Version: "tuyen-quang-2030-01", Title: "Tuyên Quang", ValidFrom: "2030-01-01"},
			File:      parsed(t, text), Replaces: demo.Current, Move: true, DryRun: true,
		}
		report, err := f.ImportCatalogue(t.Context(), system, imported)
		check(t, err)
		if report.Applied || report.Created != 2 || report.Succeeded != 3 || len(report.Errors) != 0 {
			t.Errorf("%+v", report)
		}
		if catalogues, err := f.Catalogues(t.Context()); err != nil || len(catalogues) != 2 {
			t.Fatal("a dry run left something:", catalogues, err)
		}
		_, err = f.ImportCatalogue(t.Context(), f.as(t, identity.UnitAdmin, demo.ProvinceCode), imported)
		refused(t, err, fault.Forbidden, "directory.out_of_reach")

		bad := imported
		bad.File, bad.DryRun = parsed(t, text+"02221,08,commune,Xã X,X,99999\n"), false
		report, err = f.ImportCatalogue(t.Context(), system, bad)
		check(t, err)
		if report.Applied || len(report.Errors) != 1 || report.Errors[0].Error() != "line 4, succeeds: unknown" {
			t.Errorf("%+v", report)
		}
		bad = imported
		bad.Replaces = "none"
		_, err = f.ImportCatalogue(t.Context(), system, bad)
		refused(t, err, fault.Invalid, "replaces/unknown")
		bad = imported
		bad.Catalogue.ValidFrom, bad.DryRun = "2025-07-01", false
		_, err = f.ImportCatalogue(t.Context(), system, bad)
		refused(t, err, fault.Invalid, "validFrom/directory.period")

		imported.DryRun = false
		report, err = f.ImportCatalogue(t.Context(), system, imported)
		check(t, err)
		if !report.Applied {
			t.Errorf("%+v", report)
		}
		_, err = f.ImportCatalogue(t.Context(), system, imported)
		refused(t, err, fault.Conflict, "version/duplicate")
		person, err := f.Person(t.Context(), demo.PersonID("daibieu2"))
		check(t, err)
		if person.Unit != (directory.UnitKey{Catalogue: "tuyen-quang-2030-01", Code: "02287"}) {
			t.Errorf("%+v", person)
		}
		old, err := f.Unit(t.Context(), demo.Current, demo.NaHangCode)
		check(t, err)
		if len(old.Successors) != 1 || old.Successors[0].Code != "02287" {
			t.Errorf("%+v", old)
		}
		catalogues, err := f.Catalogues(t.Context())
		if err != nil || len(catalogues) != 3 || catalogues[1].ValidTo != "2029-12-31" {
			t.Error(catalogues, err)
		}
	})
}

func lines(t *testing.T, text string) []directory.PersonLine {
	t.Helper()
	all, err := directory.ParsePeople(strings.NewReader(text))
	check(t, err)
	return all
}

func TestImportPeople(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		keeper := f.as(t, identity.UnitAdmin, demo.ChiemHoaCode)
		t.Run("what was exported changes nothing", func(t *testing.T) {
			people, _, err := f.People(t.Context(), directory.PersonQuery{})
			check(t, err)
			var file bytes.Buffer
			out, err := directory.NewPeopleWriter(&file)
			check(t, err)
			check(t, out.Write(people))
			report, err := f.ImportPeople(t.Context(), system, lines(t, file.String()), false)
			check(t, err)
			if report.Unchanged != len(people) || report.Created+report.Updated+len(report.Errors) != 0 || report.Applied {
				t.Errorf("%+v of %d", report, len(people))
			}
		})
		const added = "name;unit_code;position;mail;roles\nNguyễn Văn A;02287;chuyên viên;a@x.example;secretary technician\nMa Thị B;02287;CT;;\n"
		t.Run("a dry run", func(t *testing.T) {
			report, err := f.ImportPeople(t.Context(), keeper, lines(t, added), true)
			check(t, err)
			if report.Created != 2 || report.Applied || len(report.Errors) != 0 {
				t.Errorf("%+v", report)
			}
			if found, _, err := f.People(t.Context(), directory.PersonQuery{Text: "Ma Thị B", Unit: unit("02287")}); err != nil || len(found) != 0 {
				t.Error("a dry run left somebody:", names(found), err)
			}
		})
		t.Run("for good", func(t *testing.T) {
			report, err := f.ImportPeople(t.Context(), keeper, lines(t, added), false)
			check(t, err)
			if report.Created != 2 || !report.Applied {
				t.Errorf("%+v", report)
			}
			found, _, err := f.People(t.Context(), directory.PersonQuery{Text: "nguyen van a a@x.example", Unit: unit("02287")})
			if err != nil || len(found) != 1 || len(found[0].Roles) != 2 || found[0].Position.VI != "Chuyên viên" {
				t.Fatalf("%+v %v", found, err)
			}
			if got := f.records(t, "person:"+found[0].ID); got != "directory.person_created" {
				t.Errorf("recorded %s", got)
			}
			report, err = f.ImportPeople(t.Context(), keeper, lines(t, added), false)
			check(t, err)
			if len(report.Errors) != 2 || report.Errors[0].Error() != "line 2, name: directory.person_there" {
				t.Errorf("%+v", report)
			}
			// Columns that are not there keep what was.
			report, err = f.ImportPeople(t.Context(), keeper, lines(t, "id,name,unit_code\n"+found[0].ID+",Nguyễn Văn Á,02287\n"), false)
			check(t, err)
			again, err := f.Person(t.Context(), found[0].ID)
			check(t, err)
			if report.Updated != 1 || again.Name != "Nguyễn Văn Á" || again.Mail != "a@x.example" || len(again.Roles) != 2 || again.PositionID == "" || again.Version != 2 {
				t.Errorf("%+v %+v", report, again)
			}
		})
		t.Run("faults by line", func(t *testing.T) {
			report, err := f.ImportPeople(t.Context(), keeper, lines(t, "name,unit_code,position,roles,id\n"+
				"Good,02287,,,\nElsewhere,02221,,,\nNo unit,none,,,\nNo position,02287,Vua,,\nAdmin,02287,,admin,\nNobody,02287,,,PE_none\n"+
				"Theirs,02287,,,"+demo.PersonID("daibieu2")+"\nGood,02287,,,\n"), false)
			check(t, err)
			var told []string
			for _, line := range report.Errors {
				told = append(told, line.Error())
			}
			const want = "line 3: directory.out_of_reach; line 4, unit_code: unknown; line 5, position: unknown; line 6: directory.role_out_of_reach; " +
				"line 7, id: unknown; line 8: directory.out_of_reach; line 9, name: directory.person_there"
			if got := strings.Join(told, "; "); got != want || report.Applied {
				t.Errorf("%s", got)
			}
			if found, _, err := f.People(t.Context(), directory.PersonQuery{Text: "Good"}); err != nil || len(found) != 0 {
				t.Error("something of a refused file is left:", names(found), err)
			}
		})
	})
}

func TestImportOfThousandsOfPeople(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		var text strings.Builder
		text.WriteString("name,unit_code,roles\n")
		for i := range 1000 {
			fmt.Fprintf(&text, "Người thứ %d,02287,delegate\n", i)
		}
		counted, counter := storetest.Count(f.db)
		s := open(t, counted, today)
		report, err := s.ImportPeople(t.Context(), system, lines(t, text.String()), true)
		check(t, err)
		if got := counter.Take(); report.Created != 1000 || len(got) > 6 {
			t.Errorf("%+v in %d queries", report, len(got))
		}
	})
}
