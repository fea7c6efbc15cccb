package sfu_test

import (
	"testing"

	"giaoban/internal/leaktest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }
