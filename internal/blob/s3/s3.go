// Package s3 keeps objects in a bucket of a store that speaks S3, whoever's it is. Large objects go in parts: one that was cut off
// goes on with the parts that are there already, when the same bytes are put again.
package s3

import (
	"bytes"
	"cmp"
	"context"
	"crypto/md5" //nolint:gosec // S3 names parts by it (RFC 1864)
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
	"golang.org/x/time/rate"

	"giaoban/internal/blob"
	"giaoban/internal/fault"
)

// Config says where the bucket is. Endpoint and Bucket are required.
type Config struct {
	Endpoint       string // https://host, https://host:port, http://…
	Bucket         string
	Region         string
	Prefix         string // before every key; "" or words that end in '/'
	AccessKey      string
	SecretKey      string
	PathStyle      bool          // the bucket stands in the path, not in the host's name
	CAFile         string        // certificates (PEM) that may sign the server's, in place of the system's
	PartBytes      int64         // of a part; 0: DefaultPartBytes
	BytesPerSecond int64         // that go up; 0: as fast as the line
	Timeout        time.Duration // for which the store may be silent; 0: DefaultTimeout
}

// Defaults.
const (
	DefaultPartBytes = 16 << 20
	DefaultTimeout   = time.Minute
)

// Store is a bucket. It is safe for concurrent use.
type Store struct {
	core    minio.Core
	bucket  string
	prefix  string
	part    int64
	limiter *rate.Limiter // nil: no limit
}

// Open returns the store. It asks the server nothing: that one may be away when this one starts.
func Open(cfg Config) (*Store, error) {
	address, err := url.Parse(cfg.Endpoint)
	if err != nil || address.Host == "" || address.Scheme != "http" && address.Scheme != "https" || strings.Trim(address.Path, "/") != "" {
		return nil, fmt.Errorf("s3: endpoint %q is not https://host", cfg.Endpoint)
	}
	transport, err := transportOf(cfg)
	if err != nil {
		return nil, err
	}
	lookup := minio.BucketLookupDNS
	if cfg.PathStyle {
		lookup = minio.BucketLookupPath
	}
	client, err := minio.New(address.Host, &minio.Options{
		Creds: credentials.NewStaticV4(cfg.AccessKey, cfg.SecretKey, ""), Secure: address.Scheme == "https", Transport: transport,
		Region: cmp.Or(cfg.Region, "us-east-1"), BucketLookup: lookup, MaxRetries: retries,
	})
	if err != nil {
		return nil, fmt.Errorf("s3: %w", err)
	}
	s := &Store{core: minio.Core{Client: client}, bucket: cfg.Bucket, prefix: cfg.Prefix, part: cmp.Or(cfg.PartBytes, DefaultPartBytes)}
	if cfg.BytesPerSecond > 0 {
		s.limiter = rate.NewLimiter(rate.Limit(cfg.BytesPerSecond), paceBytes)
	}
	return s, nil
}

// retries of one request; whoever puts tries again later, and waits longer.
const retries = 2

func transportOf(cfg Config) (*http.Transport, error) {
	secured := &tls.Config{MinVersion: tls.VersionTLS12}
	if cfg.CAFile != "" {
		pem, err := os.ReadFile(cfg.CAFile)
		if err != nil {
			return nil, fmt.Errorf("s3: %w", err)
		}
		secured.RootCAs = x509.NewCertPool()
		if !secured.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("s3: %s holds no certificate", cfg.CAFile)
		}
	}
	timeout := cmp.Or(cfg.Timeout, DefaultTimeout)
	dialer := &net.Dialer{Timeout: timeout}
	return &http.Transport{
		Proxy: http.ProxyFromEnvironment, TLSClientConfig: secured, TLSHandshakeTimeout: timeout, MaxIdleConnsPerHost: 8, IdleConnTimeout: timeout,
		DisableCompression: true,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			connection, err := dialer.DialContext(ctx, network, address)
			if err != nil {
				return nil, err
			}
			return &impatient{connection, timeout}, nil
		},
	}, nil
}

