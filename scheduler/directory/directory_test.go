package directory_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"strings"
	"testing"

	"giaoban/scheduler/directory"
)

func TestSiteNameInEnglish(t *testing.T) {
	for _, c := range []struct {
		level directory.Level
		name  string
		want  string
	}{
		{directory.Province, "Tuyen Quang Province", "Tuyen Quang main site"}, {directory.Commune, "Ward Ha Giang 2", "Ha Giang 2 site"},
		{directory.Commune, "Chiem Hoa", "Chiem Hoa site"}, {directory.Commune, "", ""},
	} {
		if got := directory.SiteNameEN(directory.Unit{Level: c.level, Name: directory.Text{VI: "Xã", EN: c.name}}); got != c.want {
			t.Errorf("%q: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestSiteName(t *testing.T) {
	for _, c := range []struct {
		level      directory.Level
		name, want string
	}{
		{directory.Commune, "Xã Chiêm Hoá", "Điểm cầu Chiêm Hoá"},
		{directory.Commune, "Phường Hà Giang 2", "Điểm cầu Hà Giang 2"},
		{directory.District, "Thành phố Tuyên Quang", "Điểm cầu Tuyên Quang"},
		{directory.Province, "Tỉnh Tuyên Quang", "Điểm cầu trung tâm Tuyên Quang"},
		{directory.Agency, "Sở Nội vụ", "Điểm cầu Sở Nội vụ"},
		{directory.Commune, "Xã ", "Điểm cầu Xã "},
	} {
		if got := directory.SiteName(directory.Unit{Level: c.level, Name: directory.Text{VI: c.name}}); got != c.want {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}

const header = "code,parent_code,level,name_vi,name_en\n"

func TestParseUnits(t *testing.T) {
	t.Run("children before their parents", func(t *testing.T) {
		units, err := directory.ParseUnits(strings.NewReader("\ufeff" + header +
			"C1,D1,commune,Xã A,A Commune\r\nD1,08,district,Huyện B,B District\n08,,province,Tỉnh C,\"C, Province\"\n000.00.00.H49,08,agency,Sở D,D\n"))
		if err != nil {
			t.Fatal(err)
		}
		var codes []string
		for _, unit := range units {
			codes = append(codes, unit.Code)
		}
		if got := strings.Join(codes, " "); got != "08 D1 000.00.00.H49 C1" {
			t.Errorf("order %s", got)
		}
		if units[0].Name.EN != "C, Province" {
			t.Errorf("%+v", units[0])
		}
	})
	for name, c := range map[string]struct {
		text string
		want []string // "line N" or "line N, column"
	}{
		"nothing":                                {"", []string{"line 1"}},
		"no units":                               {header, []string{"line 1"}},
		"another header":                         {"ma,ten\n", []string{"line 1"}},
		"too few fields":                         {header + "08,,province,Tỉnh C\n", []string{"line 2"}},
		"broken quotes":                          {header + "08,,province,\"Tỉnh\" C,C\n", []string{"line 2"}},
		"an open quote":                          {header + "08,,province,\"Tỉnh C,C\n09,,province,D,D\n", []string{"line 2"}},
		"a code in letters":                      {header + "tq,,province,Tỉnh C,C\n", []string{"line 2, code"}},
		"a long code":                            {header + strings.Repeat("1", 36) + ",,province,Tỉnh C,C\n", []string{"line 2, code"}},
		"a code twice":                           {header + "08,,province,C,C\n08,,province,D,D\n", []string{"line 3, code"}},
		"an unknown level":                       {header + "08,,region,C,C\n", []string{"line 2, level"}},
		"an unknown parent":                      {header + "08,,province,C,C\n1,09,commune,D,D\n", []string{"line 3, parent_code"}},
		"its own parent":                         {header + "08,08,province,C,C\n", []string{"line 2, parent_code"}},
		"a circle":                               {header + "07,,province,C,C\n08,09,province,C,C\n09,08,province,D,D\n", []string{"line 3, parent_code", "line 4, parent_code"}},
		"no name":                                {header + "08,,province,,C\n", []string{"line 2, name_vi"}},
		"a long name":                            {header + "08,,province," + strings.Repeat("ế", 10_000) + ",C\n", []string{"line 2, name_vi"}},
		"a hidden character":                     {header + "08,,province,Tỉnh\u200b C,C\n", []string{"line 2, name_vi"}},
		"a right-to-left one":                    {header + "08,,province,Tỉnh \u202eC,C\n", []string{"line 2, name_vi"}},
		"not UTF-8":                              {header + "08,,province,T\xff,C\n", []string{"line 2, name_vi"}},
		"several at once":                        {header + "x,,region,,C\n\n08,,province,C,C\n1,9,commune,D,D\n", []string{"line 2, code", "line 2, level", "line 2, name_vi", "line 5, parent_code"}},
		"children of a bad line do not complain": {header + "08,,region,C,C\n1,08,commune,D,D\n", []string{"line 2, level"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := directory.ParseUnits(strings.NewReader(c.text))
			var refused *directory.ImportError
			if !errors.As(err, &refused) {
				t.Fatalf("got %v", err)
			}
			if len(refused.Lines) != len(c.want) {
				t.Fatalf("got %v, want %v", refused, c.want)
			}
			for i, line := range refused.Lines {
				if !strings.HasPrefix(line.Error(), c.want[i]+":") {
					t.Errorf("got %q, want %q", line.Error(), c.want[i])
				}
			}
		})
	}
	t.Run("a thousand faults", func(t *testing.T) {
		var text strings.Builder
		text.WriteString(header)
		for i := range 1000 {
			fmt.Fprintf(&text, "%d,,region,C,C\n", i)
		}
		_, err := directory.ParseUnits(strings.NewReader(text.String()))
		var refused *directory.ImportError
		if !errors.As(err, &refused) || len(refused.Lines) != 100 {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a reader that fails", func(t *testing.T) {
		fault := errors.New("the disk is gone")
		_, err := directory.ParseUnits(failing{fault})
		if !errors.Is(err, fault) {
			t.Errorf("got %v", err)
		}
	})
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func FuzzParseUnits(f *testing.F) {
	f.Add([]byte(header + "08,,province,Tỉnh C,C\n1,08,commune,Xã D,D\n"))
	f.Add([]byte(header + "\"08\",08,province,\"a\nb\",C\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		units, err := directory.ParseUnits(strings.NewReader(string(text)))
		if err != nil {
			return
		}
		seen := map[string]bool{"": true}
		for _, unit := range units {
			if !seen[unit.ParentCode] || seen[unit.Code] {
				t.Fatalf("%+v is before its parent or there twice", unit)
			}
			seen[unit.Code] = true
		}
	})
}

func FuzzParsePeople(f *testing.F) {
	f.Add([]byte("name,unit_code,roles\nLê An,02287,secretary technician@02221\n"))
	f.Add([]byte("\ufeffname;unit_code;phone\n'=A;02287;'+84 912\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		lines, err := directory.ParsePeople(bytes.NewReader(text))
		if err != nil {
			return
		}
		people := make([]directory.Person, len(lines))
		for i, line := range lines {
			people[i] = line.Person
		}
		var out bytes.Buffer
		writer, err := directory.NewPeopleWriter(&out)
		if err != nil {
			t.Fatal(err)
		}
		if err := writer.Write(people); err != nil {
			t.Fatal(err)
		}
		again, err := directory.ParsePeople(&out)
		if err != nil || len(again) != len(lines) {
			t.Fatalf("what was written is not read again: %v", err)
		}
		for i := range again {
			if again[i].Person.Name != lines[i].Person.Name || again[i].Person.Title != lines[i].Person.Title {
				t.Fatalf("%q became %q", lines[i].Person.Name, again[i].Person.Name)
			}
		}
	})
}

func TestExportsAreNoFormulas(t *testing.T) {
	for _, name := range []string{"=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0"} {
		var out bytes.Buffer
		writer, err := directory.NewPeopleWriter(&out)
		if err != nil {
			t.Fatal(err)
		}
		if err := writer.Write([]directory.Person{{Name: name, Unit: directory.UnitKey{Catalogue: "c", Code: "1"}}}); err != nil {
			t.Fatal(err)
		}
		records, err := csv.NewReader(&out).ReadAll()
		if err != nil || records[1][1] != "'"+name {
			t.Errorf("%q is written as %q, %v", name, records, err)
		}
	}
}
