package app

import "bytes"

// proxySignature begins a PROXY protocol version 2 header.
const proxySignature = "\r\n\r\n\x00\r\nQUIT\n"

// proxyHeader recognises a PROXY protocol header at the start of a stream (HAProxy's
// proxy-protocol.txt, 2.1 and 2.2) and returns its length.
func proxyHeader(b []byte) (n int, version uint8, t Truth) {
	switch has(b, proxySignature) {
	case Yes:
		if len(b) < 16 {
			return 0, 2, Unknown
		}
		if b[12]>>4 != 2 {
			return 0, 0, No
		}
		return 16 + int(b[14])<<8 + int(b[15]), 2, Yes
	case Unknown:
		return 0, 2, Unknown
	}
	if t := max(has(b, "PROXY TCP4 "), has(b, "PROXY TCP6 "), has(b, "PROXY UNKNOWN")); t != Yes {
		return 0, 1, t
	}
	i := bytes.IndexByte(b, '\n')
	switch {
	case i > 0 && i < 107 && b[i-1] == '\r':
		return i + 1, 1, Yes
	case i < 0 && len(b) < 107:
		return 0, 1, Unknown
	}
	return 0, 0, No
}
