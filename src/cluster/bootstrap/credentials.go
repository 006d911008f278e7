package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

const (
	adminUser             = "roadstead-admin"
	controllerManagerUser = "roadstead-controller-manager"
	mastersGroup          = "system:masters"
	validity              = 10 * 365 * 24 * time.Hour
)

// makeCredentials keeps what an earlier run made: a restarted cluster must accept the kubeconfig and the ServiceAccount
// tokens that were handed out before. The tokens are written last and so mark a complete set.
func makeCredentials(dir string) error {
	tokens := filepath.Join(dir, "tokens.csv")
	if _, err := os.Stat(tokens); err == nil {
		return nil
	}
	pki := filepath.Join(dir, "pki")
	if err := os.MkdirAll(pki, 0o700); err != nil {
		return err
	}
	if err := makeServingCertificate(pki); err != nil {
		return err
	}
	signer, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	if err := writeKey(filepath.Join(pki, "service-account.key"), signer); err != nil {
		return err
	}
	lines := fmt.Sprintf("%s,%s,%[2]s,%[3]s\n%[4]s,%[5]s,%[5]s,%[3]s\n",
		rand.Text(), adminUser, mastersGroup, rand.Text(), controllerManagerUser)
	return writeFile(tokens, []byte(lines))
}

// makeServingCertificate signs the API server's certificate with an authority whose key is never stored: nothing
// else will ever be signed by it.
func makeServingCertificate(pki string) error {
	authorityKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	authority, err := template("roadstead-cluster-ca")
	if err != nil {
		return err
	}
	authority.IsCA = true
	authority.BasicConstraintsValid = true
	authority.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature
	authorityDER, err := x509.CreateCertificate(rand.Reader, authority, authority, authorityKey.Public(), authorityKey)
	if err != nil {
		return err
	}

	serverKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	server, err := template("kube-apiserver")
	if err != nil {
		return err
	}
	server.KeyUsage = x509.KeyUsageDigitalSignature
	server.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	server.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1), net.IPv4(10, 0, 0, 1)}
	server.DNSNames = []string{"localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc",
		"kubernetes.default.svc.cluster.local"}
	serverDER, err := x509.CreateCertificate(rand.Reader, server, authority, serverKey.Public(), authorityKey)
	if err != nil {
		return err
	}

	if err := writeKey(filepath.Join(pki, "apiserver.key"), serverKey); err != nil {
		return err
	}
	if err := writePEM(filepath.Join(pki, "apiserver.crt"), "CERTIFICATE", serverDER); err != nil {
		return err
	}
	return writePEM(filepath.Join(pki, "ca.crt"), "CERTIFICATE", authorityDER)
}

func template(commonName string) (*x509.Certificate, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, err
	}
	// Two clusters' authorities must differ in name, or a client that trusts both may try the wrong one only.
	if commonName == "roadstead-cluster-ca" {
		commonName += "-" + hex.EncodeToString(serial.Bytes()[:4])
	}
	now := time.Now()
	return &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: commonName},
		NotBefore:    now.Add(-time.Hour),
		NotAfter:     now.Add(validity),
	}, nil
}

func writeKey(path string, key *ecdsa.PrivateKey) error {
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return err
	}
	return writePEM(path, "EC PRIVATE KEY", der)
}

func writePEM(path, kind string, der []byte) error {
	return writeFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}
