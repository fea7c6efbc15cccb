// Package inspecttest makes small office files for tests, readable by office programs.
package inspecttest

import (
	"archive/zip"
	"bytes"
	"fmt"

	"giaoban/scheduler/papers"
)

// Part is one more part of an office file.
type Part struct {
	Name    string
	Content []byte
}

const (
	office   = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packaged = "http://schemas.openxmlformats.org/package/2006"
	head     = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
)

// Office returns an office file that says text, with more parts.
func Office(kind papers.Kind, text string, more ...Part) []byte {
	return OfficeRaw(kind, text, func(w *zip.Writer) error {
		for _, part := range more {
			if err := write(w, part.Name, string(part.Content)); err != nil {
				return err
			}
		}
		return nil
	})
}

// OfficeRaw is Office with parts that more writes.
func OfficeRaw(kind papers.Kind, text string, more func(*zip.Writer) error) []byte {
	var parts [][2]string
	switch kind {
	case papers.DOCX:
		parts = [][2]string{
			{"[Content_Types].xml", types("/word/document.xml", "wordprocessingml.document.main")},
			{"_rels/.rels", relation("word/document.xml")},
			{"word/document.xml", head + `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>` +
				text + `</w:t></w:r></w:p></w:body></w:document>`},
		}
	case papers.XLSX:
		parts = [][2]string{
			{"[Content_Types].xml", types("/xl/workbook.xml", "spreadsheetml.sheet.main", "/xl/worksheets/sheet1.xml", "spreadsheetml.worksheet")},
			{"_rels/.rels", relation("xl/workbook.xml")},
			{"xl/workbook.xml", head + `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="` + office +
				`"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>`},
			{"xl/_rels/workbook.xml.rels", head + `<Relationships xmlns="` + packaged + `/relationships"><Relationship Id="r1" Type="` + office +
				`/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`},
			{"xl/worksheets/sheet1.xml", head + `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">` +
				`<c r="A1" t="inlineStr"><is><t>` + text + `</t></is></c></row></sheetData></worksheet>`},
		}
	case papers.PPTX:
		parts = presentation(text)
	}
	return build(parts, more)
}

// presentation is the parts of a presentation of one slide that says text.
func presentation(text string) [][2]string {
	spaces := `xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="` + office +
		`" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"`
	return [][2]string{
		{"[Content_Types].xml", types("/ppt/presentation.xml", "presentationml.presentation.main", "/ppt/slides/slide1.xml", "presentationml.slide")},
		{"_rels/.rels", relation("ppt/presentation.xml")},
		{"ppt/presentation.xml", head + `<p:presentation ` + spaces + `><p:sldIdLst><p:sldId id="256" r:id="r1"/></p:sldIdLst><p:sldSz cx="9144000" cy="6858000"/>` +
			`<p:notesSz cx="6858000" cy="9144000"/></p:presentation>`},
		{"ppt/_rels/presentation.xml.rels", head + `<Relationships xmlns="` + packaged + `/relationships"><Relationship Id="r1" Type="` + office +
			`/slide" Target="slides/slide1.xml"/></Relationships>`},
		{"ppt/slides/slide1.xml", head + `<p:sld ` + spaces + `><p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>` +
			`<p:sp><p:nvSpPr><p:cNvPr id="2" name="T"/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm><a:off x="900000" y="900000"/><a:ext cx="7000000" cy="900000"/></a:xfrm>` +
			`<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr><p:txBody><a:bodyPr/><a:p><a:r><a:rPr lang="vi" sz="3200"/><a:t>` + text +
			`</a:t></a:r></a:p></p:txBody></p:sp></p:spTree></p:cSld></p:sld>`},
	}
}

// Typed returns a document whose main part is of a type.
func Typed(contentType string) []byte {
	return build([][2]string{{"[Content_Types].xml", head + `<Types xmlns="` + packaged + `/content-types"><Override PartName="/word/document.xml" ContentType="` + contentType + `"/></Types>`}}, nil)
}

func build(parts [][2]string, more func(*zip.Writer) error) []byte {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, part := range parts {
		if err := write(w, part[0], part[1]); err != nil {
			return nil // to memory: cannot be
		}
	}
	if more != nil {
		if err := more(w); err != nil {
			return nil
		}
	}
	if err := w.Close(); err != nil {
		return nil
	}
	return out.Bytes()
}

func write(w *zip.Writer, name, content string) error {
	entry, err := w.Create(name)
	if err == nil {
		_, err = entry.Write([]byte(content))
	}
	return err
}

func types(pairs ...string) string {
	text := head + `<Types xmlns="` + packaged + `/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/>`
	for i := 0; i+1 < len(pairs); i += 2 {
		text += fmt.Sprintf(`<Override PartName="%s" ContentType="application/vnd.openxmlformats-officedocument.%s+xml"/>`, pairs[i], pairs[i+1])
	}
	return text + `</Types>`
}

func relation(target string) string {
	return head + `<Relationships xmlns="` + packaged + `/relationships"><Relationship Id="r1" Type="` + office + `/officeDocument" Target="` + target + `"/></Relationships>`
}
