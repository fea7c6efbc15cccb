package inspect_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"

	"giaoban/internal/fault"
	"giaoban/scheduler/papers"
	"giaoban/scheduler/papers/inspect"
	"giaoban/scheduler/papers/inspect/inspecttest"
	"giaoban/scheduler/papers/pdffile/pdffiletest"
)

func TestMain(m *testing.M) {
	api.DisableConfigDir() // tests use the library too
	os.Exit(m.Run())
}

func look(t *testing.T, content []byte, name string) (*inspect.Result, error) {
	t.Helper()
	return inspect.File(t.Context(), bytes.NewReader(content), int64(len(content)), name)
}

func picture(width, height int) image.Image {
	made := image.NewRGBA(image.Rect(0, 0, width, height))
	for x := range width {
		made.Set(x, x%height, color.RGBA{R: 200, A: 255})
	}
	return made
}

func encoded(t *testing.T, encode func(io.Writer) error) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := encode(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestTaken(t *testing.T) {
	chart := inspecttest.Office(papers.XLSX, "Số liệu")
	for name, c := range map[string]struct {
		content []byte
		file    string
		kind    papers.Kind
		pages   int
	}{
		"pdf":                 {pdffiletest.Pages(3, "", ""), "Báo cáo.pdf", papers.PDF, 3},
		"pdf in capitals":     {pdffiletest.Pages(1, "", ""), "A.PDF", papers.PDF, 1},
		"pdf after line ends": {append([]byte("\r\n"), pdffiletest.Pages(1, "", "")...), "a.pdf", papers.PDF, 1},
		"docx":                {inspecttest.Office(papers.DOCX, "Chiêm Hoá"), "a.docx", papers.DOCX, 0},
		"xlsx":                {inspecttest.Office(papers.XLSX, "Chiêm Hoá"), "a.xlsx", papers.XLSX, 0},
		"pptx":                {inspecttest.Office(papers.PPTX, "Chiêm Hoá"), "a.pptx", papers.PPTX, 0},
		"docx with a chart":   {inspecttest.Office(papers.DOCX, "x", inspecttest.Part{Name: "word/embeddings/Sheet.xlsx", Content: chart}), "a.docx", papers.DOCX, 0},
		"docx with a link":    {inspecttest.Office(papers.DOCX, "x", relations("hyperlink", "http://example.vn")), "a.docx", papers.DOCX, 0},
		"jpeg":                {encoded(t, func(w io.Writer) error { return jpeg.Encode(w, picture(60, 40), nil) }), "a.JPG", papers.JPEG, 1},
		"png":                 {encoded(t, func(w io.Writer) error { return png.Encode(w, picture(60, 40)) }), "a.png", papers.PNG, 1},
	} {
		t.Run(name, func(t *testing.T) {
			seen, err := look(t, c.content, c.file)
			if err != nil {
				t.Fatal(err)
			}
			if seen.Kind != c.kind {
				t.Errorf("kind %s, want %s", seen.Kind, c.kind)
			}
			switch {
			case c.pages == 0 && seen.Pages != nil:
				t.Error("pages of an office file")
			case c.pages > 0 && (seen.Pages == nil || seen.Pages.Count != c.pages || len(seen.Pages.Plan) == 0):
				t.Errorf("pages: %+v", seen.Pages)
			}
		})
	}
}

func relations(kind, target string) inspecttest.Part {
	return inspecttest.Part{Name: "word/_rels/document.xml.rels", Content: []byte(`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="r9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/` + kind + `" Target="` + target + `" TargetMode="External"/></Relationships>`)}
}

func encrypted(t *testing.T) []byte {
	t.Helper()
	return encoded(t, func(w io.Writer) error {
		return api.Encrypt(bytes.NewReader(pdffiletest.Pages(1, "", "")), w, model.NewAESConfiguration("secret", "owner", 256))
	})
}

// ole is the start of a compound file with a stream of the name.
func ole(stream string) []byte {
	content := append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 1024)...)
	for _, r := range stream {
		content = append(content, byte(r), 0)
	}
	return append(content, make([]byte, 512)...)
}

