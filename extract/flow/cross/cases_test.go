package cross

import "testing"

// A case is a script whose last seal must show the wanted facts, and others hold near misses.
var cases = []struct{ name, script, want string }{
	{"refused and accepted within 60 s", `
		0 hs a:1001>s:80
		5 hs b:1001>s:80
		30 refused c:1001>s:80
		32 seal c:1001>s:80`, "dst_accepts_60s=2 dst_refused_60s=1 later_refused=0"},
	{"accepted 60 s before the seal counts, earlier does not", `
		0 hs a:1001>s:80
		0.001 hs b:1001>s:80
		58 refused c:1001>s:80
		60.001 seal c:1001>s:80`, "dst_accepts_60s=1 dst_refused_60s=1"},
	{"another port or another host of it is another service", `
		0 hs a:1001>s:81
		0 hs a:1002>x:80
		1 refused c:1001>s:80
		3 seal c:1001>s:80`, "dst_accepts_60s=0 dst_refused_60s=1"},
	{"each refused SYN counts, a capture duplicate does not", `
		0 refused a:1001>s:80
		1 rst a:1001>s:80 s reply_noack trigger=syn
		1.001 rst a:1001>s:80 s reply_noack trigger=syn dup
		2 rst a:1001>s:80 s reply_noack trigger=syn
		4 seal a:1001>s:80`, "dst_refused_60s=3 endpoint_rsts=1"},

	{"service refuses after an abort", `
		0 hs a:1001>s:80
		5 rst a:1001>s:80 s abort
		6 refused b:1001>s:80
		7 seal a:1001>s:80`, "later_refused=1 same_s_aborts=1"},
	{"service refused 10 s before", `
		0 refused b:1001>s:80
		0 hs a:1001>s:80
		10 rst a:1001>s:80 s abort
		12 seal a:1001>s:80`, "later_refused=1"},
	{"service refused more than 10 s before", `
		0 refused b:1001>s:80
		0 hs a:1001>s:80
		10.001 rst a:1001>s:80 s abort
		12 seal a:1001>s:80`, "later_refused=0"},
	{"own refusals are no other's", `
		0 refused a:1001>s:80
		1 rst a:1001>s:80 s reply_noack trigger=syn
		3 seal a:1001>s:80`, "later_refused=0"},
	{"own refusal hides no other's", `
		0 refused b:1001>s:80
		1 refused a:1001>s:80
		2 rst a:1001>s:80 s reply_noack trigger=syn
		3 seal a:1001>s:80`, "later_refused=1"},

	{"port scan: refused and silent", `
		*20/0.1 0 refused a:{40000+i}>s:{1000+i}
		*5/0.1 3 syn a:{41000+i}>s:{2000+i}
		6 seal a:40000>s:1000`, "src_fanout_ports_60s=25 src_fanout_hosts_60s=1 src_fanout_60s=25 src_barren_ratio=1000"},
	{"a SYN is silent after 1 s, not before", `
		*3/0 0 refused a:{40000+i}>s:{1000+i}
		*7/0 1 syn a:{41000+i}>s:{2000+i}
		2 seal a:40000>s:1000`, "src_fanout_ports_60s=3 src_barren_ratio=1000"},
	{"host scan of one port", `
		*20/0.1 0 refused a:{40000+i}>s{i}:22
		3 seal a:40000>s0:22`, "src_fanout_ports_60s=1 src_fanout_hosts_60s=20 src_fanout_60s=20 peer_to_peer=0"},
	{"a busy client is no scanner: payload", `
		*20/0.1 0 hs a:{40000+i}>s:{1000+i}
		*20/0.1 0.05 pay a:{40000+i}>s:{1000+i} c
		3 refused a:50000>s:80
		5 seal a:50000>s:80`, "src_fanout_60s=1 src_barren_ratio=47"},
	{"connections that are open without payload say nothing yet", `
		*20/0.1 0 hs a:{40000+i}>s:{1000+i}
		3 refused a:50000>s:80
		5 seal a:50000>s:80`, "src_fanout_60s=1 src_barren_ratio=unknown"},
	{"connect scan: complete, aborted without payload", `
		*20/0.1 0 hs a:{40000+i}>s:{1000+i}
		*20/0.1 0.05 rst a:{40000+i}>s:{1000+i} c abort
		4 seal a:40019>s:1019`, "src_fanout_60s=20 src_barren_ratio=1000"},
	{"scan that closes by FIN", `
		*20/0.1 0 hs a:{40000+i}>s:{1000+i}
		*20/0.1 0.05 close a:{40000+i}>s:{1000+i} fin
		3 refused a:50000>s:80
		5 seal a:50000>s:80`, "src_fanout_60s=21"},
	{"an idle or evicted record is no end", `
		*20/0.1 0 hs a:{40000+i}>s:{1000+i}
		*20/0.1 0.05 close a:{40000+i}>s:{1000+i} idle
		3 refused a:50000>s:80
		5 seal a:50000>s:80`, "src_fanout_60s=1 src_barren_ratio=unknown"},
	{"late SYN-ACK takes silence back", `
		*20/0 0 syn a:{40000+i}>s:{1000+i}
		*20/0 3 synack a:{40000+i}>s:{1000+i}
		4 refused a:50000>s:80
		5 seal a:50000>s:80`, "src_fanout_60s=1"},
	{"fan-out leaves after 60 s", `
		*20/0.1 0 refused a:{40000+i}>s:{1000+i}
		61.5 refused a:50000>s:80
		61.5 seal a:50000>s:80`, "src_fanout_60s=6"},
	{"the same port probed again is one port", `
		*20/0.1 0 refused a:{40000+i}>s:1000
		3 seal a:40000>s:1000`, "src_fanout_60s=1 src_barren_ratio=1000"},
	{"answers to forged packets make the target no scanner", `
		*20/0.1 0 open a:{40000+i}>s:{1000+i} refusal s
		*20/0.1 0 rst a:{40000+i}>s:{1000+i} s reply_noack
		4 seal a:40000>s:1000`, "src_fanout_60s=0 src_barren_ratio=unknown"},

	{"periodic probe", `
		*10/5 0 hs a:{40000+i}>s:80
		*10/5 0.02 rst a:{40000+i}>s:80 c abort
		47 seal a:40009>s:80`, "probe_count=10 probe_period_us=5000000 probe_period_cv=0"},
	{"not periodic", `
		0 hs a:40000>s:80
		5 hs a:40001>s:80
		6 hs a:40002>s:80
		16 hs a:40003>s:80
		16 rst a:40003>s:80 c abort
		17 seal a:40003>s:80`, "probe_count=4 probe_period_us=5333333 probe_period_cv=690"},
	{"two connections have no period", `
		0 hs a:40000>s:80
		5 hs a:40001>s:80
		5 rst a:40001>s:80 c abort
		6 seal a:40001>s:80`, "probe_count=2 probe_period_us=unknown probe_period_cv=unknown"},
	{"a frequent probe counts beyond the 16 kept", `
		*60/2 0 hs a:{40000+i}>s:80
		*60/2 0.1 rst a:{40000+i}>s:80 c abort
		119 seal a:40059>s:80`, "probe_count=60 probe_period_us=2000000 probe_period_cv=0"},
	{"probes leave after 10 minutes", `
		*3/5 0 hs a:{40000+i}>s:80
		*4/5 700 hs a:{41000+i}>s:80
		716 rst a:41003>s:80 c abort
		718 seal a:41003>s:80`, "probe_count=4 probe_period_us=5000000"},

	{"service stopped", `
		*5/1 0 hs a{i}:1001>s:80
		*5/0.02 10 rst a{i}:1001>s:80 s abort idle={1+i}
		13 seal a0:1001>s:80`, "same_s_aborts=5 s_open_share=1000 s_ages_differ=1 client_aborts=0"},
	{"aborts more than 0.2 s apart", `
		*5/1 0 hs a{i}:1001>s:80
		*5/0.201 10 rst a{i}:1001>s:80 s abort
		13 seal a2:1001>s:80`, "same_s_aborts=1 s_open_share=200"},
	{"of many open ones two aborted", `
		*20/0.1 0 hs a{i}:1001>s:80
		*2/0.02 10 rst a{i}:1001>s:80 s abort
		13 seal a0:1001>s:80`, "same_s_aborts=2 s_open_share=100"},
	{"closed ones are not open", `
		*20/0.1 0 hs a{i}:1001>s:80
		*18/0 5 close a{2+i}:1001>s:80 fin
		*2/0.02 10 rst a{i}:1001>s:80 s abort
		13 seal a0:1001>s:80`, "same_s_aborts=2 s_open_share=1000"},
	{"aborted together but each just opened", `
		*5/0.01 10 hs a{i}:1001>s:80
		*5/0.01 10.1 rst a{i}:1001>s:80 s abort
		13 seal a0:1001>s:80`, "same_s_aborts=5 s_open_share=unknown"},
	{"a common timer: equal idle times", `
		*5/1 0 hs a{i}:1001>s:80
		*5/0.02 70 rst a{i}:1001>s:80 s abort idle=60
		73 seal a0:1001>s:80`, "same_s_aborts=5 s_ages_differ=0 idle_cluster_n=5"},
	{"a common timer: equal ages", `
		*5/0.02 0 hs a{i}:1001>s:80
		*5/0.02 70 rst a{i}:1001>s:80 s abort idle=1
		73 seal a0:1001>s:80`, "s_ages_differ=0"},
	{"a single abort shares nothing", `
		0 hs a:1001>s:80
		70 rst a:1001>s:80 s abort idle=60
		73 seal a:1001>s:80`, "same_s_aborts=1 s_ages_differ=unknown"},
	{"another port of the server is another service", `
		*5/1 0 hs a{i}:1001>s:{80+i}
		*5/0.02 10 rst a{i}:1001>s:{80+i} s abort
		13 seal a0:1001>s:80`, "same_s_aborts=1 s_open_share=1000"},
	{"a second RST of a connection is no second abort", `
		0 hs a:1001>s:80
		*5/0.01 10 rst a:1001>s:80 s abort
		13 seal a:1001>s:80`, "same_s_aborts=1 endpoint_rsts=5"},
	{"replies are no aborts", `
		*3/1 0 hs a{i}:1001>s:80
		10 rst a0:1001>s:80 s reply_ack trigger=data
		10.1 rst a1:1001>s:80 s abort
		13 seal a0:1001>s:80`, "same_s_aborts=1"},

	{"client teardown", `
		*5/1 0 hs a:{1001+i}>s{i}:80
		*5/0.02 10 rst a:{1001+i}>s{i}:80 c abort
		13 seal a:1003>s2:80`, "client_aborts=5 client_abort_services=5 client_open_share=1000 same_s_aborts=1 s_open_share=1000"},
	{"a client's aborts towards one service", `
		*5/1 0 hs a:{1001+i}>s:80
		*3/0.02 10 rst a:{1001+i}>s:80 c abort
		13 seal a:1001>s:80`, "client_aborts=3 client_abort_services=1 client_open_share=600"},
	{"two clients", `
		*4/1 0 hs a{i}:1001>s:80
		*4/0.02 10 rst a{i}:1001>s:80 c abort
		13 seal a0:1001>s:80`, "client_aborts=1 client_open_share=1000"},

	{"state lost by one host", `
		*3/1 0 hs a{i}:1001>s:{80+i}
		*3/1 0.5 pay a{i}:1001>s:{80+i} s
		*3/5 10 rst a{i}:1001>s:{80+i} s reply_ack trigger=data
		22 seal a0:1001>s:80`, "same_s_state_lost_30s=3 path_state_lost_hosts_30s=1"},
	{"state lost by several hosts", `
		*3/1 0 hs a{i}:1001>s{i}:80
		*3/1 0.5 pay a{i}:1001>s{i}:80 s
		*3/5 10 rst a{i}:1001>s{i}:80 s rstack_reply trigger=pure_ack
		22 seal a0:1001>s0:80`, "same_s_state_lost_30s=1 path_state_lost_hosts_30s=3"},
	{"state lost more than 30 s before the seal", `
		0 hs a0:1001>s0:80
		0 hs a1:1001>s1:80
		0 pay a0:1001>s0:80 s
		0 pay a1:1001>s1:80 s
		10 rst a0:1001>s0:80 s reply_ack trigger=data
		39 rst a1:1001>s1:80 s reply_ack trigger=data
		41 seal a1:1001>s1:80`, "path_state_lost_hosts_30s=1"},
	{"a connection loses its state once", `
		0 hs a:1001>s:80
		0 pay a:1001>s:80 s
		*4/0.1 10 rst a:1001>s:80 s reply_ack trigger=data
		12 seal a:1001>s:80`, "same_s_state_lost_30s=1"},
	{"a reply to nothing is no lost state", `
		0 hs a:1001>s:80
		0 pay a:1001>s:80 s
		10 rst a:1001>s:80 s reply_unpaired
		12 seal a:1001>s:80`, "same_s_state_lost_30s=0"},
	{"reply after S's own FIN is no lost state", `
		0 hs a:1001>s:80
		0 pay a:1001>s:80 s
		10 rst a:1001>s:80 s reply_ack trigger=data fin_s
		12 seal a:1001>s:80`, "same_s_state_lost_30s=0 path_state_lost_hosts_30s=0"},
	{"answers to probes are no lost state", `
		*5/0.1 0 open a:{1001+i}>s:{80+i} other c
		*5/0.1 0.01 rst a:{1001+i}>s:{80+i} s reply_ack trigger=pure_ack
		12 seal a:1001>s:80`, "same_s_state_lost_30s=0"},
	{"answer to payload of a connection older than the capture is", `
		0 open a:1001>s:80 other c
		0 pay a:1001>s:80 c
		0.01 rst a:1001>s:80 s reply_ack trigger=data
		2 seal a:1001>s:80`, "same_s_state_lost_30s=1"},
	{"a filter answered in the name of a living S", `
		*3/1 0 hs a{i}:1001>s{i}:80
		*3/1 0.5 pay a{i}:1001>s{i}:80 s
		*3/1 10 rst a{i}:1001>s{i}:80 s reply_ack trigger=data
		*3/1 10.5 alive a{i}:1001>s{i}:80
		*3/1 12 seal a{i}:1001>s{i}:80`, "same_s_state_lost_30s=0 path_state_lost_hosts_30s=0"},
	{"refused SYN is no lost state", `
		0 refused a:1001>s:80
		2 seal a:1001>s:80`, "same_s_state_lost_30s=0"},

	{"backscatter: refusals to many who asked nothing", `
		*12/0.1 0 open a{i}:1001>s:80 refusal s
		*12/0.1 0 rst a{i}:1001>s:80 s reply_noack
		3 seal a0:1001>s:80`, "rst_only_targets_60s=12 rst_only_sources_60s=1"},
	{"many answer one that asked nothing", `
		*12/0.1 0 open a:{1001+i}>s{i}:80 synack s
		*12/0.1 1 rst a:{1001+i}>s{i}:80 s bare_abort
		3 seal a:1001>s0:80`, "rst_only_targets_60s=1 rst_only_sources_60s=12"},
	{"hundreds answer one that asked nothing", `
		*300/0.01 0 open a:{1001+i}>s{i}:80 synack s
		3 rst a:1001>s0:80 s bare_abort
		3 seal a:1001>s0:80`, "rst_only_targets_60s=1 rst_only_sources_60s=300"},
	{"a target that spoke afterwards, on another port, does not count", `
		*12/0.1 0 open a{i}:1001>s:80 refusal s
		*12/0.1 0 rst a{i}:1001>s:80 s reply_noack
		*5/0 2 syn a{i}:2001>s:81
		3 seal a11:1001>s:80`, "rst_only_targets_60s=7"},
	{"a target that spoke before does not count", `
		*5/0 0 hs a{i}:2001>s:81
		*12/0.1 1 open a{i}:1001>s:80 refusal s
		3 rst a11:1001>s:80 s reply_noack
		3 seal a11:1001>s:80`, "rst_only_targets_60s=7"},
	{"a target that answered does not count", `
		*12/0.1 0 open a{i}:1001>s:80 synack s
		*6/0.1 2 spoke a{i}:1001>s:80 c
		3 rst a11:1001>s:80 s bare_abort
		3 seal a11:1001>s:80`, "rst_only_targets_60s=6"},
	{"a RST may end a connection older than the capture", `
		*12/0.1 0 open a{i}:1001>s:80 rst s
		*12/0.1 0 rst a{i}:1001>s:80 s bare_abort
		3 seal a0:1001>s:80`, "rst_only_targets_60s=0"},
	{"but not when the capture is a minute old", `
		0 hs x:1>y:1
		*12/0.1 60 open a{i}:1001>s:80 rst s
		*12/0.1 60 rst a{i}:1001>s:80 s bare_abort
		63 seal a0:1001>s:80`, "rst_only_targets_60s=12"},
	{"targets leave after 60 s", `
		*12/1 0 open a{i}:1001>s:80 refusal s
		*12/1 0 rst a{i}:1001>s:80 s reply_noack
		65.5 seal a11:1001>s:80`, "rst_only_targets_60s=6"},
	{"one target twice is one", `
		*12/0.1 0 open a:{1001+i}>s:80 refusal s
		2 rst a:1001>s:80 s reply_noack
		3 seal a:1001>s:80`, "rst_only_targets_60s=1 rst_only_sources_60s=1"},

	{"idle cluster of a server", `
		*4/3 0 hs a{i}:1001>s:80
		*4/3.3 100 rst a{i}:1001>s:80 c abort idle=61
		113 seal a3:1001>s:80`, "idle_cluster_n=4"},
	{"idle times beyond 2 %", `
		*4/3 0 hs a{i}:1001>s:80
		100 rst a0:1001>s:80 s abort idle=60
		110 rst a1:1001>s:80 s abort idle=61.3
		120 rst a2:1001>s:80 s abort idle=58.7
		130 rst a3:1001>s:80 s abort idle=60.5
		132 seal a0:1001>s:80`, "idle_cluster_n=2"},
	{"idle times of another server", `
		*4/3 0 hs a{i}:1001>s{i}:80
		*4/3 100 rst a{i}:1001>s{i}:80 s abort idle=60
		113 seal a3:1001>s3:80`, "idle_cluster_n=1"},
	{"a few among many random pauses are chance", `
		*24/1 0 hs a{i}:1001>s:80
		*20/1 100 rst a{i}:1001>s:80 s abort idle={10+i*7}
		*4/1 130 rst a{20+i}:1001>s:80 s abort idle=60
		136 seal a23:1001>s:80`, "idle_cluster_n=1"},
	{"a pause under a second is none", `
		*4/1 0 hs a{i}:1001>s:80
		*4/1 100 rst a{i}:1001>s:80 s abort idle=0.9
		106 seal a3:1001>s:80`, "idle_cluster_n=0"},
	{"pauses between probes are TCP's own", `
		*4/1 0 hs a{i}:1001>s:80
		*4/1 100 rst a{i}:1001>s:80 s abort idle=75 probes=3
		106 seal a3:1001>s:80`, "idle_cluster_n=0"},
	{"a refused SYN ends no pause", `
		0 syn a:1001>s:80
		3 rst a:1001>s:80 s reply_noack trigger=syn idle=3 synpending
		6 seal a:1001>s:80`, "idle_cluster_n=0"},

	{"stale tuples of a client", `
		*3/10 0 syn a:{1001+i}>s:80
		*3/10 0.01 rst a:{1001+i}>s:80 c reply_ack trigger=pure_ack synpending
		23 seal a:1003>s:80`, "stale_tuples_60s=3"},
	{"a rejected SYN-ACK is no stale tuple", `
		0 syn a:1001>s:80
		0 synack a:1001>s:80
		0.01 rst a:1001>s:80 c reply_ack trigger=synack synpending
		2 seal a:1001>s:80`, "stale_tuples_60s=0"},
	{"stale once a connection, and the attempt that then succeeds is open", `
		0 syn a:1001>s:80
		0.01 rst a:1001>s:80 c reply_ack trigger=pure_ack synpending
		1.01 rst a:1001>s:80 c reply_ack trigger=pure_ack synpending
		1.02 synack a:1001>s:80
		1.02 est a:1001>s:80
		5 refused a:1002>s:81
		5 rst a:1002>s:81 s reply_noack
		6 seal a:1002>s:81`, "stale_tuples_60s=1 client_open_share=0"},

	{"handshakes reset unserved while others are served", `
		*4/1 0 hs a{i}:1001>s:80
		*2/1 0.1 pay a{i}:1001>s:80 s
		*2/1 3 rst a{2+i}:1001>s:80 s reply_ack trigger=hs_ack
		6 seal a2:1001>s:80`, "dst_hs_reset_10s=2 dst_hs_ok_10s=2"},
	{"a byte of the server makes it served", `
		0 hs a:1001>s:80
		0 pay a:1001>s:80 s
		1 rst a:1001>s:80 s abort
		2 seal a:1001>s:80`, "dst_hs_reset_10s=0 dst_hs_ok_10s=1"},
	{"served more than 10 s before the seal", `
		0 hs a:1001>s:80
		0 pay a:1001>s:80 s
		0 hs b:1001>s:80
		8.1 rst b:1001>s:80 s abort
		10.1 seal b:1001>s:80`, "dst_hs_reset_10s=1 dst_hs_ok_10s=0"},
	{"the client's own abort is not the server's", `
		0 hs a:1001>s:80
		1 rst a:1001>s:80 c abort
		2 seal a:1001>s:80`, "dst_hs_reset_10s=0"},

	{"orphans on mixed ports", `
		*4/1 0 hs a{i}:1001>s:{80+i}
		*2/1 10 rst a{i}:1001>s:{80+i} s abort fin_s
		*2/1 12 rst a{2+i}:1001>s:{82+i} s abort unacked=1000 rtx=2
		14 seal a0:1001>s:80`, "s_orphan_aborts_5s=4 s_orphan_ports_5s=4"},
	{"unacknowledged data alone makes no orphan, nor does age", `
		*4/1 0 hs a{i}:1001>s:{80+i}
		8 rst a0:1001>s:80 s abort fin_s
		12 rst a1:1001>s:81 s abort unacked=1000
		13 rst a2:1001>s:82 s abort fin_s
		14 seal a2:1001>s:82`, "s_orphan_aborts_5s=1 s_orphan_ports_5s=1"},

	{"racing connects: the other family won", `
		0 syn a:1001>s6:443
		0.25 syn a:1002>s4:443
		0.26 synack a:1002>s4:443
		0.26 est a:1002>s4:443
		0.4 rst a:1001>s6:443 c reply_ack trigger=synack
		2.4 seal a:1001>s6:443`, "sibling_open=1"},
	{"the other one began earlier", `
		0 hs a:1001>s4:443
		0.25 syn a:1002>s6:443
		0.4 rst a:1002>s6:443 c reply_ack trigger=synack
		2.4 seal a:1002>s6:443`, "sibling_open=1"},
	{"more than a second apart", `
		0 syn a:1001>s6:443
		1.001 hs a:1002>s4:443
		1.4 rst a:1001>s6:443 c reply_ack trigger=synack
		3.4 seal a:1001>s6:443`, "sibling_open=0"},
	{"the other one had ended before: no race", `
		0 hs a:1001>s4:443
		0.1 pay a:1001>s4:443 s
		0.2 close a:1001>s4:443 fin
		0.25 syn a:1002>s4:443
		0.4 rst a:1002>s4:443 c reply_ack trigger=synack
		2.4 seal a:1002>s4:443`, "sibling_open=0"},
	{"another port", `
		0 syn a:1001>s6:443
		0.1 hs a:1002>s4:80
		0.4 rst a:1001>s6:443 c reply_ack trigger=synack
		2.4 seal a:1001>s6:443`, "sibling_open=0"},
	{"another client", `
		0 syn a:1001>s6:443
		0.1 hs b:1002>s4:443
		0.4 rst a:1001>s6:443 c reply_ack trigger=synack
		2.4 seal a:1001>s6:443`, "sibling_open=0"},
	{"a half-open scan of one port of many hosts is no race", `
		*20/0.01 0 syn a:{1001+i}>s{i}:443
		*20/0.01 0.005 synack a:{1001+i}>s{i}:443
		*20/0.01 0.006 rst a:{1001+i}>s{i}:443 c reply_ack trigger=synack
		2.4 seal a:1010>s9:443`, "sibling_open=0 src_fanout_60s=20"},

	{"FIN_WAIT2 life from two others", `
		*3/1 0 hs a{i}:1001>s:80
		100 rst a0:1001>s:80 s reply_ack trigger=fin fin=61
		110 rst a1:1001>s:80 s reply_ack trigger=fin fin=90
		120 rst a2:1001>s:80 s reply_ack trigger=fin fin=75
		122 seal a2:1001>s:80`, "fw2_timer_us=61000000"},
	{"itself teaches nothing, and one other not enough", `
		*2/1 0 hs a{i}:1001>s:80
		100 rst a0:1001>s:80 s reply_ack trigger=fin fin=61
		110 rst a1:1001>s:80 s reply_ack trigger=fin fin=90
		122 seal a1:1001>s:80`, "fw2_timer_us=unknown"},
	{"one other, and one that lived half as long", `
		*3/1 0 hs a{i}:1001>s:80
		90 fw2 a2:1001>s:80 s 40
		100 rst a0:1001>s:80 s reply_ack trigger=fin fin=61
		110 rst a1:1001>s:80 s reply_ack trigger=fin fin=90
		122 seal a1:1001>s:80`, "fw2_timer_us=61000000"},
	{"one lived longer than another's was gone: no common timer", `
		*4/1 0 hs a{i}:1001>s:80
		90 fw2 a3:1001>s:80 s 62
		100 rst a0:1001>s:80 s reply_ack trigger=fin fin=61
		110 rst a1:1001>s:80 s reply_ack trigger=fin fin=90
		120 rst a2:1001>s:80 s reply_ack trigger=fin fin=90
		122 seal a2:1001>s:80`, "fw2_timer_us=unknown"},
	{"data after the FIN teaches nothing: a closed socket answers it at once", `
		*3/1 0 hs a{i}:1001>s:80
		*3/1 100 rst a{i}:1001>s:80 s reply_ack trigger=data fin=5
		122 seal a2:1001>s:80`, "fw2_timer_us=unknown"},
	{"payload in between: the socket was half-closed, or answered that", `
		*3/1 0 hs a{i}:1001>s:80
		*3/1 100 rst a{i}:1001>s:80 s reply_ack trigger=fin fin=61 chatty
		122 seal a2:1001>s:80`, "fw2_timer_us=unknown"},

	{"SNI reset early", `
		*6/1 0 hs a{i}:1001>s{i}:443
		*6/1 0.1 sni a{i}:1001>s{i}:443 bad.example
		*5/1 0.2 rst a{i}:1001>s{i}:443 s abort hello
		7 seal a4:1001>s4:443`, "sni_reset_ratio=833"},
	{"four are not enough, and other names do not count", `
		*4/1 0 hs a{i}:1001>s{i}:443
		*4/1 0.1 sni a{i}:1001>s{i}:443 bad.example
		*4/1 0 hs b{i}:1001>s{i}:443
		*4/1 0.1 sni b{i}:1001>s{i}:443 good.example
		*4/1 0.2 rst a{i}:1001>s{i}:443 s abort hello
		7 seal a3:1001>s3:443`, "sni_reset_ratio=unknown"},
	{"a later reset is not early", `
		*6/1 0 hs a{i}:1001>s{i}:443
		*6/1 0.1 sni a{i}:1001>s{i}:443 ok.example
		*6/1 0.2 rst a{i}:1001>s{i}:443 s abort
		7 seal a5:1001>s5:443`, "sni_reset_ratio=0"},
	{"names of more than 10 minutes ago are forgotten", `
		*6/1 0 hs a{i}:1001>s{i}:443
		*6/1 0.1 sni a{i}:1001>s{i}:443 bad.example
		*6/1 0.2 rst a{i}:1001>s{i}:443 s abort hello
		700 seal a4:1001>s4:443`, "sni_reset_ratio=unknown"},

	{"RSTs of an endpoint in a row", `
		0 hs a:1001>s:80
		*50/0.5 1 rst a:1001>s:80 s reply_ack trigger=data
		27 seal a:1001>s:80`, "endpoint_rsts=50"},
	{"a gap of a second ends the row", `
		0 hs a:1001>s:80
		*5/0.5 1 rst a:1001>s:80 s reply_ack trigger=data
		*3/0.5 4 rst a:1001>s:80 s reply_ack trigger=data
		7 seal a:1001>s:80`, "endpoint_rsts=3"},

	{"directions", `
		*2/1 0 hs a{i}:1001>s:80
		5 open b:1001>s:80 other c
		6 onesided b:1001>s:80
		7 rst a0:1001>s:80 s abort
		9 seal a0:1001>s:80`, "both_dirs=1"},
	{"directions missing", `
		1 hs a0:1001>s:80
		*2/1 5 open b{i}:1001>s:80 other c
		*2/1 6 onesided b{i}:1001>s:80
		9 rst a0:1001>s:80 s abort
		9 seal a0:1001>s:80`, "both_dirs=0"},
	{"directions of too few", `
		*2/1 1 hs a{i}:1001>s:80
		*9/1 2 syn b:{1001+i}>s:81
		15 rst a0:1001>s:80 s abort
		19 seal a0:1001>s:80`, "both_dirs=unknown"},

	{"peer-to-peer", `
		*12/0.5 0 syn a:{40000+i}>p{i}:{6881+i*37}
		*2/0.5 6 hs a:{41000+i}>q{i}:{20000+i}
		*2/0.5 6.1 pay a:{41000+i}>q{i}:{20000+i} s
		3 udp a:6881>p3:6992
		8 udp q0:20000>a:6881
		10 refused a:50000>z:51413
		12 seal a:50000>z:51413`, "peer_to_peer=1 src_fanout_60s=13"},
	{"without UDP it is a scan", `
		*12/0.5 0 syn a:{40000+i}>p{i}:{6881+i*37}
		*2/0.5 6 hs a:{41000+i}>q{i}:{20000+i}
		*2/0.5 6.1 pay a:{41000+i}>q{i}:{20000+i} s
		3 udp a:6881>p3:6993
		10 refused a:50000>z:51413
		12 seal a:50000>z:51413`, "peer_to_peer=0"},
	{"without an answer it is a scan", `
		*12/0.5 0 syn a:{40000+i}>p{i}:{6881+i*37}
		*12/0.5 0.1 udp a:6881>p{i}:{6881+i*37}
		10 refused a:50000>z:51413
		12 seal a:50000>z:51413`, "peer_to_peer=0"},
	{"HTTP/3 beside HTTPS is no peer-to-peer", `
		*12/0.5 0 syn a:{40000+i}>p{i}:{443+i}
		*12/0.5 0.1 udp a:50000>p{i}:{443+i}
		*2/0.5 6 hs a:{41000+i}>q{i}:443
		*2/0.5 6.1 pay a:{41000+i}>q{i}:443 s
		12 refused a:50000>z:80
		14 seal a:50000>z:80`, "peer_to_peer=0"},
	{"a scan of many ports of many hosts, UDP too, is no peer-to-peer", `
		*60/0.1 0 syn a:{40000+i}>p:{6881+i}
		*60/0.1 0 syn a:{42000+i}>q:{6881+i}
		*60/0.1 0.05 udp a:50000>p:{6881+i}
		6 hs a:45000>q:20000
		6.1 pay a:45000>q:20000 s
		12 refused a:50000>z:80
		14 seal a:50000>z:80`, "peer_to_peer=0"},

	{"clock of S continues", `
		*4/10 0 hs a:{1001+i}>s:80
		*4/10 0 clock a:{1001+i}>s:80 s {5000+i*10000} 64
		31 rst a:1001>s:80 s abort
		32 hs a:2001>s:80
		32 clock a:2001>s:80 s 37010 64
		33 seal a:1001>s:80`, "s_clock_jump=0"},
	{"clock of S breaks", `
		*4/10 0 hs a:{1001+i}>s:80
		*4/10 0 clock a:{1001+i}>s:80 s {5000+i*10000} 64
		31 rst a:1001>s:80 s reply_ack trigger=data
		32 hs a:2001>s:80
		32 clock a:2001>s:80 s 3000000000 64
		33 seal a:1001>s:80`, "s_clock_jump=1"},
	{"a SYN that waited, and a clock that drifts, break nothing", `
		*4/10 0 hs a:{1001+i}>s:80
		*4/10 0 clock a:{1001+i}>s:80 s {5000+i*9750} 64
		31 rst a:1001>s:80 s reply_ack trigger=data
		40 hs a:2001>s:80
		40 clock a:2001>s:80 s 42500 64
		41 seal a:1001>s:80`, "s_clock_jump=0"},
	{"no connection since: can't be compared", `
		*4/10 0 hs a:{1001+i}>s:80
		*4/10 0 clock a:{1001+i}>s:80 s {5000+i*10000} 64
		31 rst a:1001>s:80 s reply_ack trigger=data
		33 seal a:1001>s:80`, "s_clock_jump=unknown"},
	{"offsets that differ per connection make no line", `
		*8/10 0 hs a:{1001+i}>s:80
		0 clock a:1001>s:80 s 4000000000 64
		10 clock a:1002>s:80 s 1000000000 64
		20 clock a:1003>s:80 s 3000000000 64
		30 clock a:1004>s:80 s 5000 64
		40 clock a:1005>s:80 s 2900000000 64
		50 clock a:1006>s:80 s 77 64
		71 rst a:1001>s:80 s reply_ack trigger=data
		73 seal a:1001>s:80`, "s_clock_jump=unknown"},
	{"back to the old clock: two machines", `
		*4/10 0 hs a:{1001+i}>s:80
		*4/10 0 clock a:{1001+i}>s:80 s {5000+i*10000} 64
		31 rst a:1001>s:80 s reply_ack trigger=data
		32 hs a:2001>s:80
		32 clock a:2001>s:80 s 3000000000 64
		32.1 hs a:2002>s:80
		32.1 clock a:2002>s:80 s 37110 64
		33 seal a:1001>s:80`, "s_clock_jump=unknown"},
	{"one pair breaks, another continues: a path, not a restart", `
		*4/10 0 hs a:{1001+i}>s:80
		*4/10 0 clock a:{1001+i}>s:80 s {5000+i*10000} 64
		*4/10 1 hs b:{1001+i}>s:80
		*4/10 1 clock b:{1001+i}>s:80 s {905000+i*10000} 64
		32 rst a:1001>s:80 s reply_ack trigger=data
		33 hs a:2001>s:80
		33 clock a:2001>s:80 s 3000000000 64
		33 hs b:2001>s:80
		33 clock b:2001>s:80 s 937000 64
		34 seal a:1001>s:80`, "s_clock_jump=unknown"},
	{"TTL of S changes for good", `
		*7/1 0 hs a:{1001+i}>s:80
		*7/1 0 clock a:{1001+i}>s:80 s - 64
		31 rst a:1001>s:80 s reply_ack trigger=data
		32 hs a:2001>s:80
		32 clock a:2001>s:80 s - 128
		33 seal a:1001>s:80`, "s_clock_jump=1"},
	{"TTL by two: a detour", `
		*7/1 0 hs a:{1001+i}>s:80
		*7/1 0 clock a:{1001+i}>s:80 s - 64
		31 rst a:1001>s:80 s reply_ack trigger=data
		32 hs a:2001>s:80
		32 clock a:2001>s:80 s - 62
		33 seal a:1001>s:80`, "s_clock_jump=unknown"},
	{"TTL that moved before: paths", `
		*7/1 0 hs a:{1001+i}>s:80
		0 clock a:1001>s:80 s - 63
		*6/1 1 clock a:{1002+i}>s:80 s - 64
		31 rst a:1001>s:80 s reply_ack trigger=data
		32 hs a:2001>s:80
		32 clock a:2001>s:80 s - 128
		33 seal a:1001>s:80`, "s_clock_jump=unknown"},
	{"TTL of one pair changes, of another not: a path", `
		*7/1 0 hs a:{1001+i}>s:80
		*7/1 0 clock a:{1001+i}>s:80 s - 64
		*7/1 0 hs b:{1001+i}>s:80
		*7/1 0 clock b:{1001+i}>s:80 s - 64
		31 rst a:1001>s:80 s reply_ack trigger=data
		32 hs a:2001>s:80
		32 clock a:2001>s:80 s - 128
		32.1 hs b:2001>s:80
		32.1 clock b:2001>s:80 s - 64
		33 seal a:1001>s:80`, "s_clock_jump=unknown"},
	{"TTL changes while the clock continues: a path", `
		*7/1 0 hs a:{1001+i}>s:80
		*7/1 0 clock a:{1001+i}>s:80 s {5000+i*1000} 64
		31 rst a:1001>s:80 s reply_ack trigger=data
		32 hs a:2001>s:80
		32 clock a:2001>s:80 s 37000 128
		33 seal a:1001>s:80`, "s_clock_jump=0"},
	{"clock across the wrap of TSval", `
		*4/10 0 hs a:{1001+i}>s:80
		0 clock a:1001>s:80 s 4294957296 64
		10 clock a:1002>s:80 s 0 64
		20 clock a:1003>s:80 s 10000 64
		30 clock a:1004>s:80 s 20000 64
		29.5 rst a:1001>s:80 s abort
		33 seal a:1001>s:80`, "s_clock_jump=0"},

	{"twin: the client got a packet of the pod behind the service", `
		0 hs a:1001>vip:80
		0 seqs a:1001>vip:80 1000 900000
		0 pay a:1001>vip:80 c
		5 open a:1001>pod:8080 other s
		5 rst a:1001>pod:8080 c reply_ack trigger=data seq=1000 tseq=900500
		7 seal a:1001>pod:8080`, "twin_flow_id=1"},
	{"twin: the server got a packet of the host behind the translator", `
		0 hs nat:1001>s:80
		0 seqs nat:1001>s:80 1000 900000
		5 open pod:1001>s:80 other c
		5 rst pod:1001>s:80 s reply_ack trigger=data seq=900000 tseq=1000
		7 seal pod:1001>s:80`, "twin_flow_id=1"},
	{"sequence too far", `
		0 hs a:1001>vip:80
		0 seqs a:1001>vip:80 1000 900000
		5 open a:1001>pod:8080 other s
		5 rst a:1001>pod:8080 c reply_ack trigger=data seq=1000 tseq=1948577
		7 seal a:1001>pod:8080`, "twin_flow_id=unknown"},
	{"acknowledgment too far", `
		0 hs a:1001>vip:80
		0 seqs a:1001>vip:80 1000 900000
		5 open a:1001>pod:8080 other s
		5 rst a:1001>pod:8080 c reply_ack trigger=data seq=2000000 tseq=900000
		7 seal a:1001>pod:8080`, "twin_flow_id=unknown"},
	{"the twin has closed", `
		0 hs a:1001>vip:80
		0 seqs a:1001>vip:80 1000 900000
		4 close a:1001>vip:80 fin
		5 open a:1001>pod:8080 other s
		5 rst a:1001>pod:8080 c reply_ack trigger=data seq=1000 tseq=900000
		7 seal a:1001>pod:8080`, "twin_flow_id=unknown"},
	{"S took part: a connection of its own", `
		0 hs a:1001>vip:80
		0 seqs a:1001>vip:80 1000 900000
		5 open a:1001>pod:8080 other s
		5 rst a:1001>pod:8080 c reply_ack trigger=data seq=1000 tseq=900000 packets=3
		7 seal a:1001>pod:8080`, "twin_flow_id=unknown"},
	{"another port of S", `
		0 hs a:1002>vip:80
		0 seqs a:1002>vip:80 1000 900000
		5 open a:1001>pod:8080 other s
		5 rst a:1001>pod:8080 c reply_ack trigger=data seq=1000 tseq=900000
		7 seal a:1001>pod:8080`, "twin_flow_id=unknown"},

	{"ports used: half of Linux' range", `
		*14116/0.001 0 syn a:{32768+i*2}>s:80
		15 rst a:32768>s:80 s abort
		16 seal a:32768>s:80`, "ports_used_60s=14116 port_util=500"},
	{"ports used: Windows", `
		*8192/0.001 0 syn a:{49152+i*2}>s:80
		15 rst a:49152>s:80 s abort
		16 seal a:49152>s:80`, "ports_used_60s=8192 port_util=500"},
	{"ports used: a translator", `
		*6451/0.001 0 syn a:{1024+i*10}>s:80
		15 rst a:1024>s:80 s abort
		16 seal a:1024>s:80`, "ports_used_60s=6451 port_util=99"},
	{"ports that fit two ranges show none", `
		*100/0.001 0 syn a:{50000+i}>s:80
		15 rst a:50000>s:80 s abort
		16 seal a:50000>s:80`, "ports_used_60s=100 port_util=unknown"},
	{"31 ports show no range", `
		*31/0.1 0 syn a:{32768+i*900}>s:80
		15 rst a:32768>s:80 s abort
		16 seal a:32768>s:80`, "ports_used_60s=31 port_util=unknown"},
	{"a port used again is one, and other services' ports are theirs", `
		*40/0.1 0 syn a:{32768+i*700}>s:80
		*40/0.1 4 syn a:{32768+i*700}>s:80
		*40/0.1 0 syn a:{32769+i*700}>s:81
		15 rst a:32768>s:80 s abort
		16 seal a:32768>s:80`, "ports_used_60s=40 port_util=1"},
	{"ports of 60 s ago are free, open connections' are not", `
		*40/0.1 0 syn a:{32768+i*700}>s:80
		*10/0.1 0 hs a:{32769+i*700}>s:80
		*40/0.1 70 syn a:{32770+i*700}>s:80
		76 rst a:32770>s:80 s abort
		77 seal a:32770>s:80`, "ports_used_60s=50"},
}