// impatient is a connection that breaks when nothing passes for a while, either way: a store that hangs is noticed, one that is
// slow is not cut off.
type impatient struct {
	net.Conn
	timeout time.Duration
}

func (c *impatient) Read(p []byte) (int, error) {
	if err := c.SetDeadline(time.Now().Add(c.timeout)); err != nil {
		return 0, err
	}
	return c.Conn.Read(p)
}

func (c *impatient) Write(p []byte) (int, error) {
	if err := c.SetDeadline(time.Now().Add(c.timeout)); err != nil {
		return 0, err
	}
	return c.Conn.Write(p)
}

func (s *Store) name(key string) string { return s.prefix + key }

// Put implements blob.Store. What is larger than a part goes up in parts; those that an earlier Put of the same bytes has left are
// not sent again.
func (s *Store) Put(ctx context.Context, key string, r io.Reader) (blob.Info, error) {
	if err := blob.CheckKey(key); err != nil {
		return blob.Info{}, err
	}
	r = blob.ContextReader(ctx, r)
	buffer := make([]byte, s.part)
	n, err := io.ReadFull(r, buffer)
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		sum, hash := sums(buffer[:n])
		_, err = s.core.PutObject(ctx, s.bucket, s.name(key), s.paced(ctx, buffer[:n]), int64(n), sum.base64, hash, minio.PutObjectOptions{DisableMultipart: true, DisableContentSha256: true})
		err = told(err)
	case err == nil:
		err = s.putParts(ctx, key, buffer, r)
	}
	if err != nil {
		return blob.Info{}, err
	}
	return s.Stat(ctx, key)
}

type md5Sum struct {
	raw         [md5.Size]byte
	base64, hex string
}

func sums(data []byte) (md5Sum, string) {
	sum, hash := md5.Sum(data), sha256.Sum256(data) //nolint:gosec // as above
	return md5Sum{sum, base64.StdEncoding.EncodeToString(sum[:]), hex.EncodeToString(sum[:])}, hex.EncodeToString(hash[:])
}

// putParts puts an object that begins with a whole part in buffer and goes on in r.
func (s *Store) putParts(ctx context.Context, key string, buffer []byte, r io.Reader) error {
	upload, err := s.begun(ctx, key)
	if err != nil {
		return told(err)
	}
	var there map[int]minio.ObjectPart
	if upload != "" {
		there, err = s.parts(ctx, key, upload)
		if minio.ToErrorResponse(err).Code == noUpload {
			upload, err = "", nil // ended meanwhile
		}
	}
	if err == nil && upload == "" {
		upload, err = s.core.NewMultipartUpload(ctx, s.bucket, s.name(key), minio.PutObjectOptions{})
	}
	if err != nil {
		return told(err)
	}
	var done []minio.CompletePart
	var size int64
	whole := md5.New() //nolint:gosec // how stores name objects of several parts
	for number, filled := 1, len(buffer); filled > 0; number++ {
		sum, hash := sums(buffer[:filled])
		whole.Write(sum.raw[:])
		size += int64(filled)
		part := there[number]
		if part.Size != int64(filled) || strings.Trim(part.ETag, `"`) != sum.hex {
			part, err = s.core.PutObjectPart(ctx, s.bucket, s.name(key), upload, number, s.paced(ctx, buffer[:filled]), int64(filled),
				minio.PutObjectPartOptions{Md5Base64: sum.base64, Sha256Hex: hash, DisableContentSha256: true})
			if err != nil {
				return told(err)
			}
		}
		done = append(done, minio.CompletePart{PartNumber: number, ETag: part.ETag})
		filled, err = io.ReadFull(r, buffer)
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return err // the parts stay, for the next try
		}
	}
	_, err = s.core.CompleteMultipartUpload(ctx, s.bucket, s.name(key), upload, done, minio.PutObjectOptions{})
	if minio.ToErrorResponse(err).Code == noUpload && s.stands(ctx, key, size, fmt.Sprintf("%x-%d", whole.Sum(nil), len(done))) {
		return nil
	}
	return told(err)
}

