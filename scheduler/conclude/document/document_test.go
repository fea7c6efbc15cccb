package document_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"giaoban/internal/pdf"
	"giaoban/scheduler/conclude"
	"giaoban/scheduler/conclude/concludetest"
	"giaoban/scheduler/conclude/document"
	"giaoban/scheduler/conclude/drafting"
	"giaoban/scheduler/invite"
	"giaoban/scheduler/workday"
)

var head = &document.Head{Parent: "", Agency: "ỦY BAN NHÂN DÂN\nTỈNH TUYÊN QUANG", Symbol: "BB-UBND", Number: 7}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func minutes() *pdf.Document {
	p := concludetest.Proceedings()
	return document.Minutes(head, &conclude.Minutes{Content: drafting.Minutes(p, workday.Zone())}, p, workday.Zone())
}

func notice() *pdf.Document {
	p := concludetest.Proceedings()
	return document.Notice(&conclude.NoticeFields{
		AgencyName: head.Agency, Place: "Tuyên Quang", Symbol: "TB-UBND", Abstract: "Kết luận của đồng chí Nguyễn Văn Chủ tại Hội nghị trực tuyến toàn tỉnh",
		Body: drafting.Notice(p, nil, workday.Zone()), CopyTo: []string{"Các sở, ban, ngành", "Ủy ban nhân dân các xã, phường"},
		Authority: invite.Authority{Form: invite.OnBehalf, OnBehalf: "Ủy ban nhân dân", Principal: "Chủ tịch", SignerTitle: "Phó Chủ tịch", SignerName: "Lê Văn Ký"},
	}, 12, time.Date(2026, 12, 4, 9, 0, 0, 0, workday.Zone()), workday.Zone())
}

// parts of each document, in the order in which a reader meets them: what stands between the heading, which readers take
// column by column, and the signatures.
var parts = map[string][]string{
	"minutes": {
		"BIÊN BẢN", "Hội nghị trực tuyến toàn tỉnh", "Thời gian bắt đầu", "I. Chủ trì", "II. Diễn biến", "III. Ý kiến", "IV. Kết quả", "V. Kết luận",
		"kết thúc vào hồi 11 giờ 30 phút", "THƯ KÝ", "Trần Thị Thư", "CHỦ TỌA", "Nguyễn Văn Chủ", "Nơi nhận: - Lưu: VT, Hồ sơ.", "DANH SÁCH ĐẠI BIỂU",
		"Lý Thị Muộn", "Dự thay Hoàng Văn Bận", "KẾT QUẢ BIỂU QUYẾT", "Bầu Tổ công tác",
	},
	"notice": {"THÔNG BÁO", "Kết luận của đồng chí Nguyễn Văn Chủ", "1. Về nội dung 1", "Trên đây là kết luận"},
}

// whole are what a document holds besides, wherever it stands.
var whole = map[string][]string{
	"minutes": {"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Số: 07/BB-UBND"},
	"notice": {
		"Số: 12/TB-UBND", "Tuyên Quang, ngày 04 tháng 12 năm 2026", "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Lê Văn Ký", "Nơi nhận:", "- Các sở, ban, ngành;", "- Lưu: VT.",
	},
}

func inOrder(t *testing.T, text, name string) {
	t.Helper()
	wanted := parts[name]
	rest := strings.Join(strings.Fields(text), " ")
	for _, part := range wanted {
		_, after, found := strings.Cut(rest, part)
		if !found {
			t.Fatalf("%q is not there, or not in its place, in:\n%s", part, text)
		}
		rest = after
	}
	for _, part := range whole[name] {
		if !strings.Contains(strings.Join(strings.Fields(text), " "), part) {
			t.Errorf("lacks %q:\n%s", part, text)
		}
	}
}

func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, name, args...).CombinedOutput()
	if errors.Is(err, exec.ErrNotFound) && os.Getenv("CI") == "" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	return string(out)
}

