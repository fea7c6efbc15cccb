// Package ballot is the voting without names (bỏ phiếu kín): what a ballot paper is, who can check what, and how it is counted.
//
// A voter makes a random serial, blinds it and has it signed by the motion's key, once for each who may vote: that is the
// ballot paper. The signature is a blind one (RFC 9474, RSABSSA-SHA384-PSS-Randomized), so the signer never sees the
// serial. The voter takes the blinding off, and casts the serial, its signature and the choice without saying who they are.
// The server can tell that the paper is one of its own, and that it is used once, but not whose it is. When the voting
// is closed all ballots are published, in the order of their serials: anybody can check each signature and count again,
// and each voter finds their own by its serial. A receipt, signed by the server when it takes a ballot, proves how it was cast.
//
// What this protects: the database, its backups and the logs do not tell who cast which ballot, not even to who holds all keys.
// What it does not protect: from somebody who controls the server or the network at the moment of casting and notes the addresses
// from which ballots come, and from a voter who shows their receipt.
package ballot

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/cloudflare/circl/blindsign/blindrsa"

	"giaoban/scheduler/conduct"
)

const (
	keyBits     = 2048
	keyBytes    = keyBits / 8
	prefixBytes = 32 // randomizer of a prepared message (RFC 9474, section 4.1)
	serialBytes = 32
	messageForm = "giaoban-ballot-1:"
	receiptForm = "giaoban-receipt-1:"
	receiptHead = "GB1"
	variant     = blindrsa.SHA384PSSRandomized
)

// Errors; errors.Is tells them apart.
var (
	// ErrForm means that what was given is no ballot, paper or receipt at all.
	ErrForm = errors.New("ballot: not well formed")
	// ErrForged means that a signature is not of the motion's key.
	ErrForged = errors.New("ballot: not signed by the motion's key")
	// ErrMissing means that a ballot is not among those published, or there with another choice.
	ErrMissing = errors.New("ballot: not counted as it was cast")
)

// Ballot is a ballot as it is cast and published.
type Ballot struct {
	// Paper is the prepared message: 32 random bytes, the form's name, the motion's id, ':' and the serial's 32 bytes. Signature is the
	// motion's (RSASSA-PSS, SHA-384, salt of 48 bytes).
	Paper     []byte         `json:"paper"`
	Signature []byte         `json:"signature"`
	Choice    conduct.Choice `json:"choice"`
	Text      string         `json:"text,omitempty"`
}

// Message returns what a voter prepares and blinds: the motion and a serial of 32 random bytes.
func Message(motionID string, serial []byte) []byte {
	return append([]byte(messageForm+motionID+":"), serial...)
}

// Serial reads the serial from a ballot's paper, lower-case hexadecimal. Errors: ErrForm, also for a paper of another motion.
func (b *Ballot) Serial(motionID string) (string, error) {
	form := messageForm + motionID + ":"
	if len(b.Paper) != prefixBytes+len(form)+serialBytes || string(b.Paper[prefixBytes:prefixBytes+len(form)]) != form {
		return "", fmt.Errorf("%w: paper", ErrForm)
	}
	return hex.EncodeToString(b.Paper[prefixBytes+len(form):]), nil
}

// Keys sign the papers and the receipts of one motion.
type Keys struct {
	papers   *rsa.PrivateKey
	receipts *ecdsa.PrivateKey
}

// NewKeys makes keys. It takes a fraction of a second.
func NewKeys() (*Keys, error) {
	papers, err := rsa.GenerateKey(rand.Reader, keyBits)
	if err != nil {
		return nil, err
	}
	receipts, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	return &Keys{papers, receipts}, err
}

type keysJSON struct {
	Papers   []byte `json:"papers"`   // PKCS #1
	Receipts []byte `json:"receipts"` // SEC 1
}

// Marshal returns the keys as bytes, to be kept sealed.
func (k *Keys) Marshal() ([]byte, error) {
	receipts, err := x509.MarshalECPrivateKey(k.receipts)
	if err != nil {
		return nil, err
	}
	return json.Marshal(keysJSON{x509.MarshalPKCS1PrivateKey(k.papers), receipts})
}

// ParseKeys reads what Marshal made.
func ParseKeys(data []byte) (*Keys, error) {
	var encoded keysJSON
	if err := json.Unmarshal(data, &encoded); err != nil {
		return nil, err
	}
	papers, err := x509.ParsePKCS1PrivateKey(encoded.Papers)
	if err != nil {
		return nil, err
	}
	receipts, err := x509.ParseECPrivateKey(encoded.Receipts)
	if err != nil {
		return nil, err
	}
	return &Keys{papers, receipts}, nil
}

