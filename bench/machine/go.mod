module machine

go 1.24
