from wisselwerk.cli import main

main(prog_name="wisselwerk")
