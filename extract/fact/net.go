package fact

// MAC is an Ethernet address in network order.
type MAC [6]byte

const hexDigits = "0123456789abcdef"

// Append appends the address in Wireshark's form, "02:00:00:00:00:01".
func (m MAC) Append(b []byte) []byte {
	for i, x := range m {
		if i > 0 {
			b = append(b, ':')
		}
		b = append(b, hexDigits[x>>4], hexDigits[x&15])
	}
	return b
}

// String is the text form.
func (m MAC) String() string { return string(m.Append(nil)) }
