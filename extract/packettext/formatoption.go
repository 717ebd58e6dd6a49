package packettext

import (
	"encoding/binary"
	"encoding/hex"
	"strconv"
	"strings"
)

// formatOptions is the inverse of optionList for options whose SACK edges are relative to isn.
func formatOptions(os []Option, isn uint32) string {
	parts := make([]string, len(os))
	for i, o := range os {
		parts[i] = formatOption(o, isn)
	}
	return "<" + strings.Join(parts, ",") + ">"
}

func formatOption(o Option, isn uint32) string {
	n := len(o.Data)
	switch {
	case o.Kind == OptEnd:
		return "eol"
	case o.Kind == OptNop:
		return "nop"
	case o.Kind == OptMSS && n == 2:
		return "mss " + strconv.Itoa(int(binary.BigEndian.Uint16(o.Data)))
	case o.Kind == OptWindowScale && n == 1:
		return "wscale " + strconv.Itoa(int(o.Data[0]))
	case o.Kind == OptSACKPermitted && n == 0:
		return "sackOK"
	case o.Kind == OptTimestamps && n == 8:
		return "TS " + utoa(be32(o.Data)) + " " + utoa(be32(o.Data[4:]))
	case o.Kind == OptSACK && n > 0 && n%8 == 0:
		s := "sack"
		for b := o.Data; len(b) > 0; b = b[8:] {
			s += " " + itoa(relative(be32(b), isn)) + ":" + itoa(relative(be32(b[4:]), isn))
		}
		return s
	case o.Kind == OptMPTCP && n == 2 && o.Data[0] == 0x80:
		return "mptcp tcprst " + strconv.Itoa(int(o.Data[1]))
	case o.Kind == OptMPTCP && n == 10 && o.Data[0] == 0x70 && o.Data[1] == 0:
		return "mptcp fastclose 0x" + hex.EncodeToString(o.Data[2:])
	case o.Kind == OptMD5 && n == 16:
		return "md5 " + hex.EncodeToString(o.Data)
	case n == 0:
		return "opt " + strconv.Itoa(int(o.Kind))
	}
	return "opt " + strconv.Itoa(int(o.Kind)) + " " + hex.EncodeToString(o.Data)
}

func utoa(v uint32) string { return strconv.FormatUint(uint64(v), 10) }
func itoa(v int64) string  { return strconv.FormatInt(v, 10) }

// relative is the distance of a raw number from isn: the forward one, unless the number lies just below it.
func relative(raw, isn uint32) int64 {
	if d := int32(raw - isn); d < 0 && d > -(1<<28) {
		return int64(d)
	}
	return int64(raw - isn)
}
