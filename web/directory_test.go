package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"giaoban/internal/store/storetest"
	"giaoban/scheduler/directory/demo"
)

const chiemHoa = `{"catalogue":"` + demo.Current + `","code":"` + demo.ChiemHoaCode + `"}`

func TestTwoSecretariesSaveAtOnce(t *testing.T) {
	f := newFixture(t)
	one, other := f.as(t, "quantridv"), f.as(t, "quantri")
	path := "/api/v1/people/" + demo.PersonID("kythuat")
	read := one.want(http.StatusOK, one.get(path))
	tag := read.header.Get("ETag")
	body := func(name string) string {
		return `{"name":"` + name + `","unit":` + chiemHoa + `,"active":true,"roles":[{"role":"technician","unit":` + chiemHoa + `}]}`
	}
	one.refused(http.StatusPreconditionRequired, "precondition_required", one.do(http.MethodPut, path, body("A")))
	saved := one.want(http.StatusOK, one.do(http.MethodPut, path, body("Phạm Minh Ấn"), "If-Match", tag))
	if saved.header.Get("ETag") == tag {
		t.Error("the tag did not change")
	}
	late := other.refused(http.StatusPreconditionFailed, "stale", other.do(http.MethodPut, path, body("Khác"), "If-Match", tag))
	var details struct{ Current int64 }
	late.into(t, &details)
	if want := fmt.Sprintf("%q", fmt.Sprint(details.Current)); want != saved.header.Get("ETag") {
		t.Errorf("told version %s, saved %s", want, saved.header.Get("ETag"))
	}
	var person struct {
		Name  string
		Roles []struct{ Role string }
	}
	other.want(http.StatusOK, other.get(path)).into(t, &person)
	if person.Name != "Phạm Minh Ấn" || len(person.Roles) != 1 {
		t.Errorf("%+v", person)
	}
}

// TestDirectoryIsChangedWithinReach holds the administrator of one unit to that unit, whatever of another they ask for.
func TestDirectoryIsChangedWithinReach(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *bun.DB) { changedWithinReach(t, newFixtureOn(t, db)) })
}