// bomb is an office file with a part of zeros. Its directory may lie about the size.
func bomb(t *testing.T, size int64, lie bool) []byte {
	t.Helper()
	var packed bytes.Buffer
	deflate, err := flate.NewWriter(&packed, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	sum, zeros := crc32.NewIEEE(), make([]byte, 1<<20)
	for written := int64(0); written < size; written += int64(len(zeros)) {
		if _, err := io.MultiWriter(deflate, sum).Write(zeros); err != nil {
			t.Fatal(err)
		}
	}
	if err := deflate.Close(); err != nil {
		t.Fatal(err)
	}
	told := uint64(size)
	if lie {
		told = 1000
	}
	return inspecttest.OfficeRaw(papers.DOCX, "x", func(w *zip.Writer) error {
		entry, err := w.CreateRaw(&zip.FileHeader{
			Name: "word/media/image1.png", Method: zip.Deflate, CRC32: sum.Sum32(), CompressedSize64: uint64(packed.Len()), UncompressedSize64: told,
		})
		if err == nil {
			_, err = entry.Write(packed.Bytes())
		}
		return err
	})
}

func TestRefused(t *testing.T) {
	docx := inspecttest.Office(papers.DOCX, "x")
	with := func(name, content string) []byte {
		return inspecttest.Office(papers.DOCX, "x", inspecttest.Part{Name: name, Content: []byte(content)})
	}
	inside := inspecttest.Office(papers.DOCX, "x")
	for range 4 {
		inside = inspecttest.Office(papers.DOCX, "x", inspecttest.Part{Name: "word/embeddings/a.docx", Content: inside})
	}
	huge := encoded(t, func(w io.Writer) error { return png.Encode(w, image.NewGray(image.Rect(0, 0, 61_000, 1000))) })
	plainZip := encoded(t, func(w io.Writer) error {
		archive := zip.NewWriter(w)
		if _, err := archive.Create("a.txt"); err != nil {
			return err
		}
		return archive.Close()
	})
	for name, c := range map[string]struct {
		content []byte
		file    string
		reason  string
	}{
		"an EXE named .pdf":           {append([]byte("MZ\x90\x00"), make([]byte, 500)...), "a.pdf", "papers.program"},
		"an ELF":                      {[]byte("\x7fELF\x02\x01"), "a.docx", "papers.program"},
		"a shell script":              {[]byte("#!/bin/sh\nrm -rf /"), "a.pdf", "papers.program"},
		"a page":                      {[]byte("<html><script>alert(1)</script>"), "a.pdf", "papers.unknown_kind"},
		"a text":                      {[]byte("hello"), "a.pdf", "papers.unknown_kind"},
		"one byte":                    {[]byte("%"), "a.pdf", "papers.unknown_kind"},
		"a PDF named .docx":           {pdffiletest.Pages(1, "", ""), "a.docx", "papers.wrong_ending"},
		"a PDF named .pdf.exe":        {pdffiletest.Pages(1, "", ""), "a.pdf.exe", "papers.wrong_ending"},
		"a DOCX named .pdf":           {docx, "a.pdf", "papers.wrong_ending"},
		"a DOCX named .docm":          {docx, "a.docm", "papers.wrong_ending"},
		"a JPEG named .png":           {encoded(t, func(w io.Writer) error { return jpeg.Encode(w, picture(6, 4), nil) }), "a.png", "papers.wrong_ending"},
		"a PDF with script":           {pdffiletest.Pages(1, "/OpenAction <</S /JavaScript /JS (app.alert(1))>>", ""), "a.pdf", "papers.active_pdf"},
		"a PDF that launches":         {pdffiletest.Pages(1, "/OpenAction <</S /Launch /F (cmd.exe)>>", ""), "a.pdf", "papers.active_pdf"},
		"a PDF with a file inside":    {pdffiletest.Pages(1, "", "", "<</Type /EmbeddedFile /Length 1>>\nstream\nx\nendstream"), "a.pdf", "papers.active_pdf"},
		"an encrypted PDF":            {encrypted(t), "a.pdf", "papers.encrypted"},
		"a PDF's head":                {[]byte("%PDF-1.7\nnothing"), "a.pdf", "papers.unreadable"},
		"a zip archive":               {plainZip, "a.docx", "papers.unknown_kind"},
		"half a DOCX":                 {docx[:len(docx)/2], "a.docx", "papers.unreadable"},
		"a zip bomb":                  {bomb(t, 110<<20, false), "a.docx", "papers.zip_bomb"},
		"a zip bomb that lies":        {bomb(t, 110<<20, true), "a.docx", "papers.unreadable"},
		"archives in archives":        {inside, "a.docx", "papers.zip_bomb"},
		"macros":                      {with("word/vbaProject.bin", "x"), "a.docx", "papers.macros"},
		"macros of Excel 4":           {with("xl/macrosheets/sheet1.xml", "x"), "a.docx", "papers.macros"},
		"ActiveX":                     {with("word/activeX/activeX1.bin", "x"), "a.docx", "papers.macros"},
		"a macro type":                {inspecttest.Typed("application/vnd.ms-word.document.macroEnabled.main+xml"), "a.docx", "papers.macros"},
		"an OLE object inside":        {with("word/embeddings/oleObject1.bin", "x"), "a.docx", "papers.embedded"},
		"a program inside":            {with("word/embeddings/a.docx", "MZ program"), "a.docx", "papers.embedded"},
		"a template from elsewhere":   {inspecttest.Office(papers.DOCX, "x", relations("attachedTemplate", "http://evil.example/t.dotm")), "a.docx", "papers.outside_content"},
		"a picture from elsewhere":    {inspecttest.Office(papers.DOCX, "x", relations("image", "http://evil.example/pixel.png")), "a.docx", "papers.outside_content"},
		"a part outside":              {with("../../etc/passwd", "x"), "a.docx", "papers.unreadable"},
		"a part twice":                {with("word/document.xml", "x"), "a.docx", "papers.unreadable"},
		"an old .doc":                 {ole("WordDocument"), "a.doc", "papers.old_office"},
		"an encrypted .docx":          {ole("EncryptedPackage"), "a.docx", "papers.encrypted"},
		"half a JPEG":                 {encoded(t, func(w io.Writer) error { return jpeg.Encode(w, picture(60, 40), nil) })[:300], "a.jpg", "papers.unreadable"},
		"a picture of many megapixel": {huge, "a.png", "papers.picture_too_large"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := look(t, c.content, c.file)
			if !fault.Is(err, fault.Unsupported) || fault.Reason(err) != c.reason {
				t.Errorf("%v, want %s", err, c.reason)
			}
		})
	}
}

