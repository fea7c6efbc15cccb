package preview

import (
	"os"
	"os/exec"
	"sync"
	"syscall"
)

// isolate puts a program into a process group that ends as one, and away from the network where the system lets a user do
// that (user_namespaces(7)).
func isolate(command *exec.Cmd) {
	command.SysProcAttr = attributes(mayLeaveNetwork())
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGKILL) }
}

func attributes(alone bool) *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if alone {
		attr.Cloneflags = syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET
		attr.UidMappings = []syscall.SysProcIDMap{{ContainerID: os.Getuid(), HostID: os.Getuid(), Size: 1}}
		attr.GidMappings = []syscall.SysProcIDMap{{ContainerID: os.Getgid(), HostID: os.Getgid(), Size: 1}}
	}
	return attr
}

// mayLeaveNetwork tries it once.
var mayLeaveNetwork = sync.OnceValue(func() bool {
	probe := exec.Command("/bin/true") // ends at once
	probe.SysProcAttr = attributes(true)
	return probe.Run() == nil
})
