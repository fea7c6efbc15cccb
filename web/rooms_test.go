package web_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/livekit/protocol/livekit"

	"giaoban/scheduler/directory/demo"
	"giaoban/web"
)

type roomsPage struct {
	Items []struct {
		Name, Description string
		Title             struct{ VI, EN string }
		Unit              *struct{ Code, Level, Name string }
		Participants      int
		Live, Practice    bool
	}
	NextCursor string
}

type ticket struct {
	URL, Token, Identity, ParticipantName, Role string
	CanModerate                                 bool
	ExpiresAt                                   time.Time
}

func TestRooms(t *testing.T) {
	f := newFixture(t)
	f.hall.enter("diem-cau-"+demo.ChiemHoaCode, "AC_x")
	b := f.as(t, "daibieu")
	find := func(query string, headers ...string) roomsPage {
		t.Helper()
		var page roomsPage
		b.want(http.StatusOK, b.get("/api/v1/rooms?"+query, headers...)).into(t, &page)
		return page
	}
	for _, text := range []string{"Chiêm Hoá", "Chiêm Hóa", "chiem hoa", "CHIEM"} {
		page := find("q=" + url.QueryEscape(text))
		if len(page.Items) != 1 || page.Items[0].Unit.Code != demo.ChiemHoaCode || !page.Items[0].Live || page.Items[0].Participants != 1 {
			t.Errorf("%s: %+v", text, page)
		}
	}
	if got := find("q=chiem", "Accept-Language", "en").Items[0]; got.Unit.Name != "Chiem Hoa Commune" || !strings.HasPrefix(got.Description, "Online meetings") || got.Title.VI != "Phòng họp xã Chiêm Hoá" {
		t.Errorf("in English: %+v", got)
	}
	first := find("limit=2")
	if len(first.Items) != 2 || !first.Items[0].Practice || first.Items[0].Live || first.NextCursor == "" {
		t.Fatalf("%+v", first)
	}
	second := find("limit=2&cursor=" + first.NextCursor)
	if len(second.Items) != 2 || second.Items[0].Name == first.Items[1].Name {
		t.Errorf("%+v", second)
	}
	if all := find("limit=500"); len(all.Items) != 126 || all.NextCursor != "" {
		t.Errorf("%d rooms, next %q", len(all.Items), all.NextCursor)
	}
	for _, query := range []string{"limit=0", "limit=501", "limit=x", "cursor=!", "q=" + strings.Repeat("a", 101)} {
		b.refused(http.StatusUnprocessableEntity, "invalid", b.get("/api/v1/rooms?"+query))
	}
	for _, path := range []string{"/%00", "/%ff", "?q=%00", "?q=%ff", "?q=%", "?cursor=%00"} {
		b.refused(http.StatusUnprocessableEntity, "invalid", b.get("/api/v1/rooms"+path))
	}
	b.want(http.StatusOK, b.get(practice))
	for _, name := range []string{"none", "..", "a%2Fb", url.PathEscape("x' OR '1'='1")} {
		if a := b.get("/api/v1/rooms/" + name); a.status != http.StatusNotFound && a.status != http.StatusMovedPermanently && a.status != http.StatusTemporaryRedirect {
			t.Errorf("room %q: status %d", name, a.status)
		}
	}
}

func TestUnits(t *testing.T) {
	f := newFixture(t)
	b := f.as(t, "daibieu")
	var page struct {
		Items []struct {
			Catalogue, Code, ParentCode, Level string
			Name                               struct{ VI, EN string }
			Children                           int
		}
		NextCursor string
	}
	b.want(http.StatusOK, b.get("/api/v1/units?q=chiem+hoa")).into(t, &page)
	if len(page.Items) != 1 || page.Items[0].ParentCode != demo.ProvinceCode || page.Items[0].Name.VI != "Xã Chiêm Hoá" {
		t.Errorf("%+v", page)
	}
	b.want(http.StatusOK, b.get("/api/v1/units?catalogue=tuyen-quang-2025-06&parent=08")).into(t, &page)
	if len(page.Items) != 7 || page.Items[0].Level != "district" || page.Items[0].Children == 0 {
		t.Errorf("%+v", page)
	}
}

