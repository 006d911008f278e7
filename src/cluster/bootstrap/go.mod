module roadstead.dev/cluster/bootstrap

go 1.24.0
