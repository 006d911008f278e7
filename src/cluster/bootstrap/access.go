package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

const kubeconfig = `apiVersion: v1
kind: Config
clusters:
- name: roadstead
  cluster:
    server: https://127.0.0.1:%s
    certificate-authority-data: %s
users:
- name: %[3]s
  user:
    token: %[4]s
contexts:
- name: roadstead
  context:
    cluster: roadstead
    user: %[3]s
current-context: roadstead
`

func writeKubeconfigs(dir, port string) error {
	authority, err := os.ReadFile(filepath.Join(dir, "pki", "ca.crt"))
	if err != nil {
		return err
	}
	encoded := base64.StdEncoding.EncodeToString(authority)
	files := map[string]string{
		adminUser:             "kubeconfig",
		controllerManagerUser: "kube-controller-manager.kubeconfig",
	}
	for user, file := range files {
		token, err := tokenOf(dir, user)
		if err != nil {
			return err
		}
		content := fmt.Sprintf(kubeconfig, port, encoded, user, token)
		if err := writeFile(filepath.Join(dir, file), []byte(content)); err != nil {
			return err
		}
	}
	return nil
}

func tokenOf(dir, user string) (string, error) {
	path := filepath.Join(dir, "tokens.csv")
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return "", err
	}
	for _, row := range rows {
		if len(row) > 1 && row[1] == user {
			return row[0], nil
		}
	}
	return "", fmt.Errorf("%s has no token for %s", path, user)
}

// printFreePort stays below both the NodePort range and the range the kernel takes outgoing ports from: a cluster
// that is started again gets its old port back with far better odds.
func printFreePort() error {
	const first, count, attempts = 20000, 10000, 100
	for range attempts {
		port := first + rand.IntN(count)
		listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			continue
		}
		listener.Close()
		fmt.Println(port)
		return nil
	}
	return fmt.Errorf("none of %d ports tried between %d and %d on 127.0.0.1 is free", attempts, first, first+count-1)
}

func get(dir, port, path string) error {
	authority, err := os.ReadFile(filepath.Join(dir, "pki", "ca.crt"))
	if err != nil {
		return err
	}
	trusted := x509.NewCertPool()
	trusted.AppendCertsFromPEM(authority)
	token, err := tokenOf(dir, adminUser)
	if err != nil {
		return err
	}
	request, err := http.NewRequest(http.MethodGet, "https://127.0.0.1:"+port+path, nil)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	client := http.Client{
		Timeout: 5 * time.Second,
		// No proxy: the environment's proxy settings must not reach for a loopback address.
		Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trusted}},
	}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		body, _ := io.ReadAll(io.LimitReader(response.Body, 4096))
		return fmt.Errorf("%s: %s\n%s", path, response.Status, body)
	}
	return nil
}
