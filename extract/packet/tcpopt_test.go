package packet

import (
	"reflect"
	"testing"
)

func TestTCPOptions(t *testing.T) {
	for _, tt := range []struct {
		name, hex string
		want      Packet
	}{
		{"none", "", Packet{}},
		{"no-operations and end", "01 01 01 00", Packet{}},
		{"what follows the end is not read", "00 02 04 05 b4", Packet{}},
		{"MSS", "0204 05b4", Packet{OptMask: OptMSS, MSS: 1460}},
		{"MSS twice: the last counts, as in Linux", "0204 05b4 0204 0218", Packet{OptMask: OptMSS, MSS: 536}},
		{"MSS of wrong length", "0203 05 01", Packet{OptMask: OptBroken}},
		{"broken length of one kind does not hide the next", "0203 05 0204 0218 01", Packet{OptMask: OptBroken | OptMSS, MSS: 536}},
		{"window scale", "0303 0e", Packet{OptMask: OptWScale, WScale: 14}},
		{"window scale above 14 as sent", "0303 ff", Packet{OptMask: OptWScale, WScale: 255}},
		{"SACK permitted", "0402", Packet{OptMask: OptSACKPerm}},
		{"timestamps behind two no-operations", "0101 080a 00000001 00000002", Packet{OptMask: OptTS, TSVal: 1, TSEcr: 2}},
		{"timestamps elsewhere", "080a 00000001 00000002 0101", Packet{OptMask: OptTS, TSVal: 1, TSEcr: 2}},
		{"SACK", "050a 00000001 00000002", Packet{OptMask: OptSACK, SACKCount: 1, SACKLeft: 1, SACKRight: 2, SACKBytes: 1}},
		{"SACK of four blocks, three of which count", "0522 00000009 00000010 00000020 00000030 ffffffff 00000001 00000040 00000050", Packet{OptMask: OptSACK, SACKCount: 4, SACKLeft: 9, SACKRight: 16, SACKBytes: 7 + 16 + 2}},
		{"SACK without a block", "0502", Packet{OptMask: OptBroken}},
		{"SACK of half a block", "0506 00000001", Packet{OptMask: OptBroken}},
		{"MD5", "1312 00000000000000000000000000000000", Packet{OptMask: OptMD5}},
		{"authentication", "1d10 0000 000000000000000000000000", Packet{OptMask: OptAO}},
		{"fast open request", "2202", Packet{OptMask: OptTFO}},
		{"fast open, experimental", "fe04 f989", Packet{OptMask: OptTFO}},
		{"another experiment", "fe04 e2d4", Packet{OptMask: OptOther}},
		{"unknown kind", "fc03 00", Packet{OptMask: OptOther}},
		{"MPTCP capable", "1e0c 0181 0102030405060708", Packet{OptMask: OptMPTCP, MPTCPMask: 1 << MPTCPCapable}},
		{"MPTCP reset with reason", "1e04 8103", Packet{OptMask: OptMPTCP, MPTCPSubtype: MPTCPTCPRst, MPTCPMask: 1 << MPTCPTCPRst, MPTCPRstFlags: 1, MPTCPRstReason: 3}},
		{"MPTCP reset of wrong length", "1e05 8103 00", Packet{OptMask: OptBroken}},
		{"MPTCP fast close", "1e0c 7000 0102030405060708", Packet{OptMask: OptMPTCP, MPTCPSubtype: MPTCPFastClose, MPTCPMask: 1 << MPTCPFastClose}},
		{"MPTCP fast close and reset", "1e0c 7000 0102030405060708 1e04 8006", Packet{OptMask: OptMPTCP, MPTCPSubtype: MPTCPFastClose, MPTCPMask: 1<<MPTCPFastClose | 1<<MPTCPTCPRst, MPTCPRstReason: 6}},
		{"MPTCP without a subtype", "1e02", Packet{OptMask: OptBroken}},
		{"length 0", "0204 05b4 0800", Packet{OptMask: OptMSS | OptBroken, MSS: 1460}},
		{"length 1", "0801", Packet{OptMask: OptBroken}},
		{"length beyond the end", "0806 00000001 0812", Packet{OptMask: OptBroken}},
		{"timestamps cut in the first value", "080a 000000", Packet{OptMask: OptBroken}},
		{"timestamps cut behind the first value", "080a 00000001 0000", Packet{OptMask: OptBroken | OptTSVal, TSVal: 1}},
		{"kind without length", "01 08", Packet{OptMask: OptBroken}},
	} {
		var p Packet
		p.tcpOptions(unhex(t, tt.hex))
		if !reflect.DeepEqual(p, tt.want) {
			t.Errorf("%s: got\n%+v\nwant\n%+v", tt.name, p, tt.want)
		}
	}
}