func changedWithinReach(t *testing.T, f *fixture) {
	b, admin := f.as(t, "quantridv"), f.as(t, "quantri")
	naHang := `{"catalogue":"` + demo.Current + `","code":"` + demo.NaHangCode + `"}`
	made := func(path, body string) (at, tag string) {
		var told struct{ ID, Name string }
		a := admin.want(http.StatusCreated, admin.post("/api/v1"+path, body))
		a.into(t, &told)
		if told.ID == "" {
			told.ID = told.Name // of a site
		}
		return "/api/v1" + path + "/" + told.ID, a.header.Get("ETag")
	}
	put := func(at, tag, body string) func() *answer {
		return func() *answer { return b.do(http.MethodPut, at, body, "If-Match", tag) }
	}
	remove := func(at, tag string) func() *answer {
		return func() *answer { return b.do(http.MethodDelete, at, "", "If-Match", tag) }
	}
	b.want(http.StatusCreated, b.post("/api/v1/people", `{"name":"Lý Thị Én","unit":`+chiemHoa+`}`))
	person, personTag := made("/people", `{"name":"Lý Văn Xa","unit":`+naHang+`}`)
	own, ownTag := made("/people", `{"name":"Lý Văn Gần","unit":`+chiemHoa+`}`)
	site, siteTag := made("/sites", `{"name":"xa","title":{"vi":"Xa","en":""},"unit":`+naHang+`}`)
	group, groupTag := made("/groups", `{"name":"Xa","unit":`+naHang+`,"sites":[]}`)
	list, listTag := made("/invitation-lists", `{"name":"Xa","unit":`+naHang+`,"members":[]}`)
	unit := "/api/v1/units/" + demo.Current + "/" + demo.NaHangCode
	ownUnit := "/api/v1/units/" + demo.Current + "/02287"
	for name, call := range map[string]func() *answer{
		"a person":            func() *answer { return b.post("/api/v1/people", `{"name":"Lý Thị Én","unit":`+naHang+`}`) },
		"changing a person":   put(person, personTag, `{"name":"Lý Văn Xa","unit":`+naHang+`,"active":false}`),
		"taking a person":     put(person, personTag, `{"name":"Lý Văn Xa","unit":`+chiemHoa+`,"active":true}`),
		"giving a person":     put(own, ownTag, `{"name":"Lý Văn Gần","unit":`+naHang+`,"active":true}`),
		"a role elsewhere":    put(own, ownTag, `{"name":"Lý Văn Gần","unit":`+chiemHoa+`,"active":true,"roles":[{"role":"secretary","unit":`+naHang+`}]}`),
		"a role of the whole": put(own, ownTag, `{"name":"Lý Văn Gần","unit":`+chiemHoa+`,"active":true,"roles":[{"role":"admin","unit":`+chiemHoa+`}]}`),
		"a site": func() *answer {
			return b.post("/api/v1/sites", `{"name":"x","title":{"vi":"X","en":""},"unit":`+naHang+`}`)
		},
		"a site of no unit": func() *answer { return b.post("/api/v1/sites", `{"name":"x","title":{"vi":"X","en":""}}`) },
		"changing a site":   put(site, siteTag, `{"title":{"vi":"X","en":""},"unit":`+naHang+`,"active":true}`),
		"taking a site":     put(site, siteTag, `{"title":{"vi":"X","en":""},"unit":`+chiemHoa+`,"active":true}`),
		"a group":           func() *answer { return b.post("/api/v1/groups", `{"name":"X","unit":`+naHang+`,"sites":[]}`) },
		"changing a group":  put(group, groupTag, `{"name":"X","unit":`+naHang+`,"sites":[]}`),
		"deleting a group":  remove(group, groupTag),
		"changing a list":   put(list, listTag, `{"name":"X","unit":`+naHang+`,"members":[]}`),
		"deleting a list":   remove(list, listTag),
		"a unit":            put(unit, `"1"`, `{"parentCode":"08","level":"commune","name":{"vi":"X","en":"X"}}`),
		"deleting a unit":   remove(unit, `"1"`),
		"reforming a unit": func() *answer {
			return b.do(http.MethodPost, unit+"/reform", `{"validTo":"2026-12-31","successors":[`+chiemHoa+`]}`, "If-Match", `"1"`)
		},
		"a unit beside their own": func() *answer {
			return b.post("/api/v1/units", `{"catalogue":"`+demo.Current+`","code":"9","parentCode":"08","level":"commune","name":{"vi":"X","en":"X"}}`)
		},
		"their unit below another": put(ownUnit, `"1"`, `{"parentCode":"`+demo.NaHangCode+`","level":"commune","name":{"vi":"X","en":"X"}}`),
	} {
		t.Run(name, func(t *testing.T) {
			refused := b.refused(http.StatusForbidden, "forbidden", call())
			if !strings.Contains(string(refused.body), `out_of_reach"`) {
				t.Errorf("%s", refused.body)
			}
		})
	}
	t.Run("a secretary by assignment prepares lists", func(t *testing.T) {
		admin := f.as(t, "quantri")
		path := "/api/v1/people/" + demo.PersonID("daibieu")
		tag := admin.get(path).header.Get("ETag")
		delegate := f.as(t, "daibieu")
		list := `{"name":"Của tôi","unit":` + chiemHoa + `,"members":[{"kind":"unit","unit":` + chiemHoa + `},{"kind":"group","id":"GR_demo073"}]}`
		delegate.refused(http.StatusForbidden, "forbidden", delegate.post("/api/v1/invitation-lists", list))
		admin.want(http.StatusOK, admin.do(http.MethodPut, path, `{"name":"Ma Văn Thượng","unit":`+chiemHoa+`,"active":true,"roles":[{"role":"secretary","unit":`+chiemHoa+`}]}`, "If-Match", tag))
		made := delegate.want(http.StatusCreated, delegate.post("/api/v1/invitation-lists", list))
		var told struct {
			ID      string
			Members []struct{ Kind, Name string }
		}
		made.into(t, &told)
		if len(told.Members) != 2 || told.Members[0].Name != "Xã Chiêm Hoá" || told.Members[1].Name != "Cụm Chiêm Hóa" {
			t.Errorf("%s", made.body)
		}
		var expansion struct {
			Units []struct{ Name string }
			Sites []struct{ Name string }
		}
		delegate.want(http.StatusOK, delegate.get("/api/v1/invitation-lists/"+told.ID+"/expansion")).into(t, &expansion)
		if len(expansion.Units) != 1 || len(expansion.Sites) != 10 {
			t.Errorf("%+v", expansion)
		}
		delegate.want(http.StatusNoContent, delegate.do(http.MethodDelete, "/api/v1/invitation-lists/"+told.ID, "", "If-Match", made.header.Get("ETag")))
	})
	t.Run("whoever is deactivated is out", func(t *testing.T) {
		admin, technician := f.as(t, "quantri"), f.as(t, "kythuat")
		technician.want(http.StatusOK, technician.get("/api/v1/viewer"))
		path := "/api/v1/people/" + demo.PersonID("kythuat")
		tag := admin.get(path).header.Get("ETag")
		admin.want(http.StatusOK, admin.do(http.MethodPut, path, `{"name":"Phạm Minh Ẩn","unit":`+chiemHoa+`,"active":false}`, "If-Match", tag))
		technician.refused(http.StatusForbidden, "forbidden", technician.get("/api/v1/viewer"))
	})
}