func join(b *browser, room, body string) *answer {
	b.t.Helper()
	return b.post("/api/v1/rooms/"+room+"/join", body)
}

func TestJoin(t *testing.T) {
	f := newFixture(t)
	const commune = "diem-cau-" + demo.NaHangCode
	for name, c := range map[string]struct {
		username, room, participant string
		moderates                   bool
	}{
		"the province's chair at the province":   {"chutri", "diem-cau-" + demo.ProvinceCode, "Điểm cầu trung tâm Tuyên Quang", true},
		"the province's chair in a commune":      {"chutri", commune, "Điểm cầu trung tâm Tuyên Quang", true},
		"a commune's chair at home":              {"chutrixa", commune, "Điểm cầu Nà Hang", true},
		"a commune's chair in another commune":   {"chutrixa", "diem-cau-" + demo.ChiemHoaCode, "Điểm cầu Nà Hang", false},
		"a commune's chair at the province":      {"chutrixa", "diem-cau-" + demo.ProvinceCode, "Điểm cầu Nà Hang", false},
		"a commune's chair in the practice room": {"chutrixa", demo.PracticeRoom, "Điểm cầu Nà Hang", true},
		"a secretary":                            {"thuky", commune, "Điểm cầu trung tâm Tuyên Quang (Thư ký)", true},
		"a delegate":                             {"daibieu", commune, "Điểm cầu Chiêm Hoá", false},
		"a guest":                                {"khachmoi", commune, "Điểm cầu Nà Hang (Khách mời)", false},
		"a technician":                           {"kythuat", commune, "Điểm cầu Chiêm Hoá (Kỹ thuật)", false},
		"an administrator practises":             {"quantri", demo.PracticeRoom, "Điểm cầu trung tâm Tuyên Quang (Quản trị)", false},
	} {
		t.Run(name, func(t *testing.T) {
			b := f.as(t, c.username)
			var got ticket
			b.want(http.StatusOK, join(b, c.room, `{}`)).into(t, &got)
			if got.ParticipantName != c.participant || got.CanModerate != c.moderates || got.URL != "" {
				t.Errorf("%+v", got)
			}
			claims, err := f.keys.Verify(got.Token)
			check(t, err)
			if claims.Video.Room != c.room || !claims.Video.RoomJoin || claims.Video.RoomAdmin != c.moderates || claims.Video.RoomCreate || claims.Video.RoomList {
				t.Errorf("grant %+v", claims.Video)
			}
			if claims.Identity != got.Identity || claims.Name != c.participant || claims.Attributes["role"] != got.Role || claims.Attributes["site"] == "" || claims.Attributes["unit"] == "" {
				t.Errorf("claims %+v", claims.ClaimGrants)
			}
			if title := claims.Attributes["name_en"]; !strings.HasPrefix(title, claims.Attributes["site_en"]) || !strings.Contains(claims.Attributes["site_en"], " site") ||
				strings.Contains(title, "(") != strings.Contains(c.participant, "(") {
				t.Errorf("in English %v", claims.Attributes)
			}
			if permission := claims.Permission(); !permission.CanPublish || !permission.CanSubscribe || !permission.CanPublishData || permission.CanUpdateMetadata || permission.Hidden {
				t.Errorf("permission %v", permission)
			}
		})
	}
	t.Run("an administrator takes no part in meetings", func(t *testing.T) {
		b := f.as(t, "quantri")
		b.refused(http.StatusForbidden, "forbidden", join(b, commune, "{}"))
	})
	b := f.as(t, "daibieu")
	t.Run("with a name of one's own", func(t *testing.T) {
		var got ticket
		b.want(http.StatusOK, join(b, commune, `{"displayName":"  Bà   Ma Thị Én "}`)).into(t, &got)
		if got.ParticipantName != "Bà Ma Thị Én" {
			t.Errorf("%q", got.ParticipantName)
		}
	})
	t.Run("without a body", func(t *testing.T) { b.want(http.StatusOK, join(b, commune, "")) })
	for name, body := range map[string]string{
		"a name of spaces":          `{"displayName":"   "}`,
		"a name that reads reverse": `{"displayName":"abc\u202ecba"}`,
		"a name of nothing to see":  `{"displayName":"\u200b"}`,
		"a long name":               `{"displayName":"` + strings.Repeat("ế", 101) + `"}`,
		"an unknown field":          `{"role":"chair"}`,
		"a wrong type":              `{"displayName":1}`,
	} {
		t.Run(name, func(t *testing.T) {
			b.refused(http.StatusUnprocessableEntity, "invalid", join(b, commune, body))
		})
	}
	t.Run("not JSON", func(t *testing.T) { b.refused(http.StatusBadRequest, "invalid", join(b, commune, `{"displayName"`)) })
	t.Run("no such room", func(t *testing.T) { b.refused(http.StatusNotFound, "not_found", join(b, "none", "{}")) })
	if strings.Contains(f.logs.String(), "eyJ") {
		t.Error("a token is in the log")
	}
}