// Public returns what everybody may know of the keys.
func (k *Keys) Public() (conduct.BallotKeys, error) {
	papers, err := x509.MarshalPKIXPublicKey(&k.papers.PublicKey)
	if err != nil {
		return conduct.BallotKeys{}, err
	}
	receipts, err := x509.MarshalPKIXPublicKey(&k.receipts.PublicKey)
	if err != nil {
		return conduct.BallotKeys{}, err
	}
	return conduct.BallotKeys{Papers: base64.StdEncoding.EncodeToString(papers), Receipts: base64.StdEncoding.EncodeToString(receipts)}, nil
}

// Sign signs a blinded message. The same message gets the same signature. Errors: ErrForm.
func (k *Keys) Sign(blinded []byte) ([]byte, error) {
	if len(blinded) != keyBytes {
		return nil, fmt.Errorf("%w: blinded message", ErrForm)
	}
	signature, err := blindrsa.NewSigner(k.papers).BlindSign(blinded)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrForm, err)
	}
	return signature, nil
}

// PaperKey is the public key of papers.
type PaperKey struct {
	key      *rsa.PublicKey
	verifier blindrsa.Verifier
}

// ParsePaperKey reads conduct.BallotKeys.Papers.
func ParsePaperKey(encoded string) (*PaperKey, error) {
	der, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return nil, fmt.Errorf("%w: key", ErrForm)
	}
	parsed, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return nil, fmt.Errorf("%w: key", ErrForm)
	}
	key, ok := parsed.(*rsa.PublicKey)
	if !ok {
		return nil, fmt.Errorf("%w: key", ErrForm)
	}
	verifier, err := blindrsa.NewVerifier(variant, key)
	if err != nil {
		return nil, err
	}
	return &PaperKey{key, verifier}, nil
}

// Verify checks that a ballot is of a motion and that its paper was given out. Errors: ErrForm, ErrForged.
func (k *PaperKey) Verify(motionID string, b *Ballot) error {
	if _, err := b.Serial(motionID); err != nil {
		return err
	}
	if !slices.Contains(conduct.Choices(), b.Choice) || (b.Choice == conduct.Other) != (b.Text != "") {
		return fmt.Errorf("%w: choice", ErrForm)
	}
	if k.verifier.Verify(b.Paper, b.Signature) != nil {
		return ErrForged
	}
	return nil
}

// Sort puts ballots into the order in which they are published: of their papers' serials, which are random.
func Sort(motionID string, ballots []Ballot) {
	slices.SortFunc(ballots, func(a, b Ballot) int {
		first, _ := a.Serial(motionID)
		second, _ := b.Serial(motionID)
		return strings.Compare(first, second)
	})
}

