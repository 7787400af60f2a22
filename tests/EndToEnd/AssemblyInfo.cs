// One machine, one set of loopback addresses, one compiler: the tests take turns.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