func TestJoinTellsTheSignalOrigin(t *testing.T) {
	f := newFixture(t, func(config *web.Config, _ *web.Deps) { config.SignalOrigin = "wss://hop.example.vn" })
	b := f.as(t, "daibieu")
	var got ticket
	a := b.want(http.StatusOK, join(b, demo.PracticeRoom, "{}"))
	a.into(t, &got)
	if got.URL != "wss://hop.example.vn" || !strings.Contains(a.header.Get("Content-Security-Policy"), "connect-src 'self' wss://hop.example.vn https://hop.example.vn;") {
		t.Errorf("%s, %s", got.URL, a.header.Get("Content-Security-Policy"))
	}
}

func TestModeration(t *testing.T) {
	f := newFixture(t)
	chair := f.as(t, "chutri")
	var self ticket
	join(chair, demo.PracticeRoom, "{}").into(t, &self)
	f.hall.enter(demo.PracticeRoom, self.Identity, track("TR_own", livekit.TrackSource_MICROPHONE, false))
	f.hall.enter(demo.PracticeRoom, "AC_a", track("TR_mic", livekit.TrackSource_MICROPHONE, false), track("TR_cam", livekit.TrackSource_CAMERA, false), track("TR_off", livekit.TrackSource_SCREEN_SHARE, true))
	f.hall.enter(demo.PracticeRoom, "AC_b", track("TR_gone", livekit.TrackSource_MICROPHONE, false))
	f.hall.enter(demo.PracticeRoom, "AC_c", track("TR_quiet", livekit.TrackSource_MICROPHONE, true))

	mute := func(identity, body string) *answer {
		t.Helper()
		return chair.post(practice+"/participants/"+identity+"/mute", body)
	}
	muted := func(a *answer) []string {
		t.Helper()
		chair.want(http.StatusOK, a)
		f.hall.mu.Lock()
		defer f.hall.mu.Unlock()
		list := f.hall.muted
		f.hall.muted = nil
		var got struct{ Muted int }
		a.into(t, &got)
		if got.Muted != len(list) {
			t.Errorf("told %d, muted %v", got.Muted, list)
		}
		return list
	}
	for name, c := range map[string]struct {
		answer func() *answer
		want   []string
	}{
		"the microphone":            {func() *answer { return mute("AC_a", "{}") }, []string{"AC_a/TR_mic"}},
		"without a body":            {func() *answer { return mute("AC_a", "") }, []string{"AC_a/TR_mic"}},
		"one track":                 {func() *answer { return mute("AC_a", `{"trackSid":"TR_cam"}`) }, []string{"AC_a/TR_cam"}},
		"everything":                {func() *answer { return mute("AC_a", `{"all":true}`) }, []string{"AC_a/TR_mic", "AC_a/TR_cam"}},
		"what is muted already":     {func() *answer { return mute("AC_c", `{"trackSid":"TR_quiet"}`) }, nil},
		"the hall, not the caller":  {func() *answer { return chair.post(practice+"/mute-all", "{}") }, []string{"AC_a/TR_mic"}},
		"the hall of an empty room": {func() *answer { return chair.post(province+"/mute-all", "{}") }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			if got := muted(c.answer()); !slices.Equal(got, c.want) {
				t.Errorf("muted %v, want %v", got, c.want)
			}
		})
	}
	chair.refused(http.StatusNotFound, "not_found", mute("AC_a", `{"trackSid":"TR_none"}`))
	chair.refused(http.StatusNotFound, "not_found", mute("AC_b", `{}`)) // gone between the look and the act
	chair.refused(http.StatusNotFound, "not_found", mute("AC_nobody", `{}`))

	chair.want(http.StatusNoContent, chair.do(http.MethodDelete, practice+"/participants/AC_a", ""))
	if got := f.hall.removed; !slices.Equal(got, []string{demo.PracticeRoom + "/AC_a"}) {
		t.Errorf("removed %v", got)
	}
	chair.refused(http.StatusNotFound, "not_found", chair.do(http.MethodDelete, practice+"/participants/AC_nobody", ""))

	t.Run("not in another commune's room", func(t *testing.T) {
		b := f.as(t, "chutrixa")
		other := "/api/v1/rooms/diem-cau-" + demo.ChiemHoaCode
		b.refused(http.StatusForbidden, "forbidden", b.post(other+"/mute-all", "{}"))
		b.refused(http.StatusForbidden, "forbidden", b.post(other+"/participants/x/mute", "{}"))
		b.refused(http.StatusForbidden, "forbidden", b.do(http.MethodDelete, other+"/participants/x", ""))
		b.want(http.StatusOK, b.post("/api/v1/rooms/diem-cau-"+demo.NaHangCode+"/mute-all", "{}"))
	})
	t.Run("is recorded", func(t *testing.T) {
		records, err := f.audit.List(t.Context(), "", 100)
		check(t, err)
		counts := map[string]int{}
		for _, record := range records {
			counts[record.Action]++
			if record.Action == "room.participant_removed" {
				var detail struct{ Name string }
				check(t, json.Unmarshal(record.Detail, &detail))
				if record.Actor.Name != "chutri" || record.Subject != "room:"+demo.PracticeRoom+"/participant:AC_a" || detail.Name != "AC_a" || record.RequestID == "" {
					t.Errorf("%+v", record)
				}
			}
		}
		if counts["room.participant_removed"] != 1 || counts["room.track_muted"] < 6 || counts["room.join_granted"] != 1 {
			t.Errorf("%v", counts)
		}
	})
}

