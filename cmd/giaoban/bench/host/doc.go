// Package host is what the load generator asks of the machine it runs on: pinning to cores, CPU time and memory of
// a process, datagrams the kernel dropped, the limit on open files, which addresses are its own, and a precise
// ticker. Linux only.
package host
