package pdffile

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
)

// OfPicture makes a PDF file of one page with a JPEG or PNG picture.
func OfPicture(picture io.Reader) (content []byte, err error) {
	defer func() {
		if tripped := recover(); tripped != nil {
			content, err = nil, fmt.Errorf("pdffile: picture: %v", tripped)
		}
	}()
	var out bytes.Buffer
	if err := api.ImportImages(nil, &out, []io.Reader{picture}, pdfcpu.DefaultImportConfig(), configuration()); err != nil {
		return nil, err
	}
	if out.Len() == 0 {
		return nil, errors.New("pdffile: picture: nothing written")
	}
	return out.Bytes(), nil
}