func TestLineTest(t *testing.T) {
	f := newFixture(t)
	b := f.as(t, "kythuat")
	var first, second struct{ Token, Room string }
	b.want(http.StatusOK, b.post("/api/v1/line-test", "{}")).into(t, &first)
	b.want(http.StatusOK, b.post("/api/v1/line-test", "{}")).into(t, &second)
	claims, err := f.keys.Verify(first.Token)
	check(t, err)
	if first.Room == second.Room || claims.Video.Room != first.Room || claims.Video.RoomAdmin {
		t.Errorf("%+v %+v", first, claims.Video)
	}
	const most = 8 << 20
	a := b.want(http.StatusOK, b.get("/api/v1/line-test/payload?bytes=8388608"))
	if len(a.body) != most || a.header.Get("Cache-Control") != "no-store" || strings.Count(string(a.body), string(a.body[:8])) != 1 {
		t.Errorf("%d bytes, %v", len(a.body), a.header)
	}
	for _, bytes := range []string{"", "0", "-1", "8388609", "x"} {
		b.refused(http.StatusUnprocessableEntity, "invalid", b.get("/api/v1/line-test/payload?bytes="+bytes))
	}
	upload := func(size int) *answer {
		return b.post("/api/v1/line-test/payload", strings.Repeat("x", size), "Content-Type", "application/octet-stream")
	}
	var got struct{ Bytes int }
	b.want(http.StatusOK, upload(most)).into(t, &got)
	if got.Bytes != most {
		t.Errorf("%d bytes arrived", got.Bytes)
	}
	b.refused(http.StatusRequestEntityTooLarge, "too_large", upload(most+1))
	b.want(http.StatusNoContent, b.get("/api/v1/line-test/ping"))
}
