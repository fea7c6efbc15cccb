// Package app holds the built single-page app, embedded so that one binary is the whole product.
//
// The app's sources live beside this file and are built by vite into dist, which the repository keeps empty.
package app

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Files returns the built app, rooted at its dist folder.
// An app that has not been built holds no index.html; see Built.
func Files() fs.FS {
	files, _ := fs.Sub(dist, "dist") // a constant, valid path: it cannot fail
	return files
}

// Built reports whether the app was built before this binary was.
func Built() bool {
	_, err := fs.Stat(dist, "dist/index.html")
	return err == nil
}
