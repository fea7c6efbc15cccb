package programme

import (
	"os/exec"
	"runtime"
	"syscall"
)

// endWithUs has the system end a program when this one is killed: what nobody waits for must not go on writing. The system takes
// the thread that starts it for its parent, so that the thread is kept until done is called.
func endWithUs(command *exec.Cmd) (done func()) {
	runtime.LockOSThread()
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return runtime.UnlockOSThread
}
