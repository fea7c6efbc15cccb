package leaktest

import "testing"

func TestMain(m *testing.M) { Main(m) }

func TestWhatIsLeftIsTold(t *testing.T) {
	end := make(chan struct{})
	go func() { <-end }()
	if err := left(0); err == nil {
		t.Error("a goroutine that goes on is not seen")
	}
	close(end)
	if err := left(patience); err != nil {
		t.Error(err)
	}
}
