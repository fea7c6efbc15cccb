package ballot_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"giaoban/scheduler/conduct"
	"giaoban/scheduler/conduct/ballot"
)

// keys are made once: that is what takes time.
var keys = sync.OnceValue(func() *ballot.Keys {
	made, err := ballot.NewKeys()
	if err != nil {
		return nil
	}
	return made
})

const motion = "MO_1"

func public(t testing.TB, k *ballot.Keys) conduct.BallotKeys {
	t.Helper()
	known, err := k.Public()
	if err != nil {
		t.Fatal(err)
	}
	return known
}

func cast(t testing.TB, k *ballot.Keys, motionID string, choice conduct.Choice, text string) ballot.Ballot {
	t.Helper()
	voter, blinded, err := ballot.NewVoter(motionID, public(t, k).Papers)
	if err != nil {
		t.Fatal(err)
	}
	signature, err := k.Sign(blinded)
	if err != nil {
		t.Fatal(err)
	}
	made, err := voter.Ballot(signature, choice, text)
	if err != nil {
		t.Fatal(err)
	}
	return *made
}

func TestCount(t *testing.T) {
	var ballots []ballot.Ballot
	for _, choice := range []conduct.Choice{conduct.For, conduct.Against, conduct.For} {
		ballots = append(ballots, cast(t, keys(), motion, choice, ""))
	}
	ballots = append(ballots, cast(t, keys(), motion, conduct.Other, "Cần khảo sát thêm"))
	ballot.Sort(motion, ballots)
	counts, err := ballot.Count(motion, public(t, keys()), ballots)
	if err != nil || counts[conduct.For] != 2 || counts[conduct.Against] != 1 || counts[conduct.Other] != 1 {
		t.Fatalf("%v, %v", counts, err)
	}
	hash := ballot.Hash(ballots)
	mixed := slices.Clone(ballots)
	rand.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
	ballot.Sort(motion, mixed)
	if ballot.Hash(mixed) != hash {
		t.Error("the order in which they were cast tells")
	}
	for name, bad := range map[string][]ballot.Ballot{
		"twice":        append(slices.Clone(ballots[:1]), ballots[:1]...),
		"out of order": {ballots[1], ballots[0]},
		"other motion": {cast(t, keys(), "MO_2", conduct.For, "")},
	} {
		if _, err := ballot.Count(motion, public(t, keys()), bad); !errors.Is(err, ballot.ErrForm) {
			t.Errorf("%s: %v", name, err)
		}
	}
	ballots[0].Choice, ballots[0].Text = conduct.For, ""
	ballots[1].Choice, ballots[1].Text = conduct.For, ""
	ballots[2].Choice, ballots[2].Text = conduct.For, ""
	if ballot.Hash(ballots) == hash {
		t.Error("a changed choice does not show in the hash")
	}
}

func TestForged(t *testing.T) {
	key, err := ballot.ParsePaperKey(public(t, keys()).Papers)
	if err != nil {
		t.Fatal(err)
	}
	others, err := ballot.NewKeys()
	if err != nil {
		t.Fatal(err)
	}
	good := cast(t, keys(), motion, conduct.For, "")
	flipped := good
	flipped.Signature = slices.Clone(good.Signature)
	flipped.Signature[7] ^= 1
	serial := good
	serial.Paper = slices.Clone(good.Paper)
	serial.Paper[len(serial.Paper)-1] ^= 1
	for name, bad := range map[string]ballot.Ballot{"a flipped bit": flipped, "another serial": serial, "another key": cast(t, others, motion, conduct.For, "")} {
		if err := key.Verify(motion, &bad); !errors.Is(err, ballot.ErrForged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, change := range map[string]func(*ballot.Ballot){
		"no choice":             func(b *ballot.Ballot) { b.Choice = "" },
		"opinion without words": func(b *ballot.Ballot) { b.Choice = conduct.Other },
		"words without opinion": func(b *ballot.Ballot) { b.Text = "x" },
		"a short paper":         func(b *ballot.Ballot) { b.Paper = b.Paper[1:] },
	} {
		bad := good
		change(&bad)
		if err := key.Verify(motion, &bad); !errors.Is(err, ballot.ErrForm) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := key.Verify(motion, &good); err != nil {
		t.Error(err)
	}
	if _, err := keys().Sign([]byte("short")); !errors.Is(err, ballot.ErrForm) {
		t.Errorf("error %v", err)
	}
}

func TestReceipts(t *testing.T) {
	mine, others := cast(t, keys(), motion, conduct.Against, ""), cast(t, keys(), motion, conduct.For, "")
	receipt, err := keys().Receipt(motion, &mine)
	if err != nil {
		t.Fatal(err)
	}
	known := public(t, keys())
	if err := receipt.Check(motion, known, []ballot.Ballot{others, mine}); err != nil {
		t.Error(err)
	}
	if err := receipt.Check(motion, known, []ballot.Ballot{others}); !errors.Is(err, ballot.ErrMissing) {
		t.Errorf("left out: %v", err)
	}
	turned := mine
	turned.Choice = conduct.For
	if err := receipt.Check(motion, known, []ballot.Ballot{others, turned}); !errors.Is(err, ballot.ErrMissing) {
		t.Errorf("turned: %v", err)
	}
	forged := ballot.Receipt(strings.Replace(string(receipt), ".against.", ".for.", 1))
	if err := forged.Check(motion, known, []ballot.Ballot{turned}); !errors.Is(err, ballot.ErrForged) {
		t.Errorf("forged: %v", err)
	}
	for _, bad := range []ballot.Receipt{"", "GB1", receipt[3:], receipt + "!", ballot.Receipt(strings.Repeat("x", 2000))} {
		if err := bad.Check(motion, known, nil); !errors.Is(err, ballot.ErrForm) {
			t.Errorf("%.20q: %v", bad, err)
		}
	}
}

func TestKeysAreKept(t *testing.T) {
	data, err := keys().Marshal()
	if err != nil {
		t.Fatal(err)
	}
	again, err := ballot.ParseKeys(data)
	if err != nil || public(t, again) != public(t, keys()) {
		t.Errorf("%v", err)
	}
	for _, bad := range []string{"", "{}", "x"} {
		if _, err := ballot.ParseKeys([]byte(bad)); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}

func FuzzBallot(f *testing.F) {
	good := cast(f, keys(), motion, conduct.For, "")
	receipt, err := keys().Receipt(motion, &good)
	if err != nil {
		f.Fatal(err)
	}
	known := public(f, keys())
	key, err := ballot.ParsePaperKey(known.Papers)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good.Paper, good.Signature, "for", "", string(receipt))
	f.Fuzz(func(t *testing.T, paper, signature []byte, choice, text, receipt string) {
		b := ballot.Ballot{Paper: paper, Signature: signature, Choice: conduct.Choice(choice), Text: text}
		if key.Verify(motion, &b) == nil && string(paper) != string(good.Paper) {
			t.Fatal("a paper that nobody gave out")
		}
		_ = ballot.Receipt(receipt).Check(motion, known, []ballot.Ballot{b, good})
	})
}
