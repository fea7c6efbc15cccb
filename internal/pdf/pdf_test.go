package pdf_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"giaoban/internal/pdf"
)

// letter is a giấy mời by Mẫu 1.7 with invitees too many for its first page.
func letter() *pdf.Document {
	rows := make([][]string, 124)
	for i := range rows {
		rows[i] = []string{fmt.Sprint(i + 1), "Ủy ban nhân dân xã Chiêm Hoá", "Chủ tịch Ủy ban nhân dân xã", "Đại biểu"}
	}
	return &pdf.Document{
		Agency: "ỦY BAN NHÂN DÂN\nTỈNH TUYÊN QUANG", Number: "Số: 12/GM-UBND", Place: "Tuyên Quang",
		Date: time.Date(2026, 11, 3, 0, 0, 0, 0, time.UTC), Urgency: "KHẨN",
		Type: "GIẤY MỜI", Abstract: "Hội nghị trực tuyến giao ban tháng 11 năm 2026",
		Body: []pdf.Block{
			pdf.Text("Ủy ban nhân dân tỉnh Tuyên Quang trân trọng kính mời:"),
			pdf.Text("- Lãnh đạo các sở, ban, ngành;"),
			pdf.Text("- Chủ tịch Ủy ban nhân dân các xã, phường (theo danh sách kèm theo)."),
			pdf.Text("Tới dự Hội nghị trực tuyến giao ban tháng 11 năm 2026, đánh giá tình hình kinh tế - xã hội, quốc phòng - an ninh mười tháng đầu năm và nhiệm vụ, giải pháp trọng tâm những tháng cuối năm."),
			pdf.Labelled("Chủ trì", "Đồng chí Nguyễn Văn Thử, Chủ tịch Ủy ban nhân dân tỉnh."),
			pdf.Labelled("Thời gian", "08 giờ 00 phút, thứ Hai, ngày 09 tháng 11 năm 2026."),
			pdf.Labelled("Địa điểm", "Điểm cầu trung tâm: Phòng họp số 1; điểm cầu các xã, phường."),
		},
		Signatures: []pdf.Signature{{Lines: []string{"TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"}, Name: "Trần Thị Mẫu"}},
		CopyTo:     []string{"Như thành phần mời", "Lưu: VT, TH"},
		Annexes: []pdf.Annex{{
			Title: "DANH SÁCH THÀNH PHẦN THAM DỰ", Subtitle: "(Kèm theo Giấy mời số 12/GM-UBND ngày 03/11/2026)",
			Body: []pdf.Block{pdf.Table{Columns: []pdf.Column{
				{Title: "STT", Weight: 1, Align: pdf.Centred}, {Title: "Đơn vị, họ tên", Weight: 5, Align: pdf.Left},
				{Title: "Chức vụ", Weight: 4, Align: pdf.Left}, {Title: "Tư cách", Weight: 2, Align: pdf.Left},
			}, Rows: rows}},
		}},
	}
}

