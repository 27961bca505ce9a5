// Every test has the machine's cores for its own processes.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