func TestCleanName(t *testing.T) {
	for given, want := range map[string]string{
		"Báo cáo tháng 11.docx":       "Báo cáo tháng 11.docx",
		`C:\Users\an\Báo cáo.pdf`:     "Báo cáo.pdf",
		"../../etc/passwd":            "passwd",
		"a\u202efdp.exe":              "afdp.exe",
		"a\u200b\x00\n.pdf":           "a.pdf",
		"":                            "document",
		"...":                         "document",
		`a<b>:"|?*.pdf`:               "ab.pdf",
		strings.Repeat("/", 3) + " x": "x",
	} {
		if got := inspect.CleanName(given); got != want {
			t.Errorf("%q became %q, want %q", given, got, want)
		}
	}
}

func FuzzFile(f *testing.F) {
	for _, kind := range []papers.Kind{papers.DOCX, papers.XLSX, papers.PPTX} {
		f.Add(inspecttest.Office(kind, "x"), "a."+string(kind))
	}
	f.Add(pdffiletest.Pages(1, "", ""), "a.pdf")
	f.Add([]byte("MZ"), "a.pdf")
	f.Add([]byte("\xff\xd8\xff\xe0"), "a.jpg")
	f.Add([]byte("\x89PNG\r\n\x1a\n"), "a.png")
	f.Add(ole("EncryptedPackage"), "a.docx")
	f.Fuzz(func(t *testing.T, content []byte, name string) {
		seen, err := inspect.File(t.Context(), bytes.NewReader(content), int64(len(content)), name)
		if err == nil && (seen.Kind == "" || !strings.EqualFold(name[strings.LastIndexByte(name, '.'):], seen.Kind.Extension()) && seen.Kind != papers.JPEG) {
			t.Errorf("%q taken as %q", name, seen.Kind)
		}
		if err != nil && !fault.Is(err, fault.Unsupported) {
			t.Errorf("an error that says nothing: %v", err)
		}
		if clean := inspect.CleanName(name); clean == "" || strings.ContainsAny(clean, "/\\\x00\n") {
			t.Errorf("name %q", clean)
		}
	})
}

func ExampleCleanName() {
	fmt.Println(inspect.CleanName(`..\..\Giấy mời.pdf`))
	// Output: Giấy mời.pdf
}