func TestPDF(t *testing.T) {
	for name, doc := range map[string]*pdf.Document{"minutes": minutes(), "notice": notice()} {
		t.Run(name, func(t *testing.T) {
			file, err := document.Render(doc, conclude.PDF)
			check(t, err)
			dir := os.Getenv("GIAOBAN_TEST_FILES") // to be looked at
			if dir == "" {
				dir = t.TempDir()
			}
			path := filepath.Join(dir, name+".pdf")
			check(t, os.WriteFile(path, file, 0o600))
			text := run(t, "pdftotext", "-raw", path, "-")
			inOrder(t, text, name)
			for _, line := range strings.Split(strings.TrimSpace(run(t, "pdffonts", path)), "\n")[2:] {
				if fields := strings.Fields(line); len(fields) < 6 || fields[4] != "yes" || fields[6] != "yes" {
					t.Errorf("a font that is not embedded, or whose text cannot be read: %s", line)
				}
			}
			pages := strings.Split(text, "\f")
			if strings.HasPrefix(strings.TrimSpace(pages[0]), "1") {
				t.Error("the first page bears a number")
			}
			if len(pages) > 2 && !strings.HasPrefix(strings.TrimSpace(pages[1]), "2") {
				t.Errorf("the second page begins with %.40q", pages[1])
			}
		})
	}
}

// TestDOCXOpensElsewhere has LibreOffice, which is not ours, open the files and write them as text.
func TestDOCXOpensElsewhere(t *testing.T) {
	dir := t.TempDir()
	docs := map[string]*pdf.Document{"minutes": minutes(), "notice": notice()}
	var files []string
	for name, doc := range docs {
		file, err := document.Render(doc, conclude.DOCX)
		check(t, err)
		path := filepath.Join(dir, name+".docx")
		check(t, os.WriteFile(path, file, 0o600))
		files = append(files, path)
		wellFormed(t, file)
		if kept := os.Getenv("GIAOBAN_TEST_FILES"); kept != "" {
			check(t, os.WriteFile(filepath.Join(kept, name+".docx"), file, 0o600))
		}
	}
	run(t, "soffice", append([]string{"-env:UserInstallation=file://" + filepath.Join(dir, "profile"), "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", dir}, files...)...)
	for name := range docs {
		text, err := os.ReadFile(filepath.Join(dir, name+".txt"))
		check(t, err)
		inOrder(t, string(text), name)
	}
}

// wellFormed reads every part of the file as XML.
func wellFormed(t *testing.T, file []byte) {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	check(t, err)
	for _, part := range archive.File {
		reader, err := part.Open()
		check(t, err)
		decoder := xml.NewDecoder(reader)
		for {
			if _, err := decoder.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", part.Name, err)
			}
		}
		check(t, reader.Close())
	}
}

func TestAnnexes(t *testing.T) {
	p := concludetest.Proceedings()
	p.Attendance[0].Name = "=HYPERLINK(\"http://x\")"
	for annex, wanted := range map[conclude.Annex][]string{conclude.AnnexAttendance: {"Vắng có lý do", "A3", "Ra 09:05, trở lại 09:20"}, conclude.AnnexVotes: {"Phiếu kín", "Bầu Tổ công tác (thuộc nội dung 2. Biểu quyết thông qua kế hoạch)"}, conclude.AnnexCount: {"Số phiếu phát ra"}} {
		file, err := document.AnnexFile(head, annex, conclude.XLSX, p, workday.Zone())
		check(t, err)
		book, err := excelize.OpenReader(bytes.NewReader(file))
		check(t, err)
		rows, err := book.GetRows("Danh sách")
		check(t, err)
		found := map[string]bool{}
		for i, row := range rows {
			for j, cell := range row {
				found[cell] = true
				at, err := excelize.CoordinatesToCellName(j+1, i+1)
				check(t, err)
				if formula, err := book.GetCellFormula("Danh sách", at); err != nil || formula != "" {
					t.Errorf("%s is the formula %q", at, formula)
				}
			}
		}
		for _, words := range wanted {
			if !found[words] {
				t.Errorf("%s lacks %q: %v", annex, words, rows)
			}
		}
		check(t, book.Close())
		asPDF, err := document.AnnexFile(head, annex, conclude.PDF, p, workday.Zone())
		check(t, err)
		path := filepath.Join(t.TempDir(), "a.pdf")
		check(t, os.WriteFile(path, asPDF, 0o600))
		if text := run(t, "pdftotext", "-layout", path, "-"); !strings.Contains(strings.Join(strings.Fields(text), " "), strings.Fields(wanted[0])[0]) {
			t.Errorf("%s: %s", annex, text)
		}
	}
	if _, err := document.AnnexFile(head, "x", conclude.PDF, p, workday.Zone()); err == nil {
		t.Error("an unknown annex was made")
	}
}