// extract reads a PDF file with poppler's pdftotext; layout keeps columns where they stand.
func extract(t *testing.T, file []byte, args ...string) string {
	t.Helper()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not installed (package poppler-utils)")
	}
	path := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tool, append(args, path, "-")...).Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func render(t *testing.T, doc *pdf.Document) []byte {
	t.Helper()
	file, err := pdf.Render(doc)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestLetterCanBeRead(t *testing.T) {
	file := render(t, letter())
	if len(file) > 300_000 {
		t.Errorf("%d bytes: the fonts are not subsets", len(file))
	}
	text := extract(t, file, "-layout")
	pages := strings.Split(strings.TrimSuffix(text, "\f"), "\f")
	for _, want := range []string{
		"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "ỦY BAN NHÂN DÂN", "TỈNH TUYÊN QUANG",
		"Số: 12/GM-UBND", "Tuyên Quang, ngày 03 tháng 11 năm 2026", "KHẨN", "GIẤY MỜI",
		"trân trọng kính mời:", "Chủ trì: Đồng chí Nguyễn Văn Thử", "Thời gian: 08 giờ 00 phút, thứ Hai",
		"Địa điểm: Điểm cầu trung tâm", "Nơi nhận:", "- Như thành phần mời;", "- Lưu: VT, TH.",
		"TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Trần Thị Mẫu",
	} {
		if !strings.Contains(pages[0], want) {
			t.Errorf("the first page lacks %q:\n%s", want, pages[0])
		}
	}
	t.Run("annex pages are numbered from their second", func(t *testing.T) {
		if len(pages) < 4 {
			t.Fatalf("%d pages", len(pages))
		}
		if !strings.Contains(pages[1], "DANH SÁCH THÀNH PHẦN THAM DỰ") {
			t.Errorf("second page:\n%s", pages[1])
		}
		for i, want := range map[int]string{2: "2", 3: "3"} {
			if first := strings.TrimSpace(strings.SplitN(strings.TrimLeft(pages[i], "\n"), "\n", 2)[0]); first != want {
				t.Errorf("page %d starts with %q", i+1, first)
			}
			if !strings.Contains(pages[i], "STT") {
				t.Errorf("page %d does not repeat the table's head", i+1)
			}
		}
		if got := strings.Count(text, "Ủy ban nhân dân xã Chiêm"); got < 124 {
			t.Errorf("%d rows", got)
		}
	})
}

func TestEveryVietnameseLetter(t *testing.T) {
	letters := "aăâbcdđeêghiklmnoôơpqrstuưvxy"
	tones := []string{"", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"} // decomposed on purpose
	var b strings.Builder
	want := 0
	for _, r := range letters + strings.ToUpper(letters) {
		if !strings.ContainsRune("aăâeêioôơuưyAĂÂEÊIOÔƠUƯY", r) {
			fmt.Fprintf(&b, "%c ", r)
			continue
		}
		for _, tone := range tones {
			fmt.Fprintf(&b, "%c%s ", r, tone)
			want++
		}
	}
	runs := []pdf.Run{{Text: b.String()}, {Text: b.String(), Bold: true}, {Text: b.String(), Italic: true}, {Text: b.String(), Bold: true, Italic: true}}
	for i, run := range runs {
		text := extract(t, render(t, &pdf.Document{Type: "THỬ", Body: []pdf.Block{pdf.Paragraph{Runs: []pdf.Run{run}}}}))
		for _, letter := range []string{"ặ", "ẫ", "ễ", "ộ", "ỡ", "ự", "ỵ", "đ", "Ặ", "Ẫ", "Ễ", "Ộ", "Ỡ", "Ự", "Ỵ", "Đ"} {
			if !strings.Contains(text, letter) {
				t.Errorf("style %d lacks %s", i, letter)
			}
		}
		if strings.Contains(text, "?") {
			t.Errorf("style %d: a letter was replaced: %s", i, text)
		}
	}
	if want != 144 {
		t.Errorf("%d vowels with tones", want)
	}
}

func TestHardTexts(t *testing.T) {
	for name, doc := range map[string]*pdf.Document{
		"nothing":          {},
		"a word of a page": {Body: []pdf.Block{pdf.Text(strings.Repeat("ế", 10_000))}},
		"many long words":  {Body: []pdf.Block{pdf.Text(strings.Repeat(strings.Repeat("W", 120)+" ", 50))}},
		"emoji":            {Body: []pdf.Block{pdf.Text("Xin chào 😀 漢字")}},
		"a long agency":    {Agency: strings.Repeat("SỞ NỘI VỤ ", 30), Number: "Số: 1/GM-SNV", Abstract: strings.Repeat("Hội nghị ", 60)},
		"a row of many pages": {Body: []pdf.Block{pdf.Table{
			Columns: []pdf.Column{{Title: "A", Weight: 1}, {Title: "B", Weight: 1}}, Rows: [][]string{{strings.Repeat("dài ", 5000)}, {"sau", "b", "thừa"}},
		}}},
		"many copies": {CopyTo: strings.Split(strings.Repeat("Sở Nội vụ,", 150), ","), Signatures: []pdf.Signature{{Lines: []string{"CHỦ TỊCH"}, Name: "A"}}},
		"two signers": {Signatures: []pdf.Signature{{Lines: []string{"THƯ KÝ"}, Name: "A"}, {Lines: []string{"CHỦ TỌA"}, Name: "B"}}},
	} {
		t.Run(name, func(t *testing.T) {
			file := render(t, doc)
			if !bytes.HasPrefix(file, []byte("%PDF-")) || !bytes.Contains(file, []byte("%%EOF")) {
				t.Error("not a PDF file")
			}
			extract(t, file)
		})
	}
}

func TestDraftSaysSo(t *testing.T) {
	doc := letter()
	doc.Draft, doc.Date, doc.Number = true, time.Time{}, "Số:        /GM-UBND"
	text := extract(t, render(t, doc), "-layout")
	// Poppler tells runs of spaces as one.
	if strings.Count(text, "DỰ THẢO") < 3 || !strings.Contains(text, "ngày tháng năm") {
		t.Errorf("%s", text)
	}
}

func BenchmarkLetter(b *testing.B) {
	doc := letter()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := pdf.Render(doc); err != nil {
			b.Fatal(err)
		}
	}
}
