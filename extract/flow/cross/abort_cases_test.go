package cross

var abortCases = []scriptCase{
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
}
