package terminal_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"giaoban/scheduler/terminal"
)

func keyPair(t testing.TB) (private *ecdsa.PrivateKey, public string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(&private.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	return private, base64.StdEncoding.EncodeToString(der)
}

func signature(t testing.TB, private *ecdsa.PrivateKey, message []byte) string {
	t.Helper()
	digest := sha256.Sum256(message)
	r, s, err := ecdsa.Sign(rand.Reader, private, digest[:])
	if err != nil {
		t.Fatal(err)
	}
	raw := make([]byte, 64)
	r.FillBytes(raw[:32])
	s.FillBytes(raw[32:])
	return base64.StdEncoding.EncodeToString(raw)
}

func TestASignatureIsGoodForOneNonceOfOneTerminal(t *testing.T) {
	private, public := keyPair(t)
	key, err := terminal.ParseKey(public)
	if err != nil {
		t.Fatal(err)
	}
	message := terminal.Message("TD_1", "nonce")
	signed := signature(t, private, message)
	if !terminal.Verify(key, message, signed) {
		t.Error("a good signature was refused")
	}
	for name, other := range map[string][]byte{
		"another nonce": terminal.Message("TD_1", "another"), "another terminal": terminal.Message("TD_2", "nonce"), "another purpose": []byte("TD_1\nnonce"),
	} {
		if terminal.Verify(key, other, signed) {
			t.Errorf("%s: taken", name)
		}
	}
	stranger, _ := keyPair(t)
	if terminal.Verify(key, message, signature(t, stranger, message)) {
		t.Error("another key's signature was taken")
	}
}

func TestKeysOfOtherKindsAreRefused(t *testing.T) {
	other, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(&other.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"P-384": base64.StdEncoding.EncodeToString(der), "nothing": "", "not base64": "????", "not a key": base64.StdEncoding.EncodeToString([]byte("key")),
	} {
		if _, err := terminal.ParseKey(text); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

func TestCodes(t *testing.T) {
	seen := map[string]bool{}
	for range 100 {
		code := terminal.NewCode()
		if len(code) != terminal.CodeDigits || strings.Trim(code, "0123456789") != "" || seen[code] {
			t.Errorf("%q", code)
		}
		seen[code] = true
	}
	for typed, want := range map[string]string{"1234 5678": "12345678", "1234-5678": "12345678", "12.34": "1234", "12a4": "12x4", "１２": "xx"} {
		if got := terminal.CleanCode(typed); got != want {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
}

func FuzzParseKey(f *testing.F) {
	_, public := keyPair(f)
	f.Add(public)
	f.Add("")
	f.Add("MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE")
	f.Fuzz(func(t *testing.T, text string) {
		key, err := terminal.ParseKey(text)
		if err != nil {
			return
		}
		if key.Curve != elliptic.P256() {
			t.Errorf("another curve was taken: %v", key.Curve)
		}
		der, err := x509.MarshalPKIXPublicKey(key)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := terminal.ParseKey(base64.StdEncoding.EncodeToString(der)); err != nil || !again.Equal(key) {
			t.Errorf("it does not come back: %v", err)
		}
	})
}

// Nobody finds a signature without the key.
func FuzzVerify(f *testing.F) {
	private, public := keyPair(f)
	key, err := terminal.ParseKey(public)
	if err != nil {
		f.Fatal(err)
	}
	message := terminal.Message("TD_1", "nonce")
	f.Add(signature(f, private, terminal.Message("TD_1", "another")))
	f.Add(base64.StdEncoding.EncodeToString(make([]byte, 64)))
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		if terminal.Verify(key, message, text) {
			t.Errorf("%q is taken for a signature", text)
		}
	})
}

func FuzzCleanCode(f *testing.F) {
	f.Add("1234 5678")
	f.Add("\u0661\u0662")
	f.Fuzz(func(t *testing.T, typed string) {
		code := terminal.CleanCode(typed)
		if strings.Trim(code, "0123456789x") != "" {
			t.Errorf("%q becomes %q", typed, code)
		}
		if terminal.CleanCode(code) != code {
			t.Errorf("%q is cleaned twice", code)
		}
	})
}

func TestLayoutsATerminalCanBeTold(t *testing.T) {
	for _, layout := range terminal.Layouts() {
		if !terminal.Sound(terminal.SetLayout, string(layout), &terminal.Report{}) {
			t.Errorf("%s is refused", layout)
		}
	}
	for _, bad := range []string{"", "mosaic", "Grid"} {
		if terminal.Sound(terminal.SetLayout, bad, &terminal.Report{}) {
			t.Errorf("%q is taken", bad)
		}
	}
}

// What a terminal tells decides what it can be told: a command is sound for a device that is in its report.
func FuzzReport(f *testing.F) {
	f.Add(`{"doing":"idle","devices":[{"id":"c","kind":"camera","label":"Logitech"}],"volume":80}`, "camera", "c")
	f.Add(`{"devices":null}`, "volume", "100")
	f.Fuzz(func(t *testing.T, text, kind, value string) {
		var report terminal.Report
		if json.Unmarshal([]byte(text), &report) != nil {
			return
		}
		if !terminal.Sound(terminal.Kind(kind), value, &report) {
			return
		}
		switch terminal.Kind(kind) {
		case terminal.ChooseCamera, terminal.ChooseMicrophone, terminal.ChooseLoudspeaker:
			found := false
			for _, device := range report.Devices {
				found = found || device.ID == value && string(device.Kind) == kind
			}
			if !found {
				t.Errorf("%s %q is none of %+v", kind, value, report.Devices)
			}
		case terminal.SetVolume, terminal.SetLayout, terminal.Mute, terminal.Rejoin, terminal.Reload:
		default:
			t.Errorf("%q is no command", kind)
		}
	})
}