// stands reports whether an object is there as it was to be put together: the store did so, and its answer was lost. The tag is
// the one that stores give to what came in parts; those that give others are believed by the size.
func (s *Store) stands(ctx context.Context, key string, size int64, tag string) bool {
	info, err := s.core.StatObject(ctx, s.bucket, s.name(key), minio.StatObjectOptions{})
	if err != nil || info.Size != size {
		return false
	}
	given := strings.Trim(info.ETag, `"`)
	return given == tag || !strings.Contains(given, "-")
}

const noUpload = "NoSuchUpload"

// begun returns the latest upload of a key that was not finished; "" when there is none.
func (s *Store) begun(ctx context.Context, key string) (string, error) {
	latest, upload := time.Time{}, ""
	keyMarker, uploadMarker := "", ""
	for {
		page, err := s.core.ListMultipartUploads(ctx, s.bucket, s.name(key), keyMarker, uploadMarker, "", 1000)
		if minio.ToErrorResponse(err).Code == noUpload {
			return "", nil
		}
		if err != nil {
			return "", err
		}
		for _, one := range page.Uploads {
			if one.Key == s.name(key) && (upload == "" || one.Initiated.After(latest)) {
				latest, upload = one.Initiated, one.UploadID
			}
		}
		if !page.IsTruncated {
			return upload, nil
		}
		keyMarker, uploadMarker = page.NextKeyMarker, page.NextUploadIDMarker
	}
}

func (s *Store) parts(ctx context.Context, key, upload string) (map[int]minio.ObjectPart, error) {
	there, marker := map[int]minio.ObjectPart{}, 0
	for {
		page, err := s.core.ListObjectParts(ctx, s.bucket, s.name(key), upload, marker, 1000)
		if err != nil {
			return nil, err
		}
		for _, part := range page.ObjectParts {
			there[part.PartNumber] = part
		}
		if !page.IsTruncated {
			return there, nil
		}
		marker = page.NextPartNumberMarker
	}
}

// Abandon ends uploads that nobody has gone on with since a time: their parts cost room and are seen by nobody.
func (s *Store) Abandon(ctx context.Context, before time.Time) error {
	keyMarker, uploadMarker := "", ""
	for {
		page, err := s.core.ListMultipartUploads(ctx, s.bucket, s.prefix, keyMarker, uploadMarker, "", 1000)
		if minio.ToErrorResponse(err).Code == noUpload {
			return nil
		}
		if err != nil {
			return told(err)
		}
		for _, one := range page.Uploads {
			if one.Initiated.After(before) {
				continue
			}
			if err := s.core.AbortMultipartUpload(ctx, s.bucket, one.Key, one.UploadID); err != nil {
				return told(err)
			}
		}
		if !page.IsTruncated {
			return nil
		}
		keyMarker, uploadMarker = page.NextKeyMarker, page.NextUploadIDMarker
	}
}

// Get implements blob.Store.
func (s *Store) Get(ctx context.Context, key string, offset, length int64) (io.ReadCloser, error) {
	if err := errors.Join(blob.CheckKey(key), blob.CheckRange(offset)); err != nil {
		return nil, err
	}
	if length == 0 {
		_, err := s.Stat(ctx, key)
		return io.NopCloser(bytes.NewReader(nil)), err
	}
	options := minio.GetObjectOptions{}
	switch {
	case length > 0:
		options.Set("Range", fmt.Sprintf("bytes=%d-%d", offset, offset+length-1))
	case offset > 0:
		options.Set("Range", fmt.Sprintf("bytes=%d-", offset))
	}
	body, _, _, err := s.core.GetObject(ctx, s.bucket, s.name(key), options)
	if minio.ToErrorResponse(err).StatusCode == http.StatusRequestedRangeNotSatisfiable {
		return io.NopCloser(bytes.NewReader(nil)), nil
	}
	if err != nil {
		return nil, told(err)
	}
	return reading{body}, nil
}

