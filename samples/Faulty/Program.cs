using October.Api;
using October.Faulty;
using October.Tasks.Hosting;

// The real api or worker with one fault: releases that an operator must detect and roll back.
return args switch
{
    ["api" or "worker", "--fault", "crash"] => Faults.Crash(),
    ["api", "--fault", "bad-ready"] => await ApiHost.RunAsync([], Faults.NeverReady),
    ["api", "--fault", "bad-smoke"] => await ApiHost.RunAsync([], Faults.TasksAnswer500),
    ["worker", "--fault", "bad-result"] => await WorkerHost.RunAsync([], Faults.WrongSum),
    _ => Faults.Usage(),
};
