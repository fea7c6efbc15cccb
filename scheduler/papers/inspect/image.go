package inspect

import (
	"context"
	"fmt"
	"image/jpeg"
	"image/png"
	"io"

	"giaoban/internal/fault"
	"giaoban/scheduler/papers"
	"giaoban/scheduler/papers/pdffile"
)

// maxPixels bounds a picture: decoding takes four bytes for each.
const maxPixels = 60_000_000

// lookImage reads a picture as a whole and puts it on a page, so that it is read and stamped as every other paper.
func lookImage(ctx context.Context, source Source, kind papers.Kind, ending string) (*Result, error) {
	if err := checkEnding(kind, ending); err != nil {
		return nil, err
	}
	measure, decode := png.DecodeConfig, png.Decode
	if kind == papers.JPEG {
		measure, decode = jpeg.DecodeConfig, jpeg.Decode
	}
	if _, err := source.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("papers: look at upload: %w", err)
	}
	config, err := measure(source)
	if err != nil {
		return nil, broken(err)
	}
	if config.Width <= 0 || config.Height <= 0 || int64(config.Width)*int64(config.Height) > maxPixels {
		return nil, fault.New(fault.Unsupported, "papers.picture_too_large", maxPixels/1_000_000)
	}
	if _, err := source.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("papers: look at upload: %w", err)
	}
	if _, err := decode(source); err != nil {
		return nil, broken(err)
	}
	if _, err := source.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("papers: look at upload: %w", err)
	}
	content, err := pdffile.OfPicture(source)
	if err != nil {
		return nil, broken(err)
	}
	pages, err := planOf(ctx, content)
	if err != nil {
		return nil, err
	}
	return &Result{Kind: kind, Pages: pages}, nil
}
