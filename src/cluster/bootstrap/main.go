// Command bootstrap does for src/cluster what a shell does badly without further tools: keys and certificates,
// kubeconfigs, a free port, and one HTTPS request that verifies its peer.
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

const usage = `usage:
  bootstrap credentials DIR       make DIR/pki and DIR/tokens.csv, once
  bootstrap kubeconfigs DIR PORT  write the kubeconfigs of the admin and the controller manager
  bootstrap free-port             print a loopback port nobody listens on
  bootstrap get DIR PORT PATH     exit 0 when the API server answers PATH with 200, print its body otherwise`

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	verb := ""
	if len(args) > 0 {
		verb = args[0]
	}
	switch {
	case verb == "credentials" && len(args) == 2:
		return makeCredentials(args[1])
	case verb == "kubeconfigs" && len(args) == 3:
		return writeKubeconfigs(args[1], args[2])
	case verb == "free-port" && len(args) == 1:
		return printFreePort()
	case verb == "get" && len(args) == 4:
		return get(args[1], args[2], args[3])
	}
	return errors.New(usage)
}

// writeFile replaces a file in one step, so that a reader or an interrupted run never sees half of it.
func writeFile(path string, content []byte) error {
	temporary, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name())
	if _, err := temporary.Write(content); err != nil {
		temporary.Close()
		return err
	}
	if err := temporary.Close(); err != nil {
		return err
	}
	return os.Rename(temporary.Name(), path)
}
