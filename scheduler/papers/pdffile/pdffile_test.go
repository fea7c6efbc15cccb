package pdffile_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	_ "image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"

	"giaoban/internal/pdf"
	"giaoban/scheduler/papers/pdffile"
	"giaoban/scheduler/papers/pdffile/pdffiletest"
)

const reader = "Nguyễn Thị Ước Nguyện · UBND xã Chiêm Hoá"

func TestMain(m *testing.M) {
	api.DisableConfigDir() // tests use the library too
	os.Exit(m.Run())
}

func open(t *testing.T, content []byte) *pdffile.File {
	t.Helper()
	file, err := pdffile.Open(t.Context(), bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func stamp(t *testing.T, content []byte) []byte {
	t.Helper()
	plan, err := open(t, content).Plan()
	if err != nil {
		t.Fatal(err)
	}
	kept, err := plan.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if plan, err = pdffile.DecodePlan(kept); err != nil {
		t.Fatal(err)
	}
	tail, err := plan.Tail(reader, "23:59 21/11/2026")
	if err != nil {
		t.Fatal(err)
	}
	again, err := plan.Tail(reader, "23:59 21/11/2026")
	if err != nil || !bytes.Equal(tail, again) {
		t.Errorf("the same stamp twice gives other bytes: %v", err)
	}
	return append(bytes.Clone(content), tail...)
}

// official is a paper as an agency sets it, with embedded fonts.
func official(t *testing.T) []byte {
	t.Helper()
	body := make([]pdf.Block, 60)
	for i := range body {
		body[i] = pdf.Text(fmt.Sprintf("%d. Tình hình kinh tế - xã hội xã Chiêm Hoá tháng 11 năm 2026.", i+1))
	}
	content, err := pdf.Render(&pdf.Document{Agency: "UBND TỈNH", Number: "Số: 1/BC", Type: "BÁO CÁO", Abstract: "Kết quả tháng 11", Body: body})
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// rewritten is content as written by pdfcpu: with object streams and a cross-reference stream.
func rewritten(t *testing.T, content []byte) []byte {
	t.Helper()
	conf := model.NewDefaultConfiguration()
	conf.WriteObjectStream, conf.WriteXRefStream = true, true
	var out bytes.Buffer
	if err := api.Optimize(bytes.NewReader(content), &out, conf); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestStamp(t *testing.T) {
	nested := pdffiletest.Make(
		"<</Type /Catalog /Pages 2 0 R>>",
		"<</Type /Pages /Kids [3 0 R 5 0 R] /Count 2 /Resources 7 0 R>>",
		"<</Type /Pages /Parent 2 0 R /Kids [4 0 R] /Count 1 /MediaBox 9 0 R>>",
		"<</Type /Page /Parent 3 0 R /Contents 8 0 R>>",
		"<</Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /CropBox [50 20 250 180]>>", // no contents
		"<</Length 41>>\nstream\nBT /F 24 Tf 72 600 Td (Page 1 a) Tj ET   \nendstream",
		"<</Font <</F 10 0 R>> /XObject 11 0 R>>",
		"[6 0 R 6 0 R]",
		"[0 0 595 842]",
		"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>",
		"<<>>",
	)
	for name, c := range map[string]struct {
		content []byte
		pages   int
		text    string
	}{
		"an official document":            {official(t), 3, "Chiêm Hoá tháng 11"},
		"with a cross-reference stream":   {rewritten(t, official(t)), 3, "Chiêm Hoá tháng 11"},
		"plain pages":                     {pdffiletest.Pages(12, "", ""), 12, "Page 12"},
		"turned by 90 degrees":            {pdffiletest.Pages(1, "", "/Rotate 90"), 1, "Page 1"},
		"turned by 180 degrees":           {pdffiletest.Pages(1, "", "/Rotate 180"), 1, "Page 1"},
		"turned by -90 degrees":           {pdffiletest.Pages(1, "", "/Rotate -90"), 1, "Page 1"},
		"a tree with inherited resources": {nested, 2, "Page 1 a"},
		"stamped before":                  {stamp(t, pdffiletest.Pages(2, "", "")), 2, "Page 2"},
	} {
		t.Run(name, func(t *testing.T) {
			stamped := stamp(t, c.content)
			file := open(t, stamped)
			if file.Pages() != c.pages {
				t.Errorf("%d pages, want %d", file.Pages(), c.pages)
			}
			if danger, err := file.Danger(); danger != "" || err != nil {
				t.Errorf("a stamped file is dangerous: %s %v", danger, err)
			}
			if err := api.Validate(bytes.NewReader(stamped), model.NewDefaultConfiguration()); err != nil {
				t.Errorf("validate: %v", err)
			}
			for page := 1; page <= min(c.pages, 2); page++ {
				before, after := render(t, c.content, page), render(t, stamped, page)
				if share := changed(before, after); share < 0.005 || share > 0.3 {
					t.Errorf("page %d: %.4f of the picture changed", page, share)
				}
			}
			if text := extract(t, stamped); !strings.Contains(text, c.text) {
				t.Errorf("the text is gone: %q", text)
			}
		})
	}
}

// render draws a page with poppler.
func render(t *testing.T, content []byte, page int) image.Image {
	t.Helper()
	out, errors := run(t, content, "pdftoppm", "-png", "-r", "50", "-f", fmt.Sprint(page), "-l", fmt.Sprint(page), "-singlefile")
	if strings.Contains(errors, "Error") {
		t.Errorf("pdftoppm: %s", errors)
	}
	picture, _, err := image.Decode(bytes.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

func extract(t *testing.T, content []byte) string {
	t.Helper()
	out, _ := run(t, content, "pdftotext")
	return string(out)
}

func run(t *testing.T, content []byte, tool string, args ...string) ([]byte, string) {
	t.Helper()
	path, err := exec.LookPath(tool)
	if err != nil {
		t.Skipf("%s is not installed (package poppler-utils)", tool)
	}
	source := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(source, content, 0o600); err != nil {
		t.Fatal(err)
	}
	args = append(args, source)
	if tool == "pdftotext" {
		args = append(args, "-")
	}
	var out, problems bytes.Buffer
	command := exec.Command(path, args...)
	command.Stdout, command.Stderr = &out, &problems
	if err := command.Run(); err != nil {
		t.Fatalf("%s: %v: %s", tool, err, problems.String())
	}
	return out.Bytes(), problems.String()
}

// changed is which part of the pixels differs.
func changed(a, b image.Image) float64 {
	if a.Bounds() != b.Bounds() {
		return 1
	}
	differ, all := 0, 0
	for y := a.Bounds().Min.Y; y < a.Bounds().Max.Y; y++ {
		for x := a.Bounds().Min.X; x < a.Bounds().Max.X; x++ {
			all++
			r1, _, _, _ := a.At(x, y).RGBA()
			r2, _, _, _ := b.At(x, y).RGBA()
			if r1 != r2 {
				differ++
			}
		}
	}
	return float64(differ) / float64(all)
}

func TestDamagedStructureIsRewritten(t *testing.T) {
	for name, content := range map[string][]byte{
		"bytes before the head": append([]byte("\n\n"), pdffiletest.Pages(2, "", "")...),
		"cut in half":           pdffiletest.Pages(2, "", "")[:600],
		"a wrong startxref":     bytes.Replace(pdffiletest.Pages(2, "", ""), []byte("startxref\n"), []byte("startxref\n9"), 1),
	} {
		t.Run(name, func(t *testing.T) {
			file, err := pdffile.Open(t.Context(), bytes.NewReader(content))
			if errors.Is(err, pdffile.ErrUnreadable) {
				return // refused is fine too
			}
			if err != nil {
				t.Fatal(err)
			}
			if _, err := file.Plan(); !errors.Is(err, pdffile.ErrDamaged) {
				t.Fatalf("Plan: %v", err)
			}
			sound, err := file.Rewrite()
			if err != nil {
				t.Fatal(err)
			}
			if text := extract(t, stamp(t, sound)); !strings.Contains(text, "Page 2") {
				t.Errorf("text %q", text)
			}
		})
	}
}

func TestDanger(t *testing.T) {
	for name, c := range map[string]struct {
		content []byte
		want    pdffile.Danger
	}{
		"none":                     {pdffiletest.Pages(1, "", ""), ""},
		"a link":                   {pdffiletest.Pages(1, "", "/Annots [<</Type /Annot /Subtype /Link /Rect [0 0 9 9] /A <</S /URI /URI (http://x)>>>>]"), ""},
		"script on opening":        {pdffiletest.Pages(1, "/OpenAction <</S /JavaScript /JS (app.alert(1))>>", ""), pdffile.JavaScript},
		"script with escaped name": {pdffiletest.Pages(1, "/OpenAction <</S /Java#53cript /#4a#53 (app.alert(1))>>", ""), pdffile.JavaScript},
		"script by name":           {pdffiletest.Pages(1, "/Names <</JavaScript <</Names [(a) 4 0 R]>>>>", "", "<</S /JavaScript /JS (x)>>"), pdffile.JavaScript},
		"script on a page":         {pdffiletest.Pages(1, "", "/AA <</O <</S /JavaScript /JS (x)>>>>"), pdffile.JavaScript},
		"script nobody refers to":  {pdffiletest.Pages(1, "", "", "<</S /JavaScript /JS (x)>>"), pdffile.JavaScript},
		"launch":                   {pdffiletest.Pages(1, "/OpenAction <</S /Launch /F (cmd.exe)>>", ""), pdffile.Launch},
		"an embedded file":         {pdffiletest.Pages(1, "/Names <</EmbeddedFiles <</Names [(a) 4 0 R]>>>>", "", "<</Type /Filespec /F (a.exe)>>"), pdffile.EmbeddedFile},
		"an attachment":            {pdffiletest.Pages(1, "", "/Annots [<</Subtype /FileAttachment /FS 4 0 R>>]", "<</Type /Filespec>>"), pdffile.EmbeddedFile},
		"a stream of one":          {pdffiletest.Pages(1, "", "", "<</Type /EmbeddedFile /Length 1>>\nstream\nx\nendstream"), pdffile.EmbeddedFile},
		"a form that sends":        {pdffiletest.Pages(1, "/OpenAction <</S /SubmitForm /F (http://x)>>", ""), pdffile.SubmitForm},
		"XFA":                      {pdffiletest.Pages(1, "/AcroForm <</Fields [] /XFA 4 0 R>>", "", "<</Length 1>>\nstream\nx\nendstream"), pdffile.XFA},
		"rich media":               {pdffiletest.Pages(1, "", "/Annots [<</Subtype /RichMedia>>]"), pdffile.RichMedia},
		"script in an object that no reader opens by itself": {
			rewritten(t, pdffiletest.Pages(1, "", "/Resources <</Font <</F 4 0 R>>>>", "<</Type /Font /Subtype /Type1 /BaseFont /Courier /Extra <</S /JavaScript /JS (x)>>>>")), pdffile.JavaScript,
		},
		"script in object stream": {rewritten(t, pdffiletest.Pages(1, "/OpenAction <</S /JavaScript /JS (app.alert(1))>>", "")), pdffile.JavaScript},
	} {
		t.Run(name, func(t *testing.T) {
			found, err := open(t, c.content).Danger()
			if err != nil || found != c.want {
				t.Errorf("found %q %v, want %q", found, err, c.want)
			}
		})
	}
}

func TestEncrypted(t *testing.T) {
	for name, password := range map[string]string{"with a password": "secret", "with an empty one": ""} {
		t.Run(name, func(t *testing.T) {
			conf := model.NewAESConfiguration(password, "owner", 256)
			var out bytes.Buffer
			if err := api.Encrypt(bytes.NewReader(pdffiletest.Pages(1, "", "")), &out, conf); err != nil {
				t.Fatal(err)
			}
			if _, err := pdffile.Open(t.Context(), bytes.NewReader(out.Bytes())); !errors.Is(err, pdffile.ErrEncrypted) {
				t.Errorf("Open: %v", err)
			}
		})
	}
}

func TestUnreadable(t *testing.T) {
	for name, content := range map[string][]byte{
		"nothing":      nil,
		"a head":       []byte("%PDF-1.7\n"),
		"no pages":     pdffiletest.Make("<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [] /Count 0>>"),
		"a page loop":  pdffiletest.Make("<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [2 0 R] /Count 1>>"),
		"another kind": []byte("MZ\x90\x00 this is not a document"),
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := pdffile.Open(t.Context(), bytes.NewReader(content)); !errors.Is(err, pdffile.ErrUnreadable) {
				t.Errorf("Open: %v", err)
			}
		})
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(pdffiletest.Pages(2, "/OpenAction <</S /JavaScript /JS (x)>>", "/Rotate 90"))
	f.Add(pdffiletest.Pages(1, "/Names <</EmbeddedFiles <</Names [(a) 4 0 R]>>>>", "", "<</Type /Filespec /F (a.exe)>>"))
	f.Fuzz(func(t *testing.T, content []byte) {
		file, err := pdffile.Open(t.Context(), bytes.NewReader(content))
		if err != nil {
			return
		}
		if _, err := file.Danger(); err != nil {
			return
		}
		plan, err := file.Plan()
		if err != nil {
			return
		}
		if _, err := plan.Tail(reader); err != nil {
			t.Errorf("Tail: %v", err)
		}
	})
}