func TestCases(t *testing.T) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, Options{})
			w.run(parse(t, c.script))
			check(t, w.sealed, c.want)
			checkDrained(t, w.tr)
		})
	}
}

// noise is traffic of other hosts that no fact of a case may notice, save those that are about the whole
// capture.
const noise = `
	*40/0.31 0.003 hs n:{30000+i}>m:80
	*40/0.31 0.013 pay n:{30000+i}>m:80 c
	*20/0.62 0.103 rst n:{30000+i*2}>m:80 s abort idle=2
	*30/0.41 0.007 refused n2:{40000+i}>m2:{1+i}
	*30/0.41 0.007 syn n3:{40000+i}>m3:{1+i}
	*30/0.41 0.009 udp n3:4000>m3:{3000+i}
	*20/0.41 0.011 open x{i}:30000>m4:80 refusal s`

// TestTransforms runs every case in other clothes: the facts must not move.
func TestTransforms(t *testing.T) {
	steps := func(t *testing.T, script string) []step { return parse(t, script) }
	for _, v := range []struct {
		name string
		make func(t *testing.T, script string) (*world, []step)
		not  map[string]bool
	}{
		{"IPv6", func(t *testing.T, s string) (*world, []step) {
			w := newWorld(t, Options{})
			w.v6 = true
			return w, steps(t, s)
		}, nil},
		{"another time", func(t *testing.T, s string) (*world, []step) {
			w := newWorld(t, Options{})
			w.base = 86400*second + 12345
			return w, steps(t, s)
		}, nil},
		{"noise", func(t *testing.T, s string) (*world, []step) {
			return newWorld(t, Options{}), steps(t, noise+s)
		}, map[string]bool{"both_dirs": true, "rst_only_targets_60s": true}},
		{"times that step back a little", func(t *testing.T, s string) (*world, []step) {
			w := newWorld(t, Options{})
			n := 0
			inner := steps(t, s)
			for i := range inner {
				if n++; n%3 == 0 && inner[i].verb == "pay" {
					inner[i].at -= 2 * millisecond
				}
			}
			return w, inner
		}, nil},
	} {
		t.Run(v.name, func(t *testing.T) {
			for _, c := range cases {
				t.Run(c.name, func(t *testing.T) {
					w, s := v.make(t, c.script)
					w.run(s)
					check(t, w.sealed, dropColumns(c.want, v.not))
				})
			}
		})
	}
}