func TestPeopleFiles(t *testing.T) {
	f := newFixture(t)
	b := f.as(t, "quantridv")
	send := func(path, text string, headers ...string) *answer {
		return b.do(http.MethodPost, path, text, append([]string{"Content-Type", "text/csv"}, headers...)...)
	}
	type report struct {
		Applied          bool
		Created, Updated int
		Errors           []struct {
			Line                    int
			Column, Reason, Message string
		}
	}
	var told report
	b.want(http.StatusOK, send("/api/v1/people/import?dryRun=true", "\ufeffname,unit_code,mail\n=HYPERLINK(1),02287,\nB,02287,b\nC,02221,\n")).into(t, &told)
	if told.Applied || len(told.Errors) != 1 || told.Errors[0].Line != 3 || told.Errors[0].Column != "mail" || !strings.HasPrefix(told.Errors[0].Message, "Địa chỉ thư") {
		t.Errorf("%+v", told)
	}
	told = report{}
	b.want(http.StatusOK, send("/api/v1/people/import", "name,unit_code\nC,02221\n", "Accept-Language", "en")).into(t, &told)
	if told.Applied || len(told.Errors) != 1 || told.Errors[0].Message != "Out of your reach." {
		t.Errorf("%+v", told)
	}
	told = report{}
	b.want(http.StatusOK, send("/api/v1/people/import", "name,unit_code,phone\n=HYPERLINK(1),02287,+84 912 345 678\n")).into(t, &told)
	if !told.Applied || told.Created != 1 {
		t.Errorf("%+v", told)
	}
	file := b.want(http.StatusOK, b.get("/api/v1/people/export?unit="+demo.Current+":02287"))
	text := string(file.body)
	if !strings.HasPrefix(text, "\ufeffid,name,") || !strings.Contains(text, ",'=HYPERLINK(1),") || !strings.Contains(text, ",'+84 912 345 678,") ||
		file.header.Get("Content-Type") != "text/csv; charset=utf-8" || !strings.Contains(file.header.Get("Content-Disposition"), "attachment") {
		t.Errorf("%v\n%s", file.header, text)
	}
	told = report{}
	b.want(http.StatusOK, send("/api/v1/people/import", text)).into(t, &told)
	if told.Applied || told.Updated+told.Created+len(told.Errors) != 0 {
		t.Errorf("the export does not come back as it was: %+v", told)
	}
	for name, body := range map[string]string{
		"UTF-16":   "\xff\xfen\x00a\x00m\x00e\x00",
		"Latin-1":  "name,unit_code\nL\xea,02287\n",
		"no CSV":   "{}",
		"quotes":   "name,unit_code\n\"A\" B,02287\n",
		"nothing":  "",
		"10,000":   "name,unit_code\n" + strings.Repeat("ế", 10_000) + ",02287\n",
		"an image": "\x89PNG\r\n\x1a\n\x00\x00",
	} {
		t.Run(name, func(t *testing.T) {
			var told report
			b.want(http.StatusOK, send("/api/v1/people/import", body)).into(t, &told)
			if told.Applied || len(told.Errors) != 1 || told.Errors[0].Message == "" {
				t.Errorf("%+v", told)
			}
		})
	}
	b.refused(http.StatusUnsupportedMediaType, "unsupported_media_type", b.post("/api/v1/people/import", "{}"))
	b.refused(http.StatusRequestEntityTooLarge, "too_large", send("/api/v1/people/import", "name,unit_code\n"+strings.Repeat(strings.Repeat("A", 4000)+",02287\n", 5000)))
}