// reading tells what goes wrong while a body is read.
type reading struct{ io.ReadCloser }

func (r reading) Read(p []byte) (int, error) {
	n, err := r.ReadCloser.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = told(err)
	}
	return n, err
}

// Stat implements blob.Store.
func (s *Store) Stat(ctx context.Context, key string) (blob.Info, error) {
	if err := blob.CheckKey(key); err != nil {
		return blob.Info{}, err
	}
	info, err := s.core.StatObject(ctx, s.bucket, s.name(key), minio.StatObjectOptions{})
	if err != nil {
		return blob.Info{}, told(err)
	}
	return blob.Info{Key: key, Size: info.Size, Modified: info.LastModified}, nil
}

// Delete implements blob.Store.
func (s *Store) Delete(ctx context.Context, key string) error {
	if err := blob.CheckKey(key); err != nil {
		return err
	}
	err := told(s.core.RemoveObject(ctx, s.bucket, s.name(key), minio.RemoveObjectOptions{}))
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

// List implements blob.Store.
func (s *Store) List(ctx context.Context, prefix string) iter.Seq2[blob.Info, error] {
	return func(yield func(blob.Info, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		for info := range s.core.ListObjectsIter(ctx, s.bucket, minio.ListObjectsOptions{Prefix: s.prefix + prefix, Recursive: true}) {
			if info.Err != nil {
				yield(blob.Info{}, told(info.Err))
				return
			}
			if !yield(blob.Info{Key: strings.TrimPrefix(info.Key, s.prefix), Size: info.Size, Modified: info.LastModified}, nil) {
				return
			}
		}
	}
}

// paceBytes go up at once when there is a limit.
const paceBytes = 32 << 10

// paced returns a reader of data as fast as the limit allows, which the client can start over.
func (s *Store) paced(ctx context.Context, data []byte) io.ReadSeeker {
	return &pacing{ctx, bytes.NewReader(data), s.limiter}
}

type pacing struct {
	ctx     context.Context // io.Reader has no place for one
	data    *bytes.Reader
	limiter *rate.Limiter
}

// Seek implements io.Seeker.
func (p *pacing) Seek(offset int64, whence int) (int64, error) { return p.data.Seek(offset, whence) }

func (p *pacing) Read(b []byte) (int, error) {
	if p.limiter == nil {
		return p.data.Read(b)
	}
	n, err := p.data.Read(b[:min(len(b), paceBytes)])
	if n > 0 {
		if err := p.limiter.WaitN(p.ctx, n); err != nil {
			return 0, err
		}
	}
	return n, err
}

// told says of an error what it means for whoever waits.
func told(err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	answer := minio.ToErrorResponse(err)
	switch answer.Code {
	case "NoSuchKey":
		return fault.Wrap(fault.NotFound, blob.ReasonNotFound, err)
	case "NoSuchBucket", "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch":
		return fault.Wrap(fault.Unavailable, blob.ReasonRefused, err)
	case "QuotaExceeded", "XMinioStorageFull", "XMinioAdminBucketQuotaExceeded":
		return fault.Wrap(fault.Unavailable, blob.ReasonFull, err)
	}
	switch answer.StatusCode {
	case http.StatusNotFound:
		return fault.Wrap(fault.NotFound, blob.ReasonNotFound, err)
	case http.StatusUnauthorized, http.StatusForbidden:
		return fault.Wrap(fault.Unavailable, blob.ReasonRefused, err)
	case http.StatusInsufficientStorage:
		return fault.Wrap(fault.Unavailable, blob.ReasonFull, err)
	case http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return fault.Wrap(fault.Unavailable, blob.ReasonBusy, err)
	}
	var address *url.Error
	var network net.Error
	if errors.As(err, &address) || errors.As(err, &network) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, context.DeadlineExceeded) {
		return fault.Wrap(fault.Unavailable, blob.ReasonUnreachable, err)
	}
	return fmt.Errorf("s3: %w", err)
}