// Hash returns the SHA-256, lower-case hexadecimal, of the published ballots: of each in order its paper, signature, choice and text,
// each with its length in bytes before it as a decimal number and ':'.
func Hash(ballots []Ballot) string {
	sum := sha256.New()
	for i := range ballots {
		b := &ballots[i]
		for _, part := range [][]byte{b.Paper, b.Signature, []byte(b.Choice), []byte(b.Text)} {
			fmt.Fprintf(sum, "%d:", len(part))
			sum.Write(part)
		}
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// Count checks every published ballot and counts them. Errors: ErrForm for one that is there twice or out of order, ErrForged.
func Count(motionID string, keys conduct.BallotKeys, ballots []Ballot) (map[conduct.Choice]int, error) {
	key, err := ParsePaperKey(keys.Papers)
	if err != nil {
		return nil, err
	}
	counts := map[conduct.Choice]int{}
	last := ""
	for i := range ballots {
		if err := key.Verify(motionID, &ballots[i]); err != nil {
			return nil, err
		}
		serial, err := ballots[i].Serial(motionID)
		if err != nil {
			return nil, err
		}
		if serial <= last {
			return nil, fmt.Errorf("%w: order", ErrForm)
		}
		last = serial
		counts[ballots[i].Choice]++
	}
	return counts, nil
}

// Receipt proves how a ballot was cast: "GB1", the motion's id, the serial in hexadecimal, the choice, the SHA-256 of the text in
// hexadecimal and the server's signature (ECDSA, P-256, SHA-256, deterministic by RFC 6979; r and s of 32 bytes each) in
// base64url, joined by dots. What is signed is "giaoban-receipt-1:" and all before the signature.
type Receipt string

func statement(motionID, serial string, choice conduct.Choice, text string) string {
	sum := sha256.Sum256([]byte(text))
	return strings.Join([]string{receiptHead, motionID, serial, string(choice), hex.EncodeToString(sum[:])}, ".")
}

// Receipt signs the receipt of a ballot.
func (k *Keys) Receipt(motionID string, b *Ballot) (Receipt, error) {
	serial, err := b.Serial(motionID)
	if err != nil {
		return "", err
	}
	said := statement(motionID, serial, b.Choice, b.Text)
	digest := sha256.Sum256([]byte(receiptForm + said))
	encoded, err := k.receipts.Sign(nil, digest[:], crypto.SHA256)
	if err != nil {
		return "", err
	}
	var pair struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(encoded, &pair); err != nil {
		return "", err
	}
	signature := make([]byte, 2*coordinate)
	pair.R.FillBytes(signature[:coordinate])
	pair.S.FillBytes(signature[coordinate:])
	return Receipt(said + "." + base64.RawURLEncoding.EncodeToString(signature)), nil
}

// coordinate is the bytes of each half of a signature on P-256.
const coordinate = 32

func verifyReceipt(encodedKey, said string, signature []byte) error {
	der, err := base64.StdEncoding.DecodeString(encodedKey)
	if err != nil {
		return fmt.Errorf("%w: key", ErrForm)
	}
	parsed, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return fmt.Errorf("%w: key", ErrForm)
	}
	key, ok := parsed.(*ecdsa.PublicKey)
	if !ok {
		return fmt.Errorf("%w: key", ErrForm)
	}
	digest := sha256.Sum256([]byte(receiptForm + said))
	if len(signature) != 2*coordinate {
		return ErrForged
	}
	r, s := new(big.Int).SetBytes(signature[:coordinate]), new(big.Int).SetBytes(signature[coordinate:])
	if !ecdsa.Verify(key, digest[:], r, s) {
		return ErrForged
	}
	return nil
}

// Check checks that a receipt was signed, and that its ballot is among those published as it was cast. Errors: ErrForm, ErrForged,
// ErrMissing.
func (r Receipt) Check(motionID string, keys conduct.BallotKeys, ballots []Ballot) error {
	at := strings.LastIndexByte(string(r), '.')
	if len(r) > 1024 || at < 0 || !strings.HasPrefix(string(r), receiptHead+"."+motionID+".") {
		return fmt.Errorf("%w: receipt", ErrForm)
	}
	said := string(r[:at])
	signature, err := base64.RawURLEncoding.DecodeString(string(r[at+1:]))
	if err != nil {
		return fmt.Errorf("%w: receipt", ErrForm)
	}
	if err := verifyReceipt(keys.Receipts, said, signature); err != nil {
		return err
	}
	for i := range ballots {
		serial, err := ballots[i].Serial(motionID)
		if err == nil && statement(motionID, serial, ballots[i].Choice, ballots[i].Text) == said {
			return nil
		}
	}
	return ErrMissing
}

// Equal reports whether two ballots are the same.
func (b *Ballot) Equal(other *Ballot) bool {
	return bytes.Equal(b.Paper, other.Paper) && b.Choice == other.Choice && b.Text == other.Text
}

// Voter is the voter's side, for tests and clients in Go; pages have their own.
type Voter struct {
	motionID string
	client   blindrsa.Client
	paper    []byte
	state    blindrsa.State
}

// NewVoter makes a serial and blinds it: what is to be signed comes with it.
func NewVoter(motionID, paperKey string) (v *Voter, blinded []byte, err error) {
	key, err := ParsePaperKey(paperKey)
	if err != nil {
		return nil, nil, err
	}
	v = &Voter{motionID: motionID}
	if v.client, err = blindrsa.NewClient(variant, key.key); err != nil {
		return nil, nil, err
	}
	serial := make([]byte, serialBytes)
	if _, err := rand.Read(serial); err != nil {
		return nil, nil, err
	}
	if v.paper, err = v.client.Prepare(rand.Reader, Message(motionID, serial)); err != nil {
		return nil, nil, err
	}
	blinded, v.state, err = v.client.Blind(rand.Reader, v.paper)
	return v, blinded, err
}

// Ballot takes the blinding off a signature and fills in the paper.
func (v *Voter) Ballot(blindSignature []byte, choice conduct.Choice, text string) (*Ballot, error) {
	signature, err := v.client.Finalize(v.state, blindSignature)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrForged, err)
	}
	return &Ballot{Paper: v.paper, Signature: signature, Choice: choice, Text: text}, nil
}