func TestCatalogueFiles(t *testing.T) {
	f := newFixture(t)
	b := f.as(t, "quantri")
	file := b.want(http.StatusOK, b.get("/api/v1/unit-catalogues/"+demo.Current+"/export"))
	path := "/api/v1/unit-catalogues/tuyen-quang-2031/import?title=Sau&validFrom=2031-01-01&replaces=" + demo.Current
	var told struct {
		Applied bool
		Created int
		Errors  []struct{ Message string }
	}
	for _, dry := range []bool{true, false} {
		b.want(http.StatusOK, b.do(http.MethodPost, path+fmt.Sprintf("&dryRun=%v", dry), string(file.body), "Content-Type", "text/csv")).into(t, &told)
		if told.Applied == dry || told.Created != 138 || len(told.Errors) != 0 {
			t.Fatalf("%+v", told)
		}
	}
	b.refused(http.StatusConflict, "conflict", b.do(http.MethodPost, path, string(file.body), "Content-Type", "text/csv"))
	b.refused(http.StatusNotFound, "not_found", b.get("/api/v1/unit-catalogues/none/export"))
}

func TestSites(t *testing.T) {
	f := newFixture(t)
	b := f.as(t, "quantridv")
	path := "/api/v1/sites/" + demo.RoomName(demo.ChiemHoaCode)
	site := b.want(http.StatusOK, b.get(path))
	body := `{"title":{"vi":"Hội trường","en":""},"unit":` + chiemHoa + `,"active":true,"seats":2,"lineKbps":8000,
		"seatMap":{"columns":4,"rows":2,"blocks":[{"kind":"row","name":"A","x":%d,"y":0,"width":2,"height":1,"seats":[{"label":"A1"},{"label":"A2","name":"Thư ký"}]}]},
		"terminals":[{"name":"Máy chính","kind":"pc"}]}`
	refused := b.refused(http.StatusUnprocessableEntity, "invalid", b.do(http.MethodPut, path, fmt.Sprintf(body, 3), "If-Match", site.header.Get("ETag")))
	if !strings.Contains(string(refused.body), `"location":"seatMap.blocks[0]"`) || !strings.Contains(string(refused.body), "Nằm ngoài sơ đồ.") {
		t.Errorf("%s", refused.body)
	}
	changed := b.want(http.StatusOK, b.do(http.MethodPut, path, fmt.Sprintf(body, 2), "If-Match", site.header.Get("ETag")))
	if !strings.Contains(string(changed.body), `{"label":"A2","name":"Thư ký"}`) || !strings.Contains(string(changed.body), `"lineKbps":8000`) {
		t.Errorf("%s", changed.body)
	}
}
