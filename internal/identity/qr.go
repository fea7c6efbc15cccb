package identity

import (
	"fmt"
	"image"
	"image/color"
	"net/url"
	"strings"
)

// quietZone is the empty border that readers need, in modules (ISO/IEC 18004, section 9.1).
const quietZone = 4

func keyURI(issuer, username, secret string) string {
	// A plus sign would be read as one by some apps: spaces are written %20.
	query := strings.ReplaceAll(url.Values{"secret": {secret}, "issuer": {issuer}}.Encode(), "+", "%20")
	return "otpauth://totp/" + url.PathEscape(issuer+":"+username) + "?" + query
}

// drawQR draws a QR code of one pixel a module as SVG, black on white whatever the page's colours are.
func drawQR(code image.Image) string {
	size := code.Bounds().Dx()
	var path strings.Builder
	for y := range size {
		for x := range size {
			if color.GrayModel.Convert(code.At(x, y)) == (color.Gray{Y: 0}) {
				fmt.Fprintf(&path, "M%d %dh1v1h-1z", x+quietZone, y+quietZone)
			}
		}
	}
	whole := size + 2*quietZone
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges">`+
		`<path fill="#fff" d="M0 0h%dv%dH0z"/><path d="%s"/></svg>`, whole, whole, whole, whole, path.String())
}
